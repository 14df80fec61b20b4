// <cover-screen seconds="60"> on a member's page while the journal is unlocked: Lock, Escape pressed
// three times, and so many seconds out of sight (0 is never) cover the page at once and lock the
// journal. Words that are not sent are sent first. A page without any goes to unlock; one with words
// stays beneath, as it was, until the password opens it here. Leave stays above the cover.
import { whenToCover } from "./cover-triggers.js";
import { freshToken, renewAll } from "./form-token.js";

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
    const onSubmit = (event) => event.target === this.#lock && this.#cover(event);
    document.addEventListener("submit", onSubmit, { signal });
    this.addEventListener("submit", (event) => this.#open(event), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get #lock() {
    return document.querySelector("form.lock");
  }

  async #cover(event) {
    event.preventDefault();
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
    while (!(await this.#isLocked())) await pause(AGAIN);
    const closing = new CustomEvent("leeway:closing", { cancelable: true });
    const here = encodeURIComponent(location.pathname + location.search);
    if (document.dispatchEvent(closing)) location.replace(this.dataset.unlock + here);
    else this.#ask();
  }

  async #isLocked() {
    const form = this.#lock;
    const send = { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true };
    const answer = await fetch(form.action, send).catch(() => null);
    return answer?.type === "opaqueredirect";
  }

  #ask() {
    const template = this.querySelector("template");
    if (template) template.replaceWith(template.content);
    this.querySelector("form").hidden = false;
    this.querySelector("[type=password]").focus();
  }

  async #open(event) {
    event.preventDefault();
    const form = event.target;
    const answer = await this.#sent(form).catch(() => null);
    const said = answer?.headers.get("Content-Type") ?? "";
    if (answer?.ok && said.startsWith("application/json")) {
      renewAll((await answer.json()).token);
      this.#uncover(form, answer.headers.get("Vault-Seconds"));
    } else {
      const problem = this.dataset[`on${answer?.status}`] ?? this.dataset.down;
      form.querySelector("[role=alert]").textContent = problem;
    }
  }

  async #sent(form) {
    const token = await freshToken(form.elements.next.value);
    if (token) renewAll(token);
    return fetch(form.action, { method: "POST", body: new FormData(form) });
  }

  #uncover(form, seconds) {
    document.dispatchEvent(new CustomEvent("leeway:used", { detail: { seconds } }));
    form.reset();
    form.querySelector("[role=alert]").textContent = "";
    form.hidden = this.hidden = true;
    delete root.dataset.covered;
    document.title = this.#title;
    this.#focus?.focus();
  }
}

customElements.define("cover-screen", CoverScreen);
