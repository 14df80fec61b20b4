// <zone-offer> around the select of time zones: offers the one that this device is set to, by
// whatever name, where the clock of the chosen one says another time.
import { sameClock } from "./same-clock.js";

class ZoneOffer extends HTMLElement {
  connectedCallback() {
    const select = this.querySelector("select");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || (select.value && sameClock(zone, select.value))) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = this.dataset.offer.replace("{zone}", zone.replaceAll("_", " "));
    button.addEventListener("click", () => {
      if (![...select.options].some(({ value }) => value === zone)) select.add(new Option(zone, zone));
      select.value = zone;
      button.remove();
      select.focus();
    });
    this.append(button);
  }
}

customElements.define("zone-offer", ZoneOffer);
