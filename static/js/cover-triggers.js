// When a page is covered: Escape three times; so many seconds out of sight (0 is never, 1 at once),
// unless somebody looks at another tab of ours; and on touch screens, for as long as the page is
// hidden, a blank page, so that the list of apps shows nothing.
const PRESSES = 3, WITHIN = 2000; // milliseconds for the three presses
const ANSWER = 500; // milliseconds that another tab has to say that somebody looks at it
const html = document.documentElement;

export function whenToCover({ seconds, signal, cover }) {
  onEscape(cover, signal);
  const tabs = new BroadcastChannel("leeway-sight");
  let timer, before, isElsewhere;

  tabs.onmessage = ({ data }) => {
    if (data === "seen") isElsewhere = true;
    else if (!document.hidden) tabs.postMessage("seen");
  };

  function hide() {
    before ??= Date.now();
    if (matchMedia("(pointer: coarse)").matches) html.dataset.veiled = "";
    if (seconds === 1) cover();
    else if (seconds) timer = setTimeout(ask, seconds * 1000);
  }

  function ask() {
    isElsewhere = false;
    tabs.postMessage("who is seen?");
    timer = setTimeout(() => (isElsewhere ? hide() : cover()), ANSWER);
  }

  function show() {
    clearTimeout(timer);
    if (seconds && Date.now() - before >= seconds * 1000 && !isElsewhere) cover();
    before = isElsewhere = undefined;
    delete html.dataset.veiled;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()), { signal });
  signal.addEventListener("abort", () => (clearTimeout(timer), tabs.close()));
}

function onEscape(cover, signal) {
  let presses = [];
  const press = ({ key, repeat, isComposing, timeStamp }) => {
    if (repeat || isComposing) return;
    const recent = presses.filter((time) => time > timeStamp - WITHIN);
    presses = key === "Escape" ? [...recent, timeStamp] : [];
    if (presses.length >= PRESSES) cover();
  };
  document.addEventListener("keydown", press, { signal });
}
