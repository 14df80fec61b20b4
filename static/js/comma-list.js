// Words with commas between them in a text field, one with a comma inside in quotation marks
// (apps/journal/entries/tags.py): one more, once, as if it had been typed.
const PART = /\s*"(?:[^"]|"")*"\s*(?=,|$)|[^,]+/g;

export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

export function addWord(field, word) {
  const words = wordsOf(field);
  if (words.some((each) => each.toLowerCase() === word.toLowerCase())) return;
  field.value = [...words, word].map(quoted).join(", ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function wordsOf(field) {
  return (field.value.match(PART) ?? []).map((part) => unquoted(part.trim())).filter(Boolean);
}

function quoted(word) {
  return word.includes(",") || word.startsWith('"') ? `"${word.replaceAll('"', '""')}"` : word;
}

function unquoted(part) {
  return /^"(?:[^"]|"")*"$/.test(part) ? part.slice(1, -1).replaceAll('""', '"') : part;
}
