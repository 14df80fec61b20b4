// Lock, Sign out and Leave in one tab close the private pages of the other tabs; a tab with unsent
// words keeps them, under its cover screen.
import { isLeft } from "./covered-mark.js";

const LATER = 1000; // milliseconds: the server must have closed first
const CLOSING = '[action$="/lock/"], [action$="/sign-out/"]';
const tabs = new BroadcastChannel("leeway");

function close() {
  if (!("private" in document.body.dataset)) return;
  const closing = new CustomEvent("leeway:closing", { cancelable: true });
  if (!document.dispatchEvent(closing)) {
    document.dispatchEvent(new CustomEvent("leeway:closed"));
    return;
  }
  document.documentElement.dataset.left = "";
  setTimeout(() => location.reload(), LATER);
}

// A tab that leaves before its scripts stand tells nobody: its cookie does, when this one is hidden or
// seen next.
let wasLeft = isLeft();
tabs.onmessage = ({ data }) => {
  wasLeft ||= data === "left";
  close();
};
document.addEventListener("visibilitychange", () => {
  const isNew = !wasLeft && isLeft();
  wasLeft = isLeft();
  if (isNew) close();
});

document.addEventListener("submit", ({ target }) => {
  if (target.matches(CLOSING)) tabs.postMessage("closing");
});
// A covered page locks when its words are sent: a tab that asked the server before is told again.
document.addEventListener("leeway:locked", () => tabs.postMessage("closing"));
document.addEventListener("leeway:leave", () => tabs.postMessage("left"));
