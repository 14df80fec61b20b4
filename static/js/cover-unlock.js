// What opens a covered page in its place (cover-screen.js): the password, or a passkey where one
// opens the journal. Only the member whose page it is: somebody else may have signed in meanwhile.
import { formState, renewAll } from "./form-token.js";
import { pause } from "./journal-lock.js";
import { refusal } from "./refusal-words.js";

const ANSWER_WAIT = 20000; // milliseconds without an answer, after which a press counts again

// Shows the form. `unlocked(seconds)` is called each time the journal was opened by it.
export async function askToUnlock(cover, unlocked) {
  const template = cover.querySelector("template");
  if (template) {
    template.replaceWith(template.content);
    const form = cover.querySelector("form");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.ariaBusy === "true") return; // a second press would be a second unlock, or another try
      form.ariaBusy = "true";
      await Promise.race([byPassword(cover, form, unlocked), pause(ANSWER_WAIT)]);
      form.ariaBusy = "false";
    });
  }
  cover.querySelector("[role=dialog]").hidden = false;
  cover.querySelector("[type=password]").focus();
  const { passkey } = await renewed(cover).catch(() => ({}));
  if (passkey) await offerPasskey(cover, unlocked);
}

async function byPassword(cover, form, unlocked) {
  try {
    await send(cover, form, unlocked);
  } catch ({ message, words }) {
    const told = words ? `${words} ${cover.dataset.beneath}` : cover.dataset[message];
    form.querySelector("[role=alert]").textContent = told ?? cover.dataset.down;
  }
}

async function offerPasskey(cover, unlocked) {
  await import("./passkey-button.js");
  const button = cover.querySelector("passkey-button");
  button.before = () => renewed(cover);
  button.send = async (form) => {
    await send(cover, form, unlocked);
    form.elements.credential.value = form.elements.prf.value = "";
    form.querySelector("button").disabled = false; // the page is covered again one day
  };
  button.parentElement.hidden = false;
}

// The state of the form token, renewed on the page. Throws "out" and "other", as `data-out` and
// `data-other` say, where the member of the page is not the one who is signed in.
async function renewed(cover) {
  const state = await formState(cover.querySelector("[name=next]").value);
  if (!state.token) throw new Error("out");
  if (state.member !== cover.querySelector("[name=username]").value) throw new Error("other");
  renewAll(state.token);
  return state;
}

// Throws what went wrong: "out", "other", or "on" and the status, such as "on422", with the words of
// a refusal for now.
async function send(cover, form, unlocked) {
  await renewed(cover);
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  const said = answer.headers.get("Content-Type") ?? "";
  if (!answer.ok || !said.startsWith("application/json")) throw await refusal(answer);
  renewAll((await answer.json()).token);
  for (const each of cover.querySelectorAll("form")) each.reset();
  for (const each of cover.querySelectorAll("[role=alert], [role=status]")) each.textContent = "";
  cover.querySelector("[role=dialog]").hidden = true;
  unlocked(answer.headers.get("Vault-Seconds"));
}
