// Words of a guide and where they stand, as apps/articles/shelf/text_quotes.py compares them: without
// white space, and without what is no part of the text (numbers of sources, buttons, notes).
const NO_TEXT = "[data-aside], .cite, button, svg, details, aside.sidenote, .sources, .no-print, [hidden]";
const AROUND = 40;

export const squeezed = (text) => text.replace(/\s+/gu, "");

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
