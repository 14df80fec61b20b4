// <quick-exit> around the Leave form: blanks the page at once, ends the session in the background
// and replaces the page. Shift pressed three times alone does the same, but not in a field right
// after a key that typed there, and not with the attribute `button-only`. It never asks anything.
import { markLeft } from "./covered-mark.js";
import { targetOf } from "./leave-target.js";

const PRESSES = 3, WITHIN = 5000; // milliseconds for the three presses
const TYPING = 2000; // milliseconds after a key in a field, in which Shift belongs to the writing
const FIELD = "textarea, input, [contenteditable]";
const PATIENCE = 300; // milliseconds that words not yet sent may take
const isInField = ({ target }) => target instanceof Element && target.matches(FIELD);

class QuickExit extends HTMLElement {
  #presses = [];
  #typed = -TYPING;
  #left = false;
  connectedCallback() {
    this.addEventListener("submit", this);
    if (this.hasAttribute("button-only")) return;
    document.addEventListener("keydown", this);
    document.addEventListener("pointerdown", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
    document.removeEventListener("pointerdown", this);
  }

  handleEvent(event) {
    if (event.type === "submit") {
      event.preventDefault();
      this.leave();
    } else if (event.key !== "Shift" || event.isComposing) {
      this.#presses = []; // a capital letter or a selection is no wish to leave
      if (event.type === "keydown" && isInField(event)) this.#typed = event.timeStamp;
    } else if (!event.repeat) {
      if (isInField(event) && event.timeStamp - this.#typed < TYPING) return;
      const recent = this.#presses.filter((time) => time > event.timeStamp - WITHIN);
      this.#presses = [...recent, event.timeStamp];
      if (this.#presses.length >= PRESSES) this.leave();
    }
  }

  // Whoever holds words that are not sent listens for "leeway:leave" and gives them along, in the
  // request that ends the session, with event.detail.carry(formData), or, where they are too long for
  // that, hands over a promise with event.detail.wait(promise).
  async leave() {
    if (this.#left) return;
    this.#left = true;
    const target = targetOf(this.querySelector("button").dataset);
    this.#blank(target);
    markLeft();
    const [unsent, carried] = [[], []];
    const detail = { wait: (promise) => unsent.push(promise), carry: (data) => carried.push(...data) };
    document.dispatchEvent(new CustomEvent("leeway:leave", { detail }));
    const enough = new Promise((done) => setTimeout(done, PATIENCE));
    const gone = new Promise((done) => addEventListener("pagehide", done, { once: true }));
    if (unsent.length) await Promise.race([Promise.allSettled(unsent), enough, gone]);
    this.#endSession(carried);
    location.replace(target);
  }

  #blank(target) {
    document.documentElement.dataset.left = "";
    window.name = ""; // words of a guide that go along to the sign-up
    document.title = new URL(target).hostname;
    for (const icon of document.querySelectorAll('link[rel~="icon"]')) icon.href = "data:,";
  }

  #endSession(carried) {
    const form = this.querySelector("form");
    const body = new FormData(form);
    for (const [name, value] of carried) body.append(name, value);
    if (!navigator.sendBeacon?.(form.action, body))
      fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
  }
}

customElements.define("quick-exit", QuickExit);
