// <fold-menu> around a menu made of <details>, which opens and closes without this too: Escape
// closes it and gives its summary the focus; what is pressed or focused elsewhere closes it too,
// but for a sheet over the page, which gives the focus back to the link that opened it.
class FoldMenu extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.addEventListener("focusout", (event) => this.#look(event.relatedTarget), { signal });
    document.addEventListener("click", (event) => this.#look(event.target), { signal });
    window.addEventListener("pagehide", () => this.#close(), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get #menu() {
    return this.querySelector("details");
  }

  #press(event) {
    if (event.key !== "Escape" || !this.#menu.open) return;
    event.preventDefault();
    this.#close();
    this.querySelector("summary").focus();
  }

  #look(elsewhere) {
    if (elsewhere && !this.contains(elsewhere) && !elsewhere.closest("dialog")) this.#close();
  }

  #close() {
    this.#menu.open = false;
  }
}

customElements.define("fold-menu", FoldMenu);
