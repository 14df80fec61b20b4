// Words of a guide and where they stand, as apps/articles/shelf/quoting.py compares them: without
// white space, and without what is no part of the text (numbers of sources, buttons, notes).
const NO_TEXT = ".cite, button, svg, details, aside.sidenote, .sources, .no-print, [hidden]";
const AROUND = 40;

const squeezed = (text) => text.replace(/\s+/gu, "");

// The text nodes of an element that count, each with where its squeezed text begins in the whole.
export function textOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(NO_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes = [];
  let whole = "";
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, start: whole.length });
    whole += squeezed(walker.currentNode.data);
  }
  return { nodes, whole };
}

// The words of a range or an element, and the characters around them.
export function quoteOf(root, chosen) {
  const range = chosen instanceof Range ? chosen : new Range();
  if (range !== chosen) range.selectNodeContents(chosen);
  const { nodes, whole } = textOf(root);
  let quote = "";
  let start = -1;
  for (const { node, start: at } of nodes) {
    if (!range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.length;
    if (start < 0) start = at + squeezed(node.data.slice(0, from)).length;
    quote += node.data.slice(from, to);
  }
  const end = start + squeezed(quote).length;
  return {
    quote: quote.replace(/\s+/gu, " ").trim(),
    before: whole.slice(Math.max(0, start - AROUND), start),
    after: whole.slice(end, end + AROUND),
  };
}

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
