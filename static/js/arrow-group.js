// <arrow-group> around a row of links or buttons: one stop of Tab for all of them. The arrow keys,
// Home and End go from one to the next. Without this each of them is a stop of its own.
const CONTROLS = "a[href], button, summary";
const inList = (control) => control.closest("details > :not(summary)") !== null;

class ArrowGroup extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    if (!this.closest("[role=toolbar]")) {
      this.setAttribute("role", "toolbar");
      this.setAttribute("aria-label", this.closest("nav")?.getAttribute("aria-label") ?? "");
    }
    const controls = this.#controls;
    this.#stopAt(controls.find((control) => control.hasAttribute("aria-current")) ?? controls[0]);
    this.addEventListener("focusin", ({ target }) => this.#entered(target), { signal });
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  disconnectedCallback() {
    this.#abort?.abort();
  }

  get #controls() {
    return [...this.querySelectorAll(CONTROLS)].filter((control) => !inList(control));
  }

  #stopAt(chosen) {
    for (const control of this.#controls) control.tabIndex = control === chosen ? 0 : -1;
  }

  #entered(target) {
    if (this.#controls.includes(target)) this.#stopAt(target);
  }

  #press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const shown = this.#controls.filter((control) => control.checkVisibility());
    const at = shown.indexOf(event.target);
    const onward = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const to = {
      ArrowRight: at + onward,
      ArrowLeft: at - onward,
      Home: 0,
      End: shown.length - 1,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    shown.at(to % shown.length).focus({ focusVisible: true });
  }
}

customElements.define("arrow-group", ArrowGroup);
