// Passages that were kept, marked in the text again by their words and what stands around them.
import { squeezed, textOf } from "./text-quotes.js";

// Where squeezed words stand: among equal ones that whose neighbours fit. -1 where nowhere.
function placeOf(whole, { text, before, after }) {
  let best = -1;
  let most = -1;
  for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1)) {
    const end = at + text.length;
    const fit = whole.slice(0, at).endsWith(before) + whole.startsWith(after, end);
    if (fit > most) [best, most] = [at, fit];
  }
  return best;
}

// The offset in a text of its nth character that is no white space.
function offsetOf(data, count) {
  let seen = 0;
  for (let at = 0; at < data.length; at += 1) {
    if (/\s/u.test(data[at])) continue;
    if (seen === count) return at;
    seen += 1;
  }
  return data.length;
}

// The range of words by what stands around them; undefined where they are not.
export function rangeOf(root, wanted) {
  const { nodes, whole } = textOf(root);
  const start = placeOf(whole, wanted);
  if (start < 0) return undefined;
  const end = start + wanted.text.length;
  const holds = (at) => nodes.findLast((each) => each.start <= at);
  const [first, last] = [holds(start), holds(end - 1)];
  const range = new Range();
  range.setStart(first.node, offsetOf(first.node.data, start - first.start));
  range.setEnd(last.node, offsetOf(last.node.data, end - 1 - last.start) + 1);
  return range;
}

// Puts <mark> around the words, one in each text node that holds some of them.
export function mark(root, wanted, id) {
  const { nodes, whole } = textOf(root);
  const start = placeOf(whole, wanted);
  if (start < 0) return;
  const end = start + wanted.text.length;
  for (const { node, start: at } of nodes) {
    const length = squeezed(node.data).length;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, length);
    if (from >= to) continue;
    const range = new Range();
    range.setStart(node, offsetOf(node.data, from));
    range.setEnd(node, offsetOf(node.data, to - 1) + 1);
    const made = document.createElement("mark");
    made.dataset.passage = id;
    range.surroundContents(made);
  }
}

export function unmark(root) {
  for (const each of root.querySelectorAll("mark[data-passage]")) each.replaceWith(...each.childNodes);
  root.normalize();
}
