// <breathing-timer>: five rounds of four counts in and six out, as words; the ring follows by CSS,
// and stands still where less motion is asked for. No sound.
const IN_MS = 4000;
const OUT_MS = 6000;
const ROUNDS = 5;

class BreathingTimer extends HTMLElement {
  #next;

  connectedCallback() {
    this.said = this.querySelector('[role="status"]');
    this.querySelector(".row").hidden = false;
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button?.value === "begin") this.#breathe(0);
      if (button?.value === "end") this.#stop("");
    });
  }

  disconnectedCallback() {
    clearTimeout(this.#next);
  }

  #breathe(half) {
    clearTimeout(this.#next);
    if (half >= ROUNDS * 2) return this.#stop(this.dataset.over);
    const isIn = half % 2 === 0;
    this.dataset.state = isIn ? "in" : "out";
    this.said.textContent = isIn ? this.dataset.in : this.dataset.out;
    this.#next = setTimeout(() => this.#breathe(half + 1), isIn ? IN_MS : OUT_MS);
  }

  #stop(words) {
    clearTimeout(this.#next);
    delete this.dataset.state;
    this.said.textContent = words;
  }
}

customElements.define("breathing-timer", BreathingTimer);
