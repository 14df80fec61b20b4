// The form token of a page, which goes old when the journal is unlocked anew.
const TOKEN_WAIT = 20000; // milliseconds after which a server counts as down

// A token as good as new, from the address of autosave; empty where nobody is signed in.
export async function freshToken(url) {
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TOKEN_WAIT) });
  return answer.ok ? (await answer.json()).token : "";
}

// The token for every form of the page, and for htmx.
export function renewAll(token) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  if (document.body.hasAttribute("hx-headers"))
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}
