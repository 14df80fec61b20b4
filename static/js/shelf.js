// The module of a member's guide page: what the shelf adds to it. Visitors never load it.
import "./passage-keeper.js";
import "./reading-position.js";
