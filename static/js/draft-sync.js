// Knows how far a writer has come, how much of it is stored, and when to send again. A draft is
// named by an id of its own page and a count, so sends may be lost, repeated or overtaken.
import { post, sizeOf, wordsOf } from "./draft-post.js";

const PAUSE = 1000, RESTLESS = 10000, PATIENT = 600, LONGEST = 60000; // milliseconds
const BEACON = 60000; // bytes that a closing page may still send
const STORED = new Set(["saved", "sealed", "conflict", "nothing"]);

export class DraftKeeper {
  #tab = crypto.randomUUID();
  #typed = 0;
  #stored = 0;
  #flying = 0;
  #failures = 0;
  #since = 0;
  #timer;

  // `say` is told how each send went; `over` may be set when nothing is to be sent any more.
  constructor(form, url, say) {
    Object.assign(this, { form, url, say, over: false });
  }

  get unsent() {
    return !this.over && this.#typed > this.#stored;
  }

  touched() {
    if (!this.unsent) this.#since = Date.now();
    this.#typed += 1;
    this.over = false;
    const left = this.#since + RESTLESS - Date.now();
    if (!this.#flying && !this.#failures) this.#later(Math.max(0, Math.min(PAUSE, left)));
  }

  async send(keepalive = false) {
    clearTimeout(this.#timer);
    if (!this.unsent) return "saved";
    const upTo = this.#typed;
    const slow = setTimeout(() => this.#failures || this.say({ state: "saving" }), PATIENT);
    this.#flying += 1;
    const told = await post(this.url, this.form, this.#words(), keepalive);
    this.#flying -= 1;
    clearTimeout(slow);
    this.#failures = STORED.has(told.state) ? 0 : this.#failures + 1;
    if (!this.#failures) this.#stored = Math.max(this.#stored, upTo);
    this.form.elements.draft.value = `${this.#tab}:${this.#stored}`;
    this.#since = Date.now();
    if (this.unsent && !this.#flying) this.#later(Math.min(LONGEST, PAUSE * 2 ** this.#failures));
    if (!this.over) this.say(told);
    return told.state;
  }

  // Whether the words are stored, or surely go out with a page that is closing.
  goAlong() {
    if (!this.unsent) return true;
    const isSmall = sizeOf(this.#words()) < BEACON;
    const isSure = isSmall && !this.#failures && navigator.onLine;
    this.send(isSmall);
    return isSure;
  }

  // Leave takes the words along in its own request; what is too long for that goes before it.
  leave({ carry, wait }) {
    if (!this.unsent) return;
    const body = this.#words();
    if (sizeOf(body) < BEACON) carry(body);
    else wait(post(this.url, this.form, body, false));
    this.over = true;
  }

  #words() {
    return wordsOf(this.form, `${this.#tab}:${this.#typed}`);
  }

  #later(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), wait);
  }
}
