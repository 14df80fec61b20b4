// <passage-selection> on a guide's page: a button below words that are selected by mouse, finger or
// keys. Pressed, it says "leeway:keep" to <passage-keeper>, or shows the note of this element where
// there is one, or waits until what the shelf holds has come. The selection stays, also at sign-up.
import { chosenIn, keepButton, placeBelow } from "./selected-words.js";
import { quoteOf } from "./text-quotes.js";

const carrying = () => import("./carried-passage.js"); // a first view does without
const HEARD = ["selectionchange", "keydown", "htmx:afterSettle"];
const SETTLED = 350; // milliseconds after which a selection counts as made

class PassageSelection extends HTMLElement {
  #prose; #button; #timer; #waits; #isNew = false;
  #note = this.querySelector("[popover]");

  connectedCallback() {
    this.#prose = document.querySelector(".article .prose");
    if (!this.#prose) return;
    for (const type of HEARD) document.addEventListener(type, this);
    this.querySelector("[data-close]")?.addEventListener("click", () => this.#note.hidePopover());
    if (!this.#note && window.name) carrying().then((it) => it.selectCarried(this.#prose));
  }

  disconnectedCallback() {
    for (const type of HEARD) document.removeEventListener(type, this);
    clearTimeout(this.#timer);
    this.#button?.remove();
  }

  handleEvent(event) {
    if (event.type === "keydown") return this.#tab(event);
    if (event.type === "htmx:afterSettle") return this.#waits && this.#press(this.#waits);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#selected(), SETTLED);
  }

  // The first Tab after words were selected leads to the button, the next one on from there.
  #tab(event) {
    if (!this.#isNew || event.key !== "Tab" || event.shiftKey) return;
    event.preventDefault();
    this.#isNew = false;
    this.#button.focus({ preventScroll: true });
  }

  #selected() {
    if (this.#note?.matches(":popover-open")) return;
    const range = chosenIn(this.#prose);
    const words = range ? quoteOf(this.#prose, range) : { quote: "" };
    if (words.quote === this.#button?.value) return; // it has the focus now
    this.#button?.remove();
    this.#button = undefined;
    this.#isNew = false;
    if (words.quote) this.#offer(range, words);
  }

  #offer(range, words) {
    this.#button = keepButton(words.quote, this.dataset);
    this.#button.addEventListener("click", () => this.#press(words));
    this.#isNew = !this.#button.disabled;
    placeBelow(range, this.#button, this.#prose);
  }

  #press(words) {
    const asked = new CustomEvent("leeway:keep", { detail: words, cancelable: true });
    const isOpen = document.dispatchEvent(asked); // nobody answered
    if (isOpen && this.#note) return this.#explain(words);
    this.#waits = isOpen ? words : undefined;
    if (isOpen) return this.#button?.toggleAttribute("disabled", true);
    this.#button?.remove();
    this.#isNew = false;
    getSelection().removeAllRanges();
  }

  async #explain(words) {
    const { carryAlong } = await carrying();
    for (const link of this.querySelectorAll("a")) link.onclick = () => carryAlong(words);
    this.#note?.showPopover({ source: this.#button });
  }
}

customElements.define("passage-selection", PassageSelection);
