// Writes into the status line what became of a draft, in the words of the element's data
// attributes. The same words are not written twice, so that a screen reader is not asked to repeat
// them.
const AGAIN = new Set(["down", "offline", "signed-out"]);

export function say(element, { state, href }) {
  const line = element.querySelector("[role=status]");
  const { lang } = document.documentElement;
  const time = new Date().toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit" });
  const key = state.replace(/-(\w)/g, (_all, letter) => letter.toUpperCase());
  let words = (element.dataset[key] ?? "").replace("{time}", time);
  if (AGAIN.has(state)) words += ` ${element.dataset.again}`;
  element.dataset.state = state;
  if (line.textContent.startsWith(words) && words) return;
  line.textContent = words;
  if (state !== "conflict" || !href) return;
  const link = document.createElement("a");
  Object.assign(link, { href, textContent: element.dataset.both });
  line.append(" ", link);
}
