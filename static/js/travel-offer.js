// <travel-offer hidden data-zone="…" data-declined="… …"> around a form: shows it where the clock of
// this device says another time than that zone, and the device's zone was not declined before.
// Two zones of one time are one here, and so are two names of one zone.
import { sameClock } from "./same-clock.js";

class TravelOffer extends HTMLElement {
  connectedCallback() {
    const { timeZone: here } = Intl.DateTimeFormat().resolvedOptions();
    const { zone: chosen, declined } = this.dataset;
    if (!here || sameClock(here, chosen)) return;
    if (declined.split(" ").some((zone) => zone && sameClock(here, zone))) return;
    const form = this.querySelector("form");
    form.elements.zone.value = here;
    const [place] = here.replaceAll("_", " ").split("/").slice(-1);
    for (const each of form.querySelectorAll("[data-place]")) each.textContent = place;
    this.hidden = false;
    this.addEventListener("htmx:afterRequest", ({ detail }) => {
      const follows = detail.requestConfig.parameters.answer === "follow";
      if (detail.successful && follows) document.dispatchEvent(new Event("leeway:zone"));
    });
  }
}

customElements.define("travel-offer", TravelOffer);
