// <zone-offer> around the select of time zones: offers the one that this device is set to.
class ZoneOffer extends HTMLElement {
  connectedCallback() {
    const select = this.querySelector("select");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const known = [...select.options].some((option) => option.value === zone);
    if (!known || select.value === zone) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = this.dataset.offer.replace("{zone}", zone.replaceAll("_", " "));
    button.addEventListener("click", () => {
      select.value = zone;
      button.remove();
      select.focus();
    });
    this.append(button);
  }
}

customElements.define("zone-offer", ZoneOffer);
