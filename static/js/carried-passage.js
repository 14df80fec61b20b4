// Words of a guide that a visitor wants to keep go along through the sign-up or the sign-in of the
// same tab, in the name of that tab: it is sent nowhere, stored nowhere, and ends with the tab. Back
// in the guide they stand selected again. Leave empties it (quick-exit.js).
import { rangeOf } from "./passage-highlight.js";
import { squeezed } from "./text-quotes.js";

const MARK = "leeway-passage ";

export function carryAlong(words) {
  window.name = MARK + JSON.stringify({ path: location.pathname, ...words });
}

export function selectCarried(root) {
  if (!window.name.startsWith(MARK)) return;
  const { path, quote, before, after } = JSON.parse(window.name.slice(MARK.length));
  window.name = "";
  const range = path === location.pathname && rangeOf(root, { text: squeezed(quote), before, after });
  if (!range) return;
  const first = range.startContainer.parentElement;
  first.scrollIntoView({ block: "center", behavior: "instant" });
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}
