// What only a member's pages need beside app.js. Without this file each of them still works.
import "./arrow-group.js";
import "./auto-save.js";
import "./cover-screen.js";
import "./device-clock.js";
import "./fold-menu.js";
import "./vault-clock.js";
