// The form token of a page, which goes old when the journal is unlocked anew.
const TOKEN_WAIT = 20000; // milliseconds after which a server counts as down

// What the address of autosave says: a token as good as new, the name of the member who is signed
// in, and whether a passkey opens the journal. Empty where nobody is signed in.
export async function formState(url) {
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TOKEN_WAIT) });
  return answer.ok ? answer.json() : {};
}

export async function freshToken(url) {
  return (await formState(url)).token ?? "";
}

// The token for every form of the page, and for htmx.
export function renewAll(token) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  if (document.body.hasAttribute("hx-headers"))
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}
