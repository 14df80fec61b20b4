// <text-tools for="id"> above a textarea: marks around the selection, marks before its lines, and
// the spelling switch. Ctrl or Cmd with B and I do the same. Undo works, since the text is put in
// as typing is. Spelling is off at first: some browsers send what they check to somebody else.
class TextTools extends HTMLElement {
  #field;
  #abort;

  connectedCallback() {
    this.#field = document.getElementById(this.getAttribute("for"));
    if (!this.#field) return;
    this.hidden = false;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("click", (event) => this.#press(event.target.closest("button")), { signal });
    this.#field.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  disconnectedCallback() {
    this.#abort?.abort();
  }

  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const mark = { b: "**", i: "*" }[event.key.toLowerCase()];
    if (!mark) return;
    event.preventDefault();
    this.#around(mark);
  }

  #press(button) {
    if (!button) return;
    if ("spelling" in button.dataset) return this.#spelling(button);
    this.#field.focus();
    if (button.dataset.around) this.#around(button.dataset.around);
    else this.#before(button.dataset.before);
  }

  #spelling(button) {
    this.#field.spellcheck = !this.#field.spellcheck;
    button.setAttribute("aria-pressed", String(this.#field.spellcheck));
    this.#field.focus();
  }

  #around(mark) {
    const { value, selectionStart: start, selectionEnd: end } = this.#field;
    this.#put(`${mark}${value.slice(start, end)}${mark}`, start, end);
    this.#field.setSelectionRange(start + mark.length, end + mark.length);
  }

  #before(mark) {
    const { value, selectionStart, selectionEnd: end } = this.#field;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const lines = value.slice(start, end).split("\n");
    this.#put(lines.map((line) => mark + line).join("\n"), start, end);
  }

  #put(text, start, end) {
    this.#field.setSelectionRange(start, end);
    if (document.execCommand("insertText", false, text)) return;
    this.#field.setRangeText(text, start, end, "end");
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("text-tools", TextTools);
