// What opens a covered page in its place (cover-screen.js): the password, or a passkey where one
// opens the journal. Only the member whose page it is: somebody else may have signed in meanwhile.
import { begun, forgetTries, renewed, unlockBy } from "./unlock-request.js";

const ANSWER_WAIT = 20000; // milliseconds without an answer, after which a press counts again

// Shows the form. `unlocked(seconds)` is called each time the journal was opened by it.
export async function askToUnlock(cover, unlocked) {
  forgetTries(cover);
  const template = cover.querySelector("template");
  if (template) {
    template.replaceWith(template.content);
    const form = cover.querySelector("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      byPassword(cover, form, unlocked);
    });
  }
  clearNotes(cover);
  cover.querySelector("[role=dialog]").hidden = false;
  cover.querySelector("[type=password]").focus();
  const { passkey } = await renewed(cover).catch(() => ({}));
  if (passkey) await offerPasskey(cover, unlocked);
}

async function byPassword(cover, form, unlocked) {
  if (form.ariaBusy === "true") return; // a second press would be a second unlock, or another try
  const isLatest = begun(cover);
  form.ariaBusy = "true";
  const ended = (told) => {
    if (!isLatest()) return;
    form.ariaBusy = "false";
    form.querySelector("[role=alert]").textContent = told ?? cover.dataset.down;
  };
  const slow = setTimeout(ended, ANSWER_WAIT);
  try {
    await send(cover, form, unlocked, isLatest);
    if (isLatest()) form.ariaBusy = "false";
  } catch ({ message, words }) {
    ended(words ? `${words} ${cover.dataset.beneath}` : cover.dataset[message]);
  } finally {
    clearTimeout(slow);
  }
}

function clearNotes(cover) {
  for (const each of cover.querySelectorAll("[role=alert], [role=status]")) each.textContent = "";
}

async function offerPasskey(cover, unlocked) {
  await import("./passkey-button.js");
  const button = cover.querySelector("passkey-button");
  button.before = () => renewed(cover);
  button.send = async (form) => {
    const isLatest = begun(cover);
    await send(cover, form, unlocked, isLatest).catch((error) => {
      if (isLatest()) throw error;
    });
    form.elements.credential.value = form.elements.prf.value = "";
    form.querySelector("button").disabled = false; // the page is covered again one day
  };
  button.parentElement.hidden = false;
}

async function send(cover, form, unlocked, isLatest) {
  const opened = await unlockBy(cover, form, isLatest);
  if (!opened) return;
  for (const each of cover.querySelectorAll("form")) each.reset();
  clearNotes(cover);
  cover.querySelector("[role=dialog]").hidden = true;
  unlocked(opened.seconds);
}
