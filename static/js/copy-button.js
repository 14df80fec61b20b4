// <copy-button for="id"> around a hidden button and a role=status: copies what the element says.
// A list is copied as its items with spaces between them.
class CopyButton extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard) return;
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => this.#copy());
  }

  async #copy() {
    const source = document.getElementById(this.getAttribute("for"));
    const items = [...source.querySelectorAll("li")].map((item) => item.textContent.trim());
    const text = items.join(" ") || source.value || source.textContent.trim();
    const status = this.querySelector("[role=status]");
    const said = await navigator.clipboard.writeText(text).then(
      () => this.dataset.done,
      () => this.dataset.failed,
    );
    status.textContent = said;
  }
}

customElements.define("copy-button", CopyButton);
