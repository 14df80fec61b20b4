"""On seven phones: nothing that stays on the screen lies over a control of the page."""

from playwright.sync_api import Page, ViewportSize

SIZES = ((320, 640), (360, 640), (375, 667), (390, 664), (390, 844), (412, 846), (430, 932))
PHONE = ViewportSize(width=SIZES[0][0], height=SIZES[0][1])  # scripts look at the width at the load
# The narrowest, where a bar is highest, the flattest for its width, and the widest.
FOCUS_SIZES = ((320, 640), (390, 664), (430, 932))
# A bar that is opaque from edge to edge is where the page ends for the eye: what is under the
# whole of it cannot be seen and is not meant. A part of a control beside a button is.
# What has the same place in the markup has the same size and margins when it is scrolled to: of
# each place the first and the last control are asked there.
BARS = """() => {
  const stays = (element) => ["fixed", "sticky"].includes(getComputedStyle(element).position);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const opaque = (element) => !/rgba|[/]/.test(getComputedStyle(element).backgroundColor);
  const width = document.documentElement.clientWidth;
  const bars = [...document.querySelectorAll("body *")].filter((element) => {
    const { left, right, height } = element.getBoundingClientRect();
    return left < 1 && right > width - 1 && height < innerHeight / 5  // styles are dear: last
      && stays(element) && shown(element) && opaque(element);
  });
  // from where to where the page is seen; what is inside a bar is not hidden by it
  const free = (control) => bars.filter((bar) => !bar.contains(control))
    .map((bar) => bar.getBoundingClientRect()).reduce(
      ([top, bottom], bar) => [
        bar.top < 1 ? Math.max(top, bar.bottom) : top,
        bar.bottom > innerHeight - 1 ? Math.min(bottom, bar.top) : bottom,
      ], [0, innerHeight]);
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const controls = [...document.querySelectorAll("main")].flatMap(
    (main) => [...main.querySelectorAll(CONTROLS)]).filter(shown);
  const place = (element) => element ? place(element.parentElement)
    + ["", element.tagName, element.id, element.className, element.type ?? ""].join("|") : "";
  const first = new Map(), last = new Map();
  for (const control of controls) {
    const at = place(control);
    if (!first.has(at)) first.set(at, control);
    last.set(at, control);
  }
  const asked = [...new Set([...first.values(), ...last.values()])];
  asked.sort((a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
"""
COVERED = (
    BARS
    + """
  if (document.querySelector("dialog:modal")) return [];  // all else is out of reach on purpose
  const named = (element) => element.outerHTML.slice(0, 90).replace(/\\s+/g, " ");
  const wrong = new Set();
  const look = (control) => {
    const rect = control.getClientRects()[0];
    if (!rect || Math.min(rect.width, rect.height) < 2) return;
    const [x, y] = [rect.left + rect.width / 2, rect.top + rect.height / 2];
    const [top, bottom] = free(control);
    if (y < top || y > bottom - 1 || x < 0 || x >= innerWidth) return;  // a hit is rounded
    const over = document.elementFromPoint(x, y);
    for (let one = over; one; one = one.parentElement) {
      if (one.contains(control)) return;
      if (stays(one)) wrong.add(`${named(over)} lies over ${named(control)}`);
    }
  };
  const scroll = (top) => scrollTo({ top, behavior: "instant" });
  const leave = document.querySelector("[action$='/leave/'] button");
  for (const top of [0, document.documentElement.scrollHeight]) {
    scroll(top);
    controls.forEach(look);
    const { left, right, top: above, bottom } = leave.getBoundingClientRect();
    const seen = document.elementFromPoint((left + right) / 2, (above + bottom) / 2);
    if (!leave.contains(seen)) wrong.add("Leave is out of sight");
    if (!bars.some((bar) => bar.contains(leave))) wrong.add("Leave stands in no bar");
  }
  for (const control of asked) {
    const { top, bottom, height } = control.getBoundingClientRect();
    const [upper] = free(control);
    const at = scrollY + top;
    for (const edge of [at, at - upper, at - upper + height / 2, at + height - innerHeight]) {
      scroll(edge);
      look(control);
    }
  }
  scroll(0);
  return [...wrong];
}"""
)
# On the way down and on the way up.
HIDDEN = (
    BARS
    + """
  const wrong = new Set();
  for (const control of [...asked, ...asked.toReversed()]) {
    if (control.disabled || control.tabIndex < 0) continue;
    control.focus({ focusVisible: true });
    if (document.activeElement !== control) continue;
    const { top, bottom } = control.getBoundingClientRect();
    const [upper, lower] = free(control);
    const seen = Math.min(bottom, lower) - Math.max(top, upper);
    if (seen < Math.min(bottom - top, 20)) wrong.add(control.outerHTML.slice(0, 90));
  }
  document.activeElement.blur();
  scrollTo({ top: 0, behavior: "instant" });
  return [...wrong];
}"""
)

# What is cut at an edge, and a search whose button stands alone below its field.
CUT = """() => {
  const wrong = new Set();
  const named = (element) => element.outerHTML.slice(0, 90).replace(/\\s+/g, " ");
  const pen = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("main input[placeholder]")) {
    const style = getComputedStyle(field);
    if (!field.checkVisibility()) continue;
    pen.font = style.font;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (pen.measureText(field.placeholder).width > room) wrong.add(`${named(field)} is cut`);
  }
  for (const form of document.querySelectorAll("main [role=search]")) {
    const [field, button] = ["input[type=search]", "button[type=submit]"].map(
      (name) => form.querySelector(name)?.getBoundingClientRect());
    if (field?.height && button?.height && button.top >= field.bottom)
      wrong.add(`the button of ${named(form)} stands alone`);
  }
  for (const region of document.querySelectorAll("main .scroll-x")) {
    const edge = region.getBoundingClientRect().right;
    for (const label of region.querySelectorAll("[scope=rowgroup]")) {
      const words = document.createRange();
      words.selectNodeContents(label);
      if (words.getBoundingClientRect().right > edge + 1) wrong.add(`${named(label)} is cut`);
    }
  }
  return [...wrong];
}"""

REACH = """(way_on) => {
  scrollTo({ top: 0, behavior: "instant" });
  const next = document.querySelector(way_on);
  const { left, right, top, bottom } = next.getBoundingClientRect();
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return next.contains(over) && bottom <= innerHeight ? [] : [`${next.innerText}: ${bottom} px`];
}"""


def covered_on_phones(page: Page) -> list[str]:
    """What lies over a control, wherever the page is scrolled to; where Leave is out of sight."""
    return _on_each(page, {"": COVERED})


def wrong_on_phones(page: Page) -> list[str]:
    """The same, what is cut, and controls that a bar hides while they have the focus."""
    return _on_each(page, {"": COVERED, "hides the focus of ": HIDDEN, "cut: ": CUT})


def next_out_of_reach(page: Page, way_on: str = "main button[type=submit]") -> list[str]:
    """Where the way on is not on the screen before anybody scrolls, or under something."""
    return _on_each(page, {"": REACH}, argument=way_on)


def _on_each(page: Page, scripts: dict[str, str], argument: str | None = None) -> list[str]:
    page.wait_for_load_state()  # a state may be known by its words before its styles are here
    wrong: list[str] = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for says, script in scripts.items():
            if script is HIDDEN and (width, height) not in FOCUS_SIZES:
                continue
            wrong += [
                f"at {width}×{height}: {says}{each}" for each in page.evaluate(script, argument)
            ]
    return wrong
