// <page-cover> keeps a page from showing itself when somebody comes back to it.
// A private page goes blank as it is put away and asks the server again; a public page stays
// covered after Leave (a short cookie says so) until "Continue" is pressed, also one that stands open
// in another tab when Leave is pressed.
const LEFT = "__Host-left";

class PageCover extends HTMLElement {
  #title = document.title;
  #tabs;

  connectedCallback() {
    addEventListener("pagehide", this);
    addEventListener("pageshow", this);
    this.#tabs = new BroadcastChannel("leeway"); // close-other-tabs.js
    this.#tabs.onmessage = () => "private" in document.body.dataset || this.#check();
    this.querySelector("button").addEventListener("click", () => this.#lift());
    this.#check();
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this);
    removeEventListener("pageshow", this);
    this.#tabs.close();
  }

  handleEvent(event) {
    const root = document.documentElement;
    const isPrivate = "private" in document.body.dataset;
    if (event.type === "pagehide") {
      if (isPrivate && event.persisted) root.dataset.left = "";
    } else if (event.persisted) {
      if (isPrivate) location.reload();
      else this.#check();
    }
  }

  #check() {
    if (document.cookie.split("; ").some((pair) => pair.startsWith(`${LEFT}=`))) this.#cover(true);
  }

  #lift() {
    document.cookie = `${LEFT}=; Max-Age=0; Path=/; Secure; SameSite=Lax`;
    this.#cover(false);
    document.getElementById("main").focus();
  }

  #cover(covered) {
    if (covered) document.dispatchEvent(new CustomEvent("leeway:quiet"));
    this.hidden = !covered;
    for (const part of document.body.children) if (part !== this) part.inert = covered;
    document.title = covered ? this.dataset.title : this.#title;
  }
}

customElements.define("page-cover", PageCover);
