// <passage-selection> on a member's guide page: a button below words that are selected, by mouse or
// touch. Pressed, it says "leeway:keep" with the words to the <passage-keeper> around it.
import { quoteOf } from "./text-quotes.js";

const SETTLED = 350; // milliseconds after which a selection counts as made
const NOT_THERE = "[data-aside], .sources, .reflect, .no-print, details, #mine";

class PassageSelection extends HTMLElement {
  #prose;
  #button;
  #timer;

  connectedCallback() {
    this.#prose = document.querySelector(".article .prose");
    if (this.#prose) document.addEventListener("selectionchange", this);
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this);
    clearTimeout(this.#timer);
    this.#button?.remove();
  }

  handleEvent() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#selected(), SETTLED);
  }

  #selected() {
    this.#button?.remove();
    const chosen = getSelection();
    if (chosen.isCollapsed || !chosen.rangeCount) return;
    const range = chosen.getRangeAt(0).cloneRange();
    const around = range.commonAncestorContainer;
    const inside = around.nodeType === Node.TEXT_NODE ? around.parentElement : around;
    if (!this.#prose.contains(inside) || inside.closest(NOT_THERE)) return;
    const words = quoteOf(this.#prose, range);
    if (words.quote) this.#offer(range, words);
  }

  #offer(range, words) {
    const tooLong = words.quote.length > Number(this.dataset.longest);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn keep-float";
    button.textContent = tooLong ? this.dataset.tooLong : this.dataset.keep;
    button.disabled = tooLong;
    const box = [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    button.addEventListener("click", () => {
      button.remove();
      getSelection().removeAllRanges();
      this.dispatchEvent(new CustomEvent("leeway:keep", { bubbles: true, detail: words }));
    });
    document.body.append(button);
    const rightmost = innerWidth - button.offsetWidth - 8;
    button.style.setProperty("top", `${box.bottom + scrollY + 10}px`);
    button.style.setProperty("left", `${Math.max(8, Math.min(box.left + scrollX, rightmost))}px`);
    this.#button = button;
  }
}

customElements.define("passage-selection", PassageSelection);
