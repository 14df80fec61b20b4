// <feeling-finder> around the families of feelings and the field for one's own words: typing leaves
// the words that fit and those that are chosen, and Tab goes on to them. Enter takes the one that
// fits, or adds what was typed as a word of one's own; Escape shows all again. What is typed to find
// is no part of the page: it is neither sent nor saved.
import { addWord, fold, wordsOf } from "./comma-list.js";

const PAUSE = 400; // milliseconds until the count is said, so that it does not talk over typing

class FeelingFinder extends HTMLElement {
  #field;
  #add;
  #own;
  #words;
  #timer;

  connectedCallback() {
    const finder = this.querySelector("[data-finder]");
    this.#field = finder.querySelector("input");
    this.#add = finder.querySelector("button");
    this.#own = this.querySelector("[name=own_words]");
    this.#words = [...this.querySelectorAll("label:has([name=feelings])")];
    finder.hidden = false;
    this.#field.addEventListener("input", (event) => event.stopPropagation() ?? this.#show());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#add.addEventListener("click", () => this.#addTyped());
  }

  #show() {
    const typed = fold(this.#field.value);
    const fits = this.#words.filter((label) => fold(label.textContent).includes(typed));
    for (const label of this.#words) label.hidden = !fits.includes(label) && !label.control.checked;
    for (const family of this.querySelectorAll("fieldset"))
      family.hidden = !family.querySelector("label:not([hidden])");
    const known = [...this.#words.map((label) => label.textContent), ...wordsOf(this.#own)];
    this.#add.hidden = !typed || known.some((word) => fold(word) === typed);
    this.#add.textContent = this.dataset.add.replace("{word}", this.#field.value.trim());
    const count = this.dataset[fits.length ? "some" : "none"].replace("{n}", fits.length);
    this.#say(typed ? count : "");
    return fits;
  }

  #key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && this.#field.value) this.#clear("");
    else if (event.key === "Enter") this.#take(fold(this.#field.value));
    else return;
    event.preventDefault();
  }

  #take(typed) {
    const fits = this.#show();
    const exact = fits.find((label) => fold(label.textContent) === typed);
    const one = exact ?? (typed && fits.length === 1 ? fits[0] : null);
    if (one && !one.control.checked) one.control.click();
    if (one) this.#clear(one.textContent.trim());
    else if (!fits.length && !this.#add.hidden) this.#addTyped();
  }

  #addTyped() {
    const word = this.#field.value.trim();
    addWord(this.#own, word);
    this.#clear(word);
    this.#field.focus();
  }

  #clear(chosen) {
    this.#field.value = "";
    this.#show();
    if (chosen) this.#say(this.dataset.chosen.replace("{word}", chosen));
  }

  #say(words) {
    clearTimeout(this.#timer);
    const line = this.querySelector("[role=status]");
    this.#timer = setTimeout(() => (line.textContent = words), PAUSE);
  }
}

customElements.define("feeling-finder", FeelingFinder);
