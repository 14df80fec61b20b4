// The one module of every page: small custom elements, each of which starts itself, also after
// an htmx swap. Without this file every page still works. Nothing is kept in the browser.
import "./page-cover.js";
import "./close-other-tabs.js";
import "./copy-button.js";
import "./device-zone.js";
import "./display-preferences.js";
import "./leave-guard.js";
import "./length-note.js";
import "./password-field.js";
import "./print-button.js";
import "./quick-exit.js";
import "./read-aloud.js";
import "./request-failure.js";
import "./term-notes.js";
import "./toc-spy.js";
import "./open-when-wide.js";
