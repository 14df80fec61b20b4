// <read-aloud from="id"> reads that element aloud, a paragraph at a time, with a voice of this
// device. Voices that send the text to a service are never used; without another it stays hidden.
// It moves and marks nothing. Pause keeps the paragraph; Leave, a cover, the page put away end it.
const SPOKEN = "p, li, h2, h3, caption, th, td, q";
const SILENT = "[hidden], .sources, .no-print, details:not([open]) > :not(summary)";
const speech = window.speechSynthesis;

function textsOf(root) {
  return [...root.querySelectorAll(SPOKEN)]
    .filter((part) => !part.closest(SILENT) && !part.parentElement.closest(SPOKEN))
    .map((part) => {
      const copy = part.cloneNode(true);
      for (const mark of copy.querySelectorAll(".cite, svg")) mark.remove();
      return copy.textContent.trim().replace(/\s+/g, " ");
    })
    .filter(Boolean);
}

class ReadAloud extends HTMLElement {
  #root;
  #voice;
  #texts = [];
  #saying = null;

  connectedCallback() {
    if (!speech) return;
    this.#root = document.getElementById(this.getAttribute("from"));
    this.addEventListener("click", ({ target }) => {
      const { act } = target.closest("button")?.dataset ?? {};
      if (act === "stop") this.#end([]);
      else if (act === "play") this.#saying ? this.#end() : this.#say();
    });
    this.addEventListener("change", () => this.#saying && this.#say());
    speech.addEventListener("voiceschanged", () => this.#choose());
    addEventListener("pagehide", () => this.#end([]));
    for (const why of ["leave", "cover", "quiet"]) document.addEventListener(`leeway:${why}`, () => this.#end([]));
    this.#choose();
  }

  #choose() {
    const language = (tag) => tag.toLowerCase().split(/[-_]/)[0];
    const wanted = language(this.#root.closest("[lang]").lang);
    this.#voice = speech
      .getVoices()
      .find(({ localService, lang }) => localService === true && language(lang) === wanted);
    this.hidden = !this.#voice;
  }

  #say() {
    this.#end();
    if (!this.#texts.length) this.#texts = textsOf(this.#root);
    const saying = new SpeechSynthesisUtterance(this.#texts[0]);
    Object.assign(saying, { voice: this.#voice, lang: this.#voice.lang });
    saying.rate = Number(this.querySelector("select").value);
    saying.onend = () => saying === this.#saying && this.#texts.shift() && this.#goOn();
    this.#saying = saying;
    this.#show();
    speech.speak(saying);
  }

  #goOn() {
    this.#texts.length ? this.#say() : this.#end();
  }

  // What is kept is where to go on; the mark goes first, since a voice cut short ends as well.
  #end(kept = this.#texts) {
    this.#saying = null;
    this.#texts = kept;
    speech.cancel();
    this.#show();
  }

  #show() {
    const said = this.#saying ? "pause" : this.#texts.length ? "resume" : "play";
    this.querySelector("[data-act=play] span").textContent = this.dataset[said];
    this.querySelector("[data-act=stop]").hidden = said === "play";
  }
}

customElements.define("read-aloud", ReadAloud);
