// What only the journal's pages need beside app.js. Without this file each of them still works.
import "./details-line.js";
import "./feeling-finder.js";
import "./journal-keys.js";
import "./tag-field.js";
import "./page-address.js";
import "./text-tools.js";
import "./travel-offer.js";
import "./writing-foot.js";
import "./zone-offer.js";
