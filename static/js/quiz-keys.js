// <quiz-keys> around a statement's answers: keys 1 to 7 choose one while the focus is in the page's
// main part. Nothing is sent by a key alone; Enter goes on, as in any form.
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
    const choice = /^[1-7]$/.test(event.key) && this.querySelector(`[value="${event.key}"]`);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  }
}

customElements.define("quiz-keys", QuizKeys);
