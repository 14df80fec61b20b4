// <journal-keys>: Ctrl or Cmd with Enter keeps the page; outside fields n writes, l locks, ? lists.
// Single keys only where the element has `singles`, since they can be switched off.
class JournalKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.isComposing || event.altKey || event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return this.#keep(event);
    if (event.ctrlKey || event.metaKey || !this.hasAttribute("singles")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = { n: () => this.#write(), l: () => this.#lock(), "?": () => this.#go("keys") }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #keep(event) {
    const form = event.target.closest("form.sheet");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".btn-main[type=submit]"));
  }

  #write() {
    const field = document.getElementById("id_body");
    if (field) field.focus();
    else this.#go("write");
  }

  #lock() {
    document.querySelector(`form[action="${this.dataset.lock}"]`)?.requestSubmit();
  }

  #go(name) {
    location.assign(this.dataset[name]);
  }
}

customElements.define("journal-keys", JournalKeys);
