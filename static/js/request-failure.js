// <request-failure> around a hidden alert: when htmx puts no answer into the page (an error status, no
// answer at all), a copy of the alert says so below what was pressed, in the words of the
// server's own error page where it sent one. The next request of the same form or element removes it.
// A whole error page counts as no answer, unless it is told or asked which part of it to put where.
import { wordsOf } from "./refusal-words.js";

const FAILED = ["htmx:responseError", "htmx:sendError", "htmx:timeout"];
const WORDS = "main h1, main .lede, main [data-told]";

class RequestFailure extends HTMLElement {
  #shown = new WeakMap();
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    for (const type of FAILED) document.addEventListener(type, this, { signal });
    document.addEventListener("htmx:beforeRequest", this, { signal });
    document.addEventListener("htmx:beforeSwap", this.#refuseWholePage, { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  handleEvent({ type, detail: { elt, xhr } }) {
    const place = elt.closest("form") ?? elt;
    this.#shown.get(place)?.remove();
    if (!FAILED.includes(type) || elt.getAttribute("hx-swap") === "none") return;
    const alert = this.querySelector("[role=alert]").cloneNode(true);
    alert.querySelector("p").textContent = this.#words(xhr);
    this.#shown.set(place, alert);
    if (elt.isConnected) place.after(alert);
    if (!alert.checkVisibility()) document.getElementById("toasts").append(alert);
  }

  #refuseWholePage({ detail }) {
    const { xhr, requestConfig } = detail; // the event's own element is the target
    if (xhr.status < 400 || xhr.getResponseHeader("HX-Retarget")) return;
    if (requestConfig.elt.closest("[hx-select]") || !/<html/i.test(xhr.responseText)) return;
    detail.shouldSwap = false;
    detail.isError = true;
  }

  #words(xhr) {
    const said = wordsOf(xhr.responseText, WORDS);
    if (said) return said;
    return navigator.onLine ? this.dataset.down : this.dataset.offline;
  }
}

customElements.define("request-failure", RequestFailure);
