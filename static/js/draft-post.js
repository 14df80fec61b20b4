// Sends a draft and says in a word how that went: the server's own word ("saved", "sealed",
// "conflict" …), or "down", "offline", "signed-out", "too-long". A form token that has grown old
// is fetched anew, for the whole page, and the draft is sent once more.
import { freshToken, renewAll } from "./form-token.js";

const PATIENCE = 20000; // milliseconds after which a server counts as down

// Never a password: neither a field that the server lists in data-never-echoed, nor one that is
// typed as dots. The form token is listed too, since no page repeats it; a request needs it.
export function wordsOf(form, mark) {
  const body = new FormData(form);
  const listed = form.querySelector("auto-save").dataset.neverEchoed.split(" ");
  const dots = [...form.querySelectorAll("input[type=password]")].map((field) => field.name);
  for (const name of [...listed, ...dots]) body.delete(name);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("draft", mark);
  return body;
}

export function sizeOf(body) {
  return [...body.values()].reduce((sum, text) => sum + new Blob([text]).size, 0);
}

export async function post(url, form, body, keepalive) {
  try {
    let answer = await send(url, body, keepalive);
    let told = await word(answer);
    if (answer.status === 403 && !told) {
      const token = await freshToken(url);
      if (!token) return { state: "signed-out" };
      body.set("csrfmiddlewaretoken", token);
      renewAll(token);
      answer = await send(url, body, keepalive);
      told = await word(answer);
    }
    const seconds = answer.headers.get("Vault-Seconds");
    if (seconds) document.dispatchEvent(new CustomEvent("leeway:used", { detail: { seconds } }));
    return told ?? { state: { 403: "signed-out", 413: "too-long" }[answer.status] ?? "down" };
  } catch {
    return { state: navigator.onLine ? "down" : "offline" };
  }
}

function send(url, body, keepalive) {
  const signal = keepalive ? undefined : AbortSignal.timeout(PATIENCE);
  return fetch(url, { method: "POST", body, keepalive, signal, redirect: "manual" });
}

async function word(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  return type.startsWith("application/json") ? answer.json() : null;
}
