// <page-address page="id"> on a page that is being written: its address in the history names the
// page, so that Back leads to it once it is kept, and never to a second copy of it.
class PageAddress extends HTMLElement {
  connectedCallback() {
    const address = new URL(location.href);
    address.searchParams.set("page", this.getAttribute("page"));
    history.replaceState(history.state, "", address);
  }
}

customElements.define("page-address", PageAddress);
