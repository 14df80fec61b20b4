// <details-line> in the summary of the composer's fold: names what was chosen in the fold, and the
// day and time of the page, as they change. Its words stand in its data attributes.
import { wordsOf } from "./comma-list.js";
import { dayInWords } from "./day-in-words.js";

class DetailsLine extends HTMLElement {
  #abort = new AbortController();

  connectedCallback() {
    const form = this.closest("form");
    const { signal } = this.#abort;
    form.addEventListener("input", ({ target }) => this.#tell(form, target), { signal });
    form.addEventListener("change", ({ target }) => this.#tell(form, target), { signal });
    this.#choose(form);
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  #tell(form, { name }) {
    if (name === "body") return;
    this.#choose(form);
    if (name === "day" || name === "time") this.#date(form.elements);
  }

  #choose(form) {
    const { title, own_words: own, tags, people, water } = form.elements;
    const calm = [...water].find((step) => step.checked);
    const feelings = form.querySelectorAll("[name=feelings]:checked").length + wordsOf(own).length;
    const words = [
      calm?.parentElement.textContent.trim().toLocaleLowerCase(),
      this.#many(feelings, "feeling", "feelings"),
      title.value.trim() && this.dataset.title,
      this.#many(wordsOf(tags).length, "tag", "tags"),
      this.#many(wordsOf(people).length, "person", "people"),
    ].filter(Boolean);
    this.querySelector("[data-chosen]").textContent = words.map((each) => `${each} · `).join("");
    this.querySelector(".hint").hidden = words.length > 0;
  }

  #many(n, one, more) {
    return n && (n === 1 ? this.dataset[one] : this.dataset[more].replace("{n}", n));
  }

  #date({ day, time }) {
    const when = new Date(`${day.value}T00:00`);
    if (Number.isNaN(when.getTime())) return;
    const words = [dayInWords(when), time.value].filter(Boolean).join(", ");
    this.querySelector("[data-device-moment]").textContent = words;
  }
}

customElements.define("details-line", DetailsLine);
