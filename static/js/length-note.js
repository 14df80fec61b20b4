// <length-note for="id" data-most="200" data-says="… {n} …"> beside a field: says by how many
// characters its text is too long. The field has no maxlength, with which a browser would cut off
// what is pasted and tell nobody. Characters are counted as the server counts them.
class LengthNote extends HTMLElement {
  #abort;

  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    if (!field) return;
    this.#abort = new AbortController();
    field.addEventListener("input", () => this.#look(field), { signal: this.#abort.signal });
    this.#look(field);
  }

  disconnectedCallback() {
    this.#abort?.abort();
  }

  #look({ value }) {
    const most = Number(this.dataset.most);
    const over = value.length > most ? [...value].length - most : 0;
    const { lang } = document.documentElement;
    const says = over > 0 ? this.dataset.says.replace("{n}", over.toLocaleString(lang)) : "";
    if (this.textContent !== says) this.textContent = says;
  }
}

customElements.define("length-note", LengthNote);
