// No page of ours keeps anything in the browser. htmx would note the address in sessionStorage; a
// storage that refuses counts for it as one that is switched off. Loaded before htmx.
Storage.prototype.setItem = () => {
  throw new DOMException("Nothing is kept in the browser.", "QuotaExceededError");
};
