// What the server's own page says where it refused something: why, and when to try again. The words
// fit the cause, which a status alone does not tell: 429 is many tries, or many people.
const FOR_NOW = [429, 503];

export function wordsOf(html, selector) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return [...page.querySelectorAll(selector)].map(({ textContent }) => textContent.trim()).join(" ");
}

// An error to throw: its message is "on" and the status, its `words` are empty but for a refusal
// that ends by itself.
export async function refusal(answer) {
  const page = FOR_NOW.includes(answer.status) ? await answer.text() : "";
  const words = wordsOf(page, "main .lede, main [data-told]");
  return Object.assign(new Error(`on${answer.status}`), { words });
}
