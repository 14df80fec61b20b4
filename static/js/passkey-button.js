// <passkey-button data-options="address"> around a hidden form (purpose, credential, prf, one
// button, a role=status) and, marked data-without, the words for a browser that knows no passkeys.
// The button asks the server what to ask for, then the browser, and sends the form with the answer.
// data-cancelled, data-known and data-failed are the words for what can go wrong.
import { refusal } from "./refusal-words.js";

const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

class PasskeyButton extends HTMLElement {
  // The cover screen has its own of these two: what comes before, and how the answer is sent.
  before = async () => {};
  send = async (form) => form.submit();
  #form;
  #button;

  connectedCallback() {
    if (!globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    this.#form = this.querySelector("form");
    this.#button = this.#form.querySelector("button");
    this.#form.hidden = false;
    for (const words of this.querySelectorAll("[data-without]")) words.hidden = true;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
  }

  async #ask() {
    this.#button.disabled = true;
    this.#say("");
    try {
      await this.before();
      const body = new FormData(this.#form);
      const answer = await fetch(this.dataset.options, { method: "POST", body });
      if (!answer.ok) throw await refusal(answer);
      await this.#fill(await answer.json());
      await this.send(this.#form);
    } catch (problem) {
      const words = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };
      this.#say(problem.words || this.dataset[words[problem.name] ?? "failed"]);
      this.#button.disabled = false;
    }
  }

  // The answer without what the authenticator made: that goes in a field of its own.
  async #fill({ publicKey: asked, prf }) {
    const extensions = { prf: { eval: { first: bytes(prf) } } };
    const makes = this.#form.elements.purpose.value === "make";
    const publicKey = makes
      ? PublicKeyCredential.parseCreationOptionsFromJSON(asked)
      : PublicKeyCredential.parseRequestOptionsFromJSON(asked);
    publicKey.extensions = { ...publicKey.extensions, ...extensions };
    const credential = await navigator.credentials[makes ? "create" : "get"]({ publicKey });
    let { prf: made } = credential.getClientExtensionResults();
    if (makes && made?.enabled && !made.results) made = await this.#again(credential, publicKey, extensions);
    const { elements } = this.#form;
    elements.credential.value = JSON.stringify({ ...credential.toJSON(), clientExtensionResults: {} });
    elements.prf.value = made?.results?.first ? base64(made.results.first) : "";
  }

  // Some authenticators answer the input only when a passkey is used, not when it is made.
  async #again({ rawId, type }, { rp }, extensions) {
    const allowCredentials = [{ id: rawId, type }];
    const challenge = crypto.getRandomValues(new Uint8Array(32));
    const publicKey = { challenge, rpId: rp.id, allowCredentials, userVerification: "required", extensions };
    return navigator.credentials.get({ publicKey }).then(
      (credential) => credential.getClientExtensionResults().prf,
      () => undefined, // it signs in all the same
    );
  }

  #say(words) {
    this.querySelector("[role=status]").textContent = words;
  }
}

customElements.define("passkey-button", PasskeyButton);
