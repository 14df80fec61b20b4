// <device-clock data-says="…"> in the form of a new page: gives it the day, time and zone of this
// device, and says so until somebody changes one of them. A field that no longer says what it came
// with is left alone. What the page tells of today follows.
// With the attribute `known` the server dated the page by the writer's time zone: it does so only
// when the writer has just chosen to follow this device ("leeway:zone").
import { dayInWords } from "./day-in-words.js";

class DeviceClock extends HTMLElement {
  #abort = new AbortController();

  connectedCallback() {
    if (this.hasAttribute("known"))
      document.addEventListener("leeway:zone", () => this.#begin(), { signal: this.#abort.signal });
    else this.#begin();
  }

  #begin() {
    const { day, time, clock } = this.closest("form").elements;
    if (!clock.value && [day, time].some((field) => field.value !== field.defaultValue))
      return this.#stop();
    if (!clock.value) this.#fill(new Date());
    this.#show(new Date(`${day.value}T${time.value}`));
    const { signal } = this.#abort;
    for (const field of [day, time]) field.addEventListener("input", () => this.#stop(), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  #fill(now) {
    const { day, time, zone, clock } = this.closest("form").elements;
    const two = (number) => String(number).padStart(2, "0");
    day.value = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    time.value = `${two(now.getHours())}:${two(now.getMinutes())}`;
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    clock.value = "device";
  }

  #show(when) {
    this.querySelector("p").textContent = this.dataset.says;
    for (const place of document.querySelectorAll("[data-device-day]"))
      place.textContent = dayInWords(new Date());
    for (const line of document.querySelectorAll("[data-whose-day]")) line.hidden = true;
    for (const place of this.closest("form").querySelectorAll("[data-device-moment]"))
      place.textContent = `${dayInWords(when)}, ${this.closest("form").elements.time.value}`;
  }

  #stop() {
    this.querySelector("[name=clock]").value = "";
    this.querySelector("p").hidden = true;
  }
}

customElements.define("device-clock", DeviceClock);
