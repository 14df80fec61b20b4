// <device-zone> around a hidden field, in a form that opens the journal: fills in the time zone of
// this device. The server seals it where the journal knows none.
class DeviceZone extends HTMLElement {
  connectedCallback() {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    this.querySelector("input").value = timeZone ?? "";
  }
}

customElements.define("device-zone", DeviceZone);
