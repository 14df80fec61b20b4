// <display-preferences> around its form: a choice shows at once and is saved by itself.
// The server keeps it in a cookie; every other such form on the page follows.
class DisplayPreferences extends HTMLElement {
  connectedCallback() {
    this.#save.hidden = true;
    this.addEventListener("change", this);
  }

  get #save() {
    return this.querySelector("[type=submit]");
  }

  async handleEvent(event) {
    const { name, value } = event.target;
    document.documentElement.dataset[name] = value;
    this.#follow(name, value);
    const form = this.querySelector("form");
    const body = new URLSearchParams(new FormData(form));
    const options = { method: "POST", body, redirect: "manual", keepalive: true };
    const answer = await fetch(form.action, options).catch(() => null);
    const saved = answer?.ok || answer?.type === "opaqueredirect";
    this.#save.hidden = Boolean(saved);
  }

  #follow(name, value) {
    for (const input of document.querySelectorAll(`display-preferences [name="${name}"]`)) {
      if (input.type === "radio") input.checked = input.value === value;
      else input.value = value;
    }
  }
}

customElements.define("display-preferences", DisplayPreferences);
