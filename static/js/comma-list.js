// Words with commas between them in a text field: one more, once, as if it had been typed.
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

export function addWord(field, word) {
  const words = wordsOf(field);
  if (words.some((each) => each.toLowerCase() === word.toLowerCase())) return;
  field.value = [...words, word].join(", ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function wordsOf(field) {
  return field.value.split(",").map((each) => each.trim()).filter(Boolean);
}
