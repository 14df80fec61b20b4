// <vault-clock seconds="840"> with the words in data-minutes ("{n} min"), data-minute
// and data-closed: counts down to the closing of the vault. At zero the page goes blank and asks
// the server, which shows the locked state; one with unsent words is covered, its clock says closed.
// An answer to htmx may carry the header Vault-Seconds, which sets the clock anew; an autosave
// tells it by "leeway:used". What the server said last holds in every tab: one that was used, or in
// which another time was chosen, tells the others. On a page that was made while the journal was
// locked (`locked`) they begin anew with each key, and only unsent words are covered at zero.
const AFTER = 2; // seconds that we are late on purpose: asking too early would keep it open
const HEARD = ["input", "htmx:afterRequest", "leeway:used"];

class VaultClock extends HTMLElement {
  #closes = 0;
  #timer;
  #tabs;

  connectedCallback() {
    const seconds = Number(this.getAttribute("seconds"));
    if (!(seconds > 0)) return;
    this.#tabs = new BroadcastChannel("leeway-clock");
    this.#tabs.onmessage = ({ data }) => this.#set(data);
    if (this.#isLocked) this.#set(seconds);
    else this.#told(seconds);
    for (const type of HEARD) document.addEventListener(type, this);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#tabs?.close();
    for (const type of HEARD) document.removeEventListener(type, this);
  }

  get #isLocked() {
    return this.hasAttribute("locked");
  }

  handleEvent(event) {
    if (event.type === "input") return this.#isLocked && this.#set(this.getAttribute("seconds"));
    const { seconds = event.detail.xhr?.getResponseHeader("Vault-Seconds") } = event.detail;
    if (seconds) this.#told(Number(seconds));
  }

  #told(seconds) {
    this.#set(seconds);
    this.#tabs.postMessage(seconds);
  }

  #set(seconds) {
    this.#closes = Date.now() + seconds * 1000;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  #tick() {
    const seconds = (this.#closes - Date.now()) / 1000;
    if (seconds <= -AFTER) this.#close();
    else if (seconds <= 60) this.#say(this.dataset.minute);
    else this.#say(this.dataset.minutes?.replace("{n}", Math.round(seconds / 60)));
  }

  #say(words) {
    if (words && this.textContent !== words) this.textContent = words;
  }

  #close() {
    clearInterval(this.#timer);
    const closing = new CustomEvent("leeway:closing", { cancelable: true });
    if (!document.dispatchEvent(closing)) {
      this.#say(this.dataset.closed);
      document.dispatchEvent(new CustomEvent("leeway:closed"));
    } else if (!this.#isLocked) {
      document.documentElement.dataset.left = "";
      location.reload();
    }
  }
}

customElements.define("vault-clock", VaultClock);
