// Says in every request from now on that the pages of this browser are covered or left: the server
// shows none of the journal until it was locked, or is unlocked again. A reload may overtake the
// request that locks; it cannot overtake this.
const COVERED = "__Host-covered", LEFT = "__Host-left", LEFT_SECONDS = 600;

export function markCovered() {
  document.cookie = `${COVERED}=1; Path=/; Secure; SameSite=Strict`;
}

// As the answer to Leave says it too: a public page stays blank until "Continue" (page-cover.js).
export function markLeft() {
  document.cookie = `${LEFT}=1; Max-Age=${LEFT_SECONDS}; Path=/; Secure; SameSite=Lax`;
  if ("private" in document.body.dataset) markCovered();
}

// Whether Leave was pressed, in whatever tab, and nobody has come back since.
export const isLeft = () => document.cookie.split("; ").some((pair) => pair.startsWith(`${LEFT}=`));

export function forgetLeft() {
  document.cookie = `${LEFT}=; Max-Age=0; Path=/; Secure; SameSite=Lax`;
}
