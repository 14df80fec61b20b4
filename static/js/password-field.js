// <password-field> around an input and a hidden button: Show and Hide what was typed.
// The input hides again before the form is sent, so that no browser offers it as plain text.
class PasswordField extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const input = this.querySelector("input");
    const button = this.querySelector("button");
    const words = button.querySelector("[data-hide]");
    const { textContent: show, dataset } = words;
    const set = (shown) => {
      input.type = shown ? "text" : "password";
      words.textContent = shown ? dataset.hide : show;
    };
    button.hidden = false;
    button.addEventListener("click", () => set(input.type === "password"), { signal });
    input.form?.addEventListener("submit", () => set(false), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }
}

customElements.define("password-field", PasswordField);
