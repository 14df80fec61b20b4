// <pause-timer> around a hidden form: shows it, and counts whole minutes down on the screen.
// It measures against the clock, so that a sleeping phone does not stretch the time. No sound,
// nothing kept, nothing sent.
class PauseTimer extends HTMLElement {
  #ends = 0;
  #tick;

  connectedCallback() {
    this.form = this.querySelector("form");
    this.said = this.querySelector('[role="status"]');
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#begin(Number(new FormData(this.form).get("minutes")));
    });
    this.form.addEventListener("reset", () => this.#end(""));
    document.addEventListener("visibilitychange", this.#look);
  }

  disconnectedCallback() {
    clearInterval(this.#tick);
    document.removeEventListener("visibilitychange", this.#look);
  }

  #begin(minutes) {
    this.#ends = Date.now() + minutes * 60_000;
    clearInterval(this.#tick);
    this.#tick = setInterval(this.#look, 1000);
    this.#look();
  }

  #look = () => {
    if (!this.#ends) return;
    const left = Math.ceil((this.#ends - Date.now()) / 60_000);
    if (left <= 0) return this.#end(this.dataset.over);
    this.#say(left === 1 ? this.dataset.one : this.dataset.left.replace("{n}", left));
  };

  #end(words) {
    this.#ends = 0;
    clearInterval(this.#tick);
    this.#say(words);
  }

  #say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}

customElements.define("pause-timer", PauseTimer);
