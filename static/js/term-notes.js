// <term-notes> after a guide: a word that leads to the glossary opens its definition in place.
// Focus stays on the word, Esc and a press elsewhere close; the definition is read out.
class TermNotes extends HTMLElement {
  #open = null;
  #held = null; // the word whose definition a press was about to close

  connectedCallback() {
    if (!this.#note?.showPopover) return;
    this.#note.addEventListener("beforetoggle", this);
    for (const word of document.querySelectorAll("main a.term")) {
      if (!this.#meaning(word)) continue;
      word.setAttribute("aria-expanded", "false");
      word.addEventListener("pointerdown", this);
      word.addEventListener("click", this);
    }
  }

  get #note() {
    return this.querySelector("[popover]");
  }

  #meaning(word) {
    return this.querySelector(`template[data-term="${CSS.escape(word.hash.slice(1))}"]`);
  }

  handleEvent(event) {
    if (event.type === "beforetoggle") {
      if (event.newState === "closed") this.#closed();
    } else if (event.type === "pointerdown") {
      this.#held = this.#open;
    } else if (!(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
      event.preventDefault();
      this.#press(event.currentTarget);
    }
  }

  #press(word) {
    const again = word === this.#open || word === this.#held;
    this.#held = null;
    if (this.#note.matches(":popover-open")) this.#note.hidePopover();
    if (again) return;
    this.#open = word;
    word.setAttribute("aria-expanded", "true");
    this.#note.showPopover({ source: word });
    // filled once it shows, so that a screen reader says what came; another word, pressed
    // before that frame, has the note by then
    requestAnimationFrame(() => {
      if (this.#open !== word) return;
      this.#note.replaceChildren(this.#meaning(word).content.cloneNode(true));
    });
  }

  #closed() {
    // the focus was on the link inside
    if (this.#note.contains(document.activeElement)) this.#open?.focus({ preventScroll: true });
    this.#open?.setAttribute("aria-expanded", "false");
    this.#open = null;
    this.#note.replaceChildren();
  }
}

customElements.define("term-notes", TermNotes);
