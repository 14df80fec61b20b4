// <auto-save data-url="…"> in a form inside <leave-guard>: keeps a draft of the form a second after
// each pause, at once when the page is hidden, and again while that fails. "Keep" goes out only
// when its words are stored or the server at least answered, by htmx as well. The words of its
// status line stand in its data attributes.
import { DraftKeeper } from "./draft-sync.js";
import { say } from "./draft-status.js";

class AutoSave extends HTMLElement {
  #keeper;
  #abort;

  connectedCallback() {
    const form = this.closest("form");
    const guard = this.closest("leave-guard");
    const keeper = new DraftKeeper(form, this.dataset.url, (told) => say(this, told));
    this.#keeper = keeper;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const on = (target, type, heard) => target.addEventListener(type, heard, { signal });
    on(form, "input", () => keeper.touched());
    if (form.hasAttribute("hx-post")) on(form, "htmx:confirm", (event) => this.#confirm(event, form));
    else on(form, "submit", (event) => this.#submit(event));
    on(guard, "leeway:unload", (event) => keeper.goAlong() && event.preventDefault());
    on(document, "visibilitychange", () => (document.hidden ? keeper.goAlong() : keeper.send()));
    on(document, "leeway:cover", ({ detail }) => detail.wait(keeper.send()));
    on(document, "leeway:leave", ({ detail }) => keeper.leave(detail));
    on(window, "pagehide", () => keeper.goAlong());
    on(window, "online", () => keeper.send());
    if (guard.hasAttribute("unsent")) keeper.touched(); // a form that came back refused
  }

  disconnectedCallback() {
    this.#keeper.goAlong();
    this.#keeper.over = true;
    this.#abort.abort();
  }

  async #submit(event) {
    if (event.defaultPrevented || !this.#keeper.unsent) return;
    event.preventDefault();
    if (await this.#isThrough()) event.target.requestSubmit(event.submitter);
  }

  async #confirm(event, form) {
    if (event.target !== form || !this.#keeper.unsent) return;
    event.preventDefault();
    if (await this.#isThrough()) event.detail.issueRequest(true);
  }

  // Whether the server answered; else the words stay in front of the writer.
  async #isThrough() {
    const state = await this.#keeper.send();
    this.#keeper.over = state !== "down" && state !== "offline";
    return this.#keeper.over;
  }
}

customElements.define("auto-save", AutoSave);
