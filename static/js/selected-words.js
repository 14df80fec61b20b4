// What is selected of a guide's text, and where a button for it stands.
const BLOCK = "p, li, h2, h3, td, th, caption, dt, dd";
const NOT_THERE = "[data-aside], .sources, .reflect, .no-print, details, #mine";
const GAP = matchMedia("(pointer: coarse)").matches ? 36 : 10; // a finger's handles hang below
const EDGE = 8;
const BAR = 80; // what stays at the top of the screen

// The selected range as far as it is in the element, since a hand often begins or ends beside it;
// null where nothing of it is.
export function chosenIn(root) {
  const chosen = getSelection();
  if (chosen.isCollapsed || !chosen.rangeCount) return null;
  const range = chosen.getRangeAt(0).cloneRange();
  if (!range.intersectsNode(root)) return null;
  const whole = new Range();
  whole.selectNodeContents(root);
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(root, 0);
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(root, whole.endOffset);
  const around = range.commonAncestorContainer;
  const inside = around.nodeType === Node.TEXT_NODE ? around.parentElement : around;
  return inside.closest(NOT_THERE) ? null : range;
}

// Puts the button into the block in which the range ends, so that Tab goes on from the words, and
// below the last line, or above the first one where there is no room.
export function placeBelow(range, button, root) {
  const rects = [...range.getClientRects()];
  if (!rects.length) rects.push(range.getBoundingClientRect());
  const end = range.endContainer;
  const at = end.nodeType === Node.TEXT_NODE ? end.parentElement : end;
  const table = at.closest(".scroll-x");
  if (table) table.after(button);
  else (at.closest(BLOCK) ?? root).append(button);
  const { offsetWidth: width, offsetHeight: height, offsetParent } = button;
  const base = (offsetParent ?? document.body).getBoundingClientRect();
  const below = rects.at(-1).bottom + GAP;
  const above = Math.max(rects[0].top - GAP - height, BAR);
  const top = below + height < innerHeight ? below : above;
  const left = Math.max(EDGE, Math.min(rects.at(-1).left, innerWidth - width - EDGE));
  button.style.setProperty("top", `${top - base.top}px`);
  const most = `100vw - ${width + EDGE + base.left}px`; // also once the screen is turned
  button.style.setProperty("left", `min(${left - base.left}px, ${most})`);
}

// A button that keeps a quote. `texts` says how many characters a quote may have (`longest`), what
// the button says (`keep`), and what it says, disabled, for more than that (`tooLong`).
export function keepButton(quote, texts) {
  const disabled = quote.length > Number(texts.longest);
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn keep-float", value: quote, disabled });
  button.textContent = disabled ? texts.tooLong : texts.keep;
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  return button;
}
