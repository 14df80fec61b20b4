// <quiz-keys> around the answers of one or more statements: keys 1 to 7 choose one for the statement
// that has the focus, or else for the first without an answer. It sends nothing itself; <quiz-step>
// around it hears "quiz-key" at the answer, and may refuse the key.
class QuizKeys extends HTMLElement {
  #main;

  connectedCallback() {
    this.#main = this.closest("main");
    this.#main.addEventListener("keydown", this);
    this.querySelector("[data-keys]").hidden = !matchMedia("(hover: hover)").matches;
    const start = this.querySelector("h1[tabindex]") ?? this.#main;
    // what has "autofocus", such as an error, takes it at the first drawing, often after this script
    const isFree = document.activeElement === document.body;
    if (isFree && !this.#main.querySelector("[autofocus]")) start.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.#main.removeEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return;
    const choice =
      /^[1-7]$/.test(event.key) && this.#statement?.querySelector(`[value="${event.key}"]`);
    const asks = new Event("quiz-key", { bubbles: true, cancelable: true });
    if (!choice || !choice.dispatchEvent(asks)) return;
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
