// The one module of every page: small custom elements, each of which starts itself, also after
// an htmx swap. Without this file every page still works. Nothing is kept in the browser.
import "./arrow-group.js";
import "./auto-save.js";
import "./page-cover.js";
import "./cite-picker.js";
import "./close-other-tabs.js";
import "./copy-button.js";
import "./cover-screen.js";
import "./device-clock.js";
import "./device-zone.js";
import "./display-preferences.js";
import "./fold-menu.js";
import "./leave-guard.js";
import "./length-note.js";
import "./password-field.js";
import "./pause-timer.js";
import "./print-button.js";
import "./quick-exit.js";
import "./read-aloud.js";
import "./request-failure.js";
import "./breathing-timer.js";
import "./term-notes.js";
import "./toc-spy.js";
import "./vault-clock.js";
import "./open-when-wide.js";
