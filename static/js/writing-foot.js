// <writing-foot> below the text of a page holds what stays in sight while somebody types: how the
// draft was saved, and the formatting tools. A press on a tool leaves the focus in the text. Where
// the keyboard lies over the page instead of making it smaller (iOS), the foot stands above it.
class WritingFoot extends HTMLElement {
  #abort = new AbortController();

  connectedCallback() {
    const { signal } = this.#abort;
    const stay = (event) => event.target.closest("button") && event.preventDefault();
    this.addEventListener("mousedown", stay, { signal });
    const seen = window.visualViewport;
    for (const type of ["resize", "scroll"])
      seen?.addEventListener(type, () => this.#rise(seen), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  #rise({ height, offsetTop, scale }) {
    const hidden = scale === 1 ? Math.max(0, innerHeight - height - offsetTop) : 0;
    this.style.setProperty("--keyboard", `${hidden}px`);
  }
}

customElements.define("writing-foot", WritingFoot);
