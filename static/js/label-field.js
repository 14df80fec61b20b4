// <label-field> around a field of words with commas: words used lately are put in by a press.
class LabelField extends HTMLElement {
  connectedCallback() {
    const chips = this.querySelector(".chips");
    if (!chips) return;
    chips.hidden = false;
    chips.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.#add(button.textContent.trim());
    });
  }

  #add(word) {
    const field = this.querySelector("input");
    const words = field.value.split(",").map((each) => each.trim()).filter(Boolean);
    if (words.some((each) => each.toLowerCase() === word.toLowerCase())) return;
    field.value = [...words, word].join(", ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("label-field", LabelField);
