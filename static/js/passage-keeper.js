// <passage-keeper> on a member's guide page: marks the passages that are kept and, while "Keep
// passages" is pressed, offers a button at each paragraph. The form in it sends what is kept.
import { mark, unmark } from "./passage-highlight.js";
import { quoteOf, textOf } from "./text-quotes.js";

const NOT_THERE = "[data-aside], .sources, .reflect, .no-print, details, #mine";

class PassageKeeper extends HTMLElement {
  #prose;
  #abort;

  connectedCallback() {
    this.#prose = document.querySelector(".article .prose");
    if (!this.#prose) return;
    unmark(this.#prose); // htmx puts the new piece in before it takes the old one away
    for (const { dataset, id } of this.querySelectorAll("[data-text]")) {
      mark(this.#prose, { text: dataset.text, before: dataset.before, after: dataset.after }, id);
    }
    const mode = this.querySelector("[data-mode]");
    mode.hidden = false;
    this.querySelector("[data-list]").hidden = true; // the same without scripts
    mode.addEventListener("click", () => this.#setMode(!this.#isOn));
    this.#abort = new AbortController();
    document.addEventListener("leeway:keep", this, { signal: this.#abort.signal });
    this.#setMode(this.#isOn); // stays as it was while the shelf's piece of the page is renewed
  }

  disconnectedCallback() {
    this.#abort?.abort();
  }

  handleEvent(event) {
    event.preventDefault(); // it is kept
    this.#keep(event.detail);
  }

  get #isOn() {
    return this.#prose.hasAttribute("data-keeping");
  }

  #setMode(on) {
    this.querySelector("[data-mode]").setAttribute("aria-pressed", on);
    this.querySelector("[data-mode-hint]").hidden = !on;
    this.#prose.toggleAttribute("data-keeping", on);
    if (!on) for (const each of this.#prose.querySelectorAll(".keep-this")) each.remove();
    if (on) for (const each of this.#prose.querySelectorAll("p, li")) this.#offer(each);
  }

  #offer(paragraph) {
    const { whole } = textOf(paragraph);
    if (!whole || paragraph.closest(NOT_THERE) || paragraph.querySelector("p, li")) return;
    const known = [...this.querySelectorAll("[data-text]")];
    const kept = known.find(({ dataset }) => dataset.text === whole);
    const button = paragraph.querySelector(".keep-this") ?? this.#newButton(paragraph);
    button.setAttribute("aria-pressed", Boolean(kept));
    button.onclick = () => {
      if (kept) kept.querySelector("[data-drop]").requestSubmit();
      else this.#keep(quoteOf(this.#prose, paragraph));
    };
  }

  #newButton(paragraph) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-icon keep-this";
    const words = paragraph.textContent.trim().split(/\s+/u).slice(0, 6).join(" ");
    button.setAttribute("aria-label", `${this.dataset.keep} ${words}…`);
    button.append(document.querySelector("#save-guide svg").cloneNode(true));
    paragraph.append(button);
    return button;
  }

  #keep(words) {
    const form = this.querySelector("[data-keep-form]");
    for (const [name, value] of Object.entries(words)) form.elements[name].value = value;
    form.requestSubmit();
  }
}

customElements.define("passage-keeper", PassageKeeper);
