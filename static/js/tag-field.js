// <tag-field> around a field of words with commas: words used lately are put in by a press.
import { addWord } from "./comma-list.js";

class TagField extends HTMLElement {
  connectedCallback() {
    const chips = this.querySelector(".chips");
    if (!chips) return;
    chips.hidden = false;
    chips.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) addWord(this.querySelector("input"), button.textContent.trim());
    });
  }
}

customElements.define("tag-field", TagField);
