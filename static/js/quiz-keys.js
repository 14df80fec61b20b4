// <quiz-keys> around the answers of one or more statements: keys 1 to 7 choose one for the statement
// that has the focus, or else for the first without an answer. Nothing is sent by a key alone.
class QuizKeys extends HTMLElement {
  #main;

  connectedCallback() {
    this.#main = this.closest("main");
    this.#main.addEventListener("keydown", this);
    this.querySelector("[data-keys]").hidden = !matchMedia("(hover: hover)").matches;
    if (document.activeElement === document.body) this.#main.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.#main.removeEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const choice =
      /^[1-7]$/.test(event.key) && this.#statement?.querySelector(`[value="${event.key}"]`);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  }

  get #statement() {
    const all = [...this.querySelectorAll("fieldset")];
    return (
      all.find((each) => each.contains(document.activeElement)) ??
      all.find((each) => !each.querySelector(":checked")) ??
      all[0]
    );
  }
}

customElements.define("quiz-keys", QuizKeys);
