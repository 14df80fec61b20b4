// <cover-screen seconds="60"> on a member's page: Lock, Escape pressed three times, so many seconds
// out of sight (0 is never) and the end of its time cover the page at once and lock the journal.
// Words that are not sent are sent first. A page without any goes to unlock; one with words stays
// beneath, as it was, until the password opens it here. Where the journal was locked from the start,
// only a page with words is covered. Leave stays above the cover.
import { whenToCover } from "./cover-triggers.js";
import { askToUnlock } from "./cover-unlock.js";
import { lockJournal, pause } from "./journal-lock.js";
import { forgetTries } from "./unlock-request.js";

const WORDS_WAIT = 1000; // milliseconds for the words
const root = document.documentElement;
const hasWords = () => !document.dispatchEvent(new CustomEvent("leeway:closing", { cancelable: true }));

class CoverScreen extends HTMLElement {
  #abort;
  #focus;
  #title;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const seconds = Number(this.getAttribute("seconds"));
    whenToCover({ seconds, signal, cover: () => this.#wanted() });
    document.addEventListener("submit", (event) => this.#submitted(event), { signal });
    document.addEventListener("leeway:closed", () => this.#cover({ isLocked: true }), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get #lock() {
    return document.querySelector("form.lock");
  }

  #wanted() {
    if (this.#lock) this.#lock.requestSubmit();
    else if (hasWords()) this.#cover({ isLocked: true });
  }

  #submitted(event) {
    if (event.target !== this.#lock) return;
    event.preventDefault();
    this.#cover({ isLocked: false });
  }

  async #cover({ isLocked }) {
    if (!this.hidden) return forgetTries(this);
    // an open dialog would let nothing outside it take the focus, not even the password's field
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    this.hidden = false;
    root.dataset.covered = "";
    [this.#focus, this.#title] = [document.activeElement, document.title];
    document.title = this.dataset.title;
    const words = [];
    const detail = { wait: (promise) => words.push(promise) };
    document.dispatchEvent(new CustomEvent("leeway:cover", { detail }));
    const sent = Promise.race([Promise.allSettled(words), pause(WORDS_WAIT)]);
    if (isLocked) await sent;
    else {
      await lockJournal(this.#lock, sent);
      document.dispatchEvent(new CustomEvent("leeway:locked"));
    }
    const here = encodeURIComponent(location.pathname + location.search);
    if (hasWords()) askToUnlock(this, (seconds) => this.#uncover(seconds));
    else location.replace(this.dataset.unlock + here);
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
