// <page-cover> keeps a page from showing itself when somebody comes back to it.
// A private page goes blank as it is put away and asks the server again; a public page stays
// covered after Leave (a short cookie says so) until "Continue" is pressed, also one that stands open
// in another tab when Leave is pressed: that tab says so, and where it had no scripts yet, the cookie
// is looked for as soon as this one is seen again.
import { forgetLeft, isLeft } from "./covered-mark.js";

class PageCover extends HTMLElement {
  #title = document.title;
  #tabs;

  connectedCallback() {
    addEventListener("pagehide", this);
    addEventListener("pageshow", this);
    this.#tabs = new BroadcastChannel("leeway"); // close-other-tabs.js
    // the cookie of a tab that leaves may reach this one later than its message
    this.#tabs.onmessage = ({ data }) => data !== "left" || this.#isPrivate || this.#cover(true);
    document.addEventListener("visibilitychange", this);
    this.querySelector("button").addEventListener("click", () => this.#lift());
    this.#check();
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this);
    removeEventListener("pageshow", this);
    document.removeEventListener("visibilitychange", this);
    this.#tabs.close();
  }

  handleEvent(event) {
    if (event.type === "visibilitychange") {
      if (!document.hidden && !this.#isPrivate) this.#check(); // close-other-tabs.js for private ones
    } else if (event.type === "pagehide") {
      if (this.#isPrivate && event.persisted) document.documentElement.dataset.left = "";
    } else if (event.persisted) {
      if (this.#isPrivate) location.reload();
      else this.#check();
    }
  }

  get #isPrivate() {
    return "private" in document.body.dataset;
  }

  #check() {
    if (isLeft()) this.#cover(true);
  }

  #lift() {
    forgetLeft();
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
