// Locks the journal behind a covered page: by the form of Lock, once `words` are sent, again and
// again until it is locked, and also where the page goes meanwhile.
import { markCovered } from "./covered-mark.js";

const AGAIN = 3000; // milliseconds between two tries
export const pause = (time) => new Promise((done) => setTimeout(done, time));

export async function lockJournal(form, words) {
  markCovered();
  const gone = new Promise((done) => addEventListener("pagehide", done, { once: true }));
  await Promise.race([words, gone]);
  while (!(await isLocked(form))) await pause(AGAIN);
}

async function isLocked(form) {
  const send = { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true };
  const answer = await fetch(form.action, send).catch(() => null);
  return answer?.type === "opaqueredirect";
}
