// <library-search> around the live search of the library: its form and the address stay in step.
// A filter and a new search are steps of the history, which Back takes back; going on to type in a
// search is none. Where a page comes back the box says what its address asks for. WebKit resets a
// box that suggests nothing (autocomplete="off"), but only after pageshow: to its default value.
const FILTERS = ["for", "topic"];

class LibrarySearch extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    document.body.addEventListener("htmx:beforeHistoryUpdate", this, { signal });
    addEventListener("pageshow", this, { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  handleEvent(event) {
    if (event.type === "pageshow") this.#fill();
    else if (this.#goesOn(event.detail.history.path)) event.detail.history.type = "replace";
  }

  #goesOn(address) {
    const now = new URLSearchParams(location.search);
    const next = new URL(address, location.href).searchParams;
    const said = (name, asked) => asked.get(name) ?? "";
    const typed = said("q", now) !== "" || said("q", next) === "";
    return typed && FILTERS.every((name) => said(name, now) === said(name, next));
  }

  #fill() {
    const box = this.querySelector("#q");
    if (document.activeElement === box) return;
    box.defaultValue = box.value = new URLSearchParams(location.search).get("q") ?? "";
  }
}

customElements.define("library-search", LibrarySearch);
