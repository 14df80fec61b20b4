// <cite-picker for="id of a form"> around a list of records: its buttons [data-cite] put a citation
// where the caret was last in that form. Without this file the names are there to be typed.
class CitePicker extends HTMLElement {
  #field;
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const form = document.getElementById(this.getAttribute("for"));
    form?.addEventListener("focusin", (event) => this.#remember(event.target), { signal });
    this.addEventListener("click", (event) => this.#cite(event.target.closest("[data-cite]")));
    document.addEventListener("htmx:afterSwap", () => this.#show(), { signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  #remember(field) {
    if (field.matches("textarea")) this.#field = field;
  }

  #show() {
    for (const button of this.querySelectorAll("[data-cite]")) button.hidden = false;
  }

  #cite(button) {
    const form = document.getElementById(this.getAttribute("for"));
    const field = this.#field ?? form?.querySelector("textarea.guide-source");
    if (!button || !field) return;
    field.setRangeText(button.dataset.cite, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
}

customElements.define("cite-picker", CitePicker);
