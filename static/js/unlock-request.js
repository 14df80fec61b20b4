// What a covered page sends to unlock the journal, and which answer still counts.
import { formState, renewAll } from "./form-token.js";
import { refusal } from "./refusal-words.js";

let latest = 0; // the number of the latest try: the answer to an earlier one changes nothing

// The page is covered anew, or locked in another tab: whatever is under way opens nothing any more.
export function forgetTries(cover) {
  latest += 1;
  for (const form of cover.querySelectorAll("form")) form.ariaBusy = "false";
}

// Begins a try, in place of any that is under way; what tells whether it is still the latest.
export function begun(cover) {
  forgetTries(cover);
  const mine = latest;
  return () => mine === latest;
}

// The state of the form token, renewed on the page. Throws "out" and "other", as `data-out` and
// `data-other` say, where the member of the page is not the one who is signed in.
export async function renewed(cover) {
  const state = await formState(cover.querySelector("[name=next]").value);
  if (!state.token) throw new Error("out");
  if (state.member !== cover.querySelector("[name=username]").value) throw new Error("other");
  renewAll(state.token);
  return state;
}

// The seconds until the journal locks again; nothing where the try is no longer the latest. Throws
// what went wrong: "out", "other", or "on" and the status, such as "on422", with the words of a
// refusal for now.
export async function unlockBy(cover, form, isLatest) {
  await renewed(cover);
  if (!isLatest()) return null;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  const said = answer.headers.get("Content-Type") ?? "";
  if (!answer.ok || !said.startsWith("application/json")) throw await refusal(answer);
  const { token } = await answer.json();
  if (!isLatest()) return null;
  renewAll(token);
  return { seconds: answer.headers.get("Vault-Seconds") };
}
