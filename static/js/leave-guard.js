// <leave-guard> around a form: the browser asks before words that were not sent are lost, unless
// somebody inside it (<auto-save>) answers "leeway:unload" by sending them along.
// With the attribute `unsent` the form came back refused: its words count as unsent from the start.
// Never on Leave. A save through htmx counts from the moment it was sent, so that what is typed
// meanwhile stays unsent. While words are unsent, the closing vault does not take the page away.
class LeaveGuard extends HTMLElement {
  #typed = 0;
  #sending = 0;
  #saved = 0;
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    if (this.hasAttribute("unsent")) this.#typed = 1;
    const on = (target, type, heard) => target.addEventListener(type, heard, { signal });
    on(this, "input", () => (this.#typed += 1));
    on(this, "submit", (event) => event.defaultPrevented || this.#clean());
    on(this, "htmx:beforeRequest", () => (this.#sending = this.#typed));
    on(this, "htmx:afterRequest", (event) => this.#answered(event.detail));
    on(document, "submit", (event) => event.target.matches(".leave") && this.#clean());
    on(document, "leeway:leave", () => this.#clean());
    on(document, "leeway:closing", (event) => this.#dirty && event.preventDefault());
    on(window, "beforeunload", (event) => this.#dirty && this.#lost && event.preventDefault());
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get #dirty() {
    return this.#typed > this.#saved;
  }

  get #lost() {
    return this.dispatchEvent(new CustomEvent("leeway:unload", { cancelable: true }));
  }

  #clean() {
    this.#saved = this.#typed;
  }

  // A look at the page as it will be keeps nothing, nor does another question, nor what is pressed for another form.
  #answered({ successful, requestConfig: { elt, verb } }) {
    if (["preview", "wish"].includes(elt.name) || (elt.form && !this.contains(elt.form))) return;
    if (successful && verb !== "get") this.#saved = this.#sending;
  }
}

customElements.define("leave-guard", LeaveGuard);
