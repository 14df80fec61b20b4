// <toc-spy> around a list of contents: marks the link of the section that is being read.
// A fold around the list is open where it stands beside the text (beside-text.css).
const BESIDE = matchMedia("(width >= 62rem)");

class TocSpy extends HTMLElement {
  #observer;
  #sections = [];

  connectedCallback() {
    const fold = this.closest("details");
    if (fold) fold.open = BESIDE.matches;
    this.#sections = [...this.querySelectorAll('a[href^="#"]')]
      .map((link) => ({ link, heading: document.getElementById(link.hash.slice(1)) }))
      .filter(({ heading }) => heading);
    // called whenever a heading crosses the line a third of the way down
    this.#observer = new IntersectionObserver(() => this.#mark(), {
      rootMargin: "0px 0px -66% 0px",
    });
    for (const { heading } of this.#sections) this.#observer.observe(heading);
  }

  disconnectedCallback() {
    this.#observer?.disconnect();
  }

  #mark() {
    const line = innerHeight / 3;
    const current = this.#sections.findLast(
      ({ heading }) => heading.getBoundingClientRect().top <= line,
    );
    for (const section of this.#sections) {
      if (section === current) section.link.setAttribute("aria-current", "true");
      else section.link.removeAttribute("aria-current");
    }
  }
}

customElements.define("toc-spy", TocSpy);
