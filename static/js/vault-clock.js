// <vault-clock seconds="840"> with the words in data-minutes ("{n} min"), data-minute
// and data-closed: counts down to the closing of the vault. At zero the page goes blank and asks
// the server, which shows the locked state; a page with unsent words stays, its clock says closed.
// An answer to htmx may carry the header Vault-Seconds, which sets the clock anew; an autosave
// tells it by "leeway:used". What the server said last holds in every tab: one that was used, or in
// which another time was chosen in the settings, tells the others.
const AFTER = 2; // seconds that we are late on purpose: asking too early would keep it open

class VaultClock extends HTMLElement {
  #closes = 0;
  #timer;
  #tabs;

  connectedCallback() {
    const seconds = Number(this.getAttribute("seconds"));
    if (!(seconds > 0)) return;
    this.#tabs = new BroadcastChannel("leeway-clock");
    this.#tabs.onmessage = ({ data }) => this.#set(data);
    this.#told(seconds);
    document.addEventListener("htmx:afterRequest", this);
    document.addEventListener("leeway:used", this);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#tabs?.close();
    document.removeEventListener("htmx:afterRequest", this);
    document.removeEventListener("leeway:used", this);
  }

  handleEvent(event) {
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
    else this.#say(this.dataset.minutes.replace("{n}", Math.round(seconds / 60)));
  }

  #say(words) {
    if (this.textContent !== words) this.textContent = words;
  }

  #close() {
    clearInterval(this.#timer);
    const closing = new CustomEvent("leeway:closing", { cancelable: true });
    if (document.dispatchEvent(closing)) {
      document.documentElement.dataset.left = "";
      location.reload();
    } else {
      this.#say(this.dataset.closed);
    }
  }
}

customElements.define("vault-clock", VaultClock);
