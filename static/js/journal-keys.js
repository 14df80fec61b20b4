// <journal-keys> around the sheet of keys: Ctrl or Cmd with Enter keeps the page, with / opens the
// sheet over whatever is open; outside fields n writes, / searches, l locks, ? opens the sheet. A
// link to the page of keys opens it too. Single keys only where the element has `singles`, since
// they can be switched off. Escape closes the sheet, and the focus goes back to where it was.
class JournalKeys extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
    document.addEventListener("click", (event) => this.#click(event), { signal });
    for (const link of document.querySelectorAll(this.#link))
      link.setAttribute("aria-haspopup", "dialog");
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get #link() {
    return `a[href="${this.dataset.keys}"]`;
  }

  get #sheet() {
    return this.querySelector("dialog");
  }

  #press(event) {
    if (event.isComposing || event.repeat || event.altKey || event.defaultPrevented) return;
    if ("covered" in document.documentElement.dataset) return;
    const act = event.ctrlKey || event.metaKey ? this.#held(event) : this.#single(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #held({ key, target }) {
    if (key === "/") return () => this.#toggle();
    const form = key === "Enter" && target.closest("form.sheet");
    return form && (() => form.requestSubmit(form.querySelector(".btn-main[type=submit]")));
  }

  #single({ key, target }) {
    if (!this.hasAttribute("singles")) return null;
    if (target.closest("input, textarea, select, [contenteditable]")) return null;
    if (key === "?") return () => this.#toggle();
    if (this.#sheet.open) return null;
    const { write, search } = this.dataset;
    const go = (field, page) => (field ? field.focus() : location.assign(page));
    return {
      n: () => go(document.getElementById("id_body"), write),
      "/": () => go(document.querySelector(`form[action="${search}"] [name=q]`), search),
      l: () => document.querySelector(`form[action="${this.dataset.lock}"]`)?.requestSubmit(),
    }[key];
  }

  #click(event) {
    if (event.target.closest("[data-close]") && this.contains(event.target)) this.#sheet.close();
    if (!event.target.closest(this.#link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#toggle();
  }

  #toggle() {
    if (this.#sheet.open) this.#sheet.close();
    else this.#sheet.showModal();
  }
}

customElements.define("journal-keys", JournalKeys);
