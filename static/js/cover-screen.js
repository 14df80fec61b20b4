// <cover-screen seconds="60"> on a member's page while the journal is unlocked: Lock, Escape pressed
// three times, and so many seconds out of sight (0 is never) cover the page at once and lock the
// journal. Words that are not sent are sent first. A page without any goes to unlock; one with words
// stays beneath, as it was, until the password opens it here. Leave stays above the cover.
import { whenToCover } from "./cover-triggers.js";
import { askToUnlock } from "./cover-unlock.js";

const WORDS_WAIT = 1000, AGAIN = 3000; // milliseconds for the words, and between two tries to lock
const root = document.documentElement;
const pause = (time) => new Promise((done) => setTimeout(done, time));

class CoverScreen extends HTMLElement {
  #abort;
  #focus;
  #title;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const seconds = Number(this.getAttribute("seconds"));
    whenToCover({ seconds, signal, cover: () => this.#lock.requestSubmit() });
    document.addEventListener("submit", (event) => this.#submitted(event), { signal });
    document.addEventListener("leeway:closed", () => this.#cover({ isLocked: true }), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get #lock() {
    return document.querySelector("form.lock");
  }

  #submitted(event) {
    if (event.target !== this.#lock) return;
    event.preventDefault();
    this.#cover({ isLocked: false });
  }

  async #cover({ isLocked }) {
    if (!this.hidden) return;
    // an open dialog would let nothing outside it take the focus, not even the password's field
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    this.hidden = false;
    root.dataset.covered = "";
    [this.#focus, this.#title] = [document.activeElement, document.title];
    document.title = this.dataset.title;
    const words = [];
    const detail = { wait: (promise) => words.push(promise) };
    document.dispatchEvent(new CustomEvent("leeway:cover", { detail }));
    await Promise.race([Promise.allSettled(words), pause(WORDS_WAIT)]);
    if (!isLocked) {
      while (!(await this.#isLocked())) await pause(AGAIN);
      document.dispatchEvent(new CustomEvent("leeway:locked"));
    }
    const closing = new CustomEvent("leeway:closing", { cancelable: true });
    const here = encodeURIComponent(location.pathname + location.search);
    if (document.dispatchEvent(closing)) location.replace(this.dataset.unlock + here);
    else askToUnlock(this, (seconds) => this.#uncover(seconds));
  }

  async #isLocked() {
    const form = this.#lock;
    const send = { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true };
    const answer = await fetch(form.action, send).catch(() => null);
    return answer?.type === "opaqueredirect";
  }

  #uncover(seconds) {
    document.dispatchEvent(new CustomEvent("leeway:used", { detail: { seconds } }));
    this.hidden = true;
    delete root.dataset.covered;
    document.title = this.#title;
    this.#focus?.focus();
  }
}

customElements.define("cover-screen", CoverScreen);
