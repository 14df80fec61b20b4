// <open-when-wide> around a fold that stands open where there is room beside the text
// (beside-text.css shows it there anyway): opens it, so that assistive technology and older browsers
// know it as open.
const BESIDE = matchMedia("(width >= 62rem)");

class OpenWhenWide extends HTMLElement {
  connectedCallback() {
    this.querySelector("details").open = BESIDE.matches;
  }
}

customElements.define("open-when-wide", OpenWhenWide);
