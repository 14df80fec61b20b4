// <quiz-step> around the form of one statement. Where it has `goes-on`, a press on an answer, or the
// number key of one, sends the form; arrow keys and the space bar only choose. A press that comes
// right after the statement is the second half of a double press, and is not taken. While an answer
// is on its way nothing else is sent; when that fails, the page stays as it is.
const TOO_SOON = 400; // milliseconds: nobody has read the statement by then
const HEARD = ["pointerdown", "keydown", "click", "quiz-key", "submit", "htmx:afterRequest"];

class QuizStep extends HTMLElement {
  #shownAt;
  #isPointer = false;

  connectedCallback() {
    this.#shownAt = performance.now();
    for (const type of HEARD) this.addEventListener(type, this, { capture: true });
    addEventListener("pageshow", this);
    for (const part of this.querySelectorAll("[data-scripted]")) part.hidden = false;
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this);
  }

  handleEvent(event) {
    const does = {
      pointerdown: () => (this.#isPointer = true),
      keydown: () => (this.#isPointer = false),
      click: () => this.#click(event),
      "quiz-key": () => this.#key(event),
      submit: () => this.#submit(event),
      "htmx:afterRequest": () => event.detail.successful || this.#rest(),
      pageshow: () => event.persisted && this.#rest(),
    };
    does[event.type]();
  }

  // A click on the label is followed by one on its radio button, which is chosen by then.
  #click(event) {
    if (!event.target.closest(".scale label, button")) return;
    if (this.#isBusy || (this.#isPointer && this.#isTooSoon)) event.preventDefault();
    else if (this.#isPointer && event.target.matches("[type=radio]")) this.#goOn();
  }

  #key(event) {
    if (this.#isBusy || this.#isTooSoon) return event.preventDefault();
    event.target.checked = true;
    this.#goOn();
  }

  #goOn() {
    if (this.hasAttribute("goes-on")) this.#form.requestSubmit(this.querySelector(".steps button"));
  }

  #submit(event) {
    if (!this.#isBusy) return void (this.#form.ariaBusy = "true");
    event.preventDefault();
    event.stopPropagation();
  }

  #rest() {
    this.#form.ariaBusy = null;
    const told = () => this.querySelector(":scope > [role=alert]");
    requestAnimationFrame(() => told()?.scrollIntoView({ block: "nearest" }));
  }

  get #form() {
    return this.querySelector("form");
  }

  get #isBusy() {
    return this.#form.ariaBusy === "true";
  }

  get #isTooSoon() {
    return performance.now() - this.#shownAt < TOO_SOON;
  }
}

customElements.define("quiz-step", QuizStep);
