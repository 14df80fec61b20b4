// <reading-position at="section"> around a hidden form: sends the section that is being read, once it
// has been read for a moment, at most every few seconds and never twice in a row. A member's page
// has it only while the journal is open and places are kept.
const READ_FOR = 2000; // milliseconds in a section before it counts
const AT_MOST_EVERY = 6000;

class ReadingPosition extends HTMLElement {
  #headings = [];
  #observer;
  #timer;
  #sent = 0;

  connectedCallback() {
    const prose = document.querySelector(".article .prose");
    if (!prose) return;
    const headings = ":scope > h2[id], :scope > [hx-disable] > h2[id]";
    this.#headings = [...prose.querySelectorAll(headings)];
    this.#observer = new IntersectionObserver(() => this.#moved(), {
      rootMargin: "0px 0px -66% 0px",
    });
    for (const heading of this.#headings) this.#observer.observe(heading);
  }

  disconnectedCallback() {
    this.#observer?.disconnect();
    clearTimeout(this.#timer);
  }

  get #current() {
    const line = innerHeight / 3;
    return this.#headings.findLast((each) => each.getBoundingClientRect().top <= line)?.id;
  }

  #moved() {
    clearTimeout(this.#timer);
    const wait = Math.max(READ_FOR, this.#sent + AT_MOST_EVERY - Date.now());
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  #send() {
    const section = this.#current;
    if (!section || section === this.getAttribute("at") || document.hidden) return;
    const form = this.querySelector("form");
    form.elements.section.value = section;
    this.setAttribute("at", section);
    this.#sent = Date.now();
    form.requestSubmit();
  }
}

customElements.define("reading-position", ReadingPosition);
