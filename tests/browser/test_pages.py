"""Every page in every state: axe finds nothing, nothing is too wide or covered, no complaint."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.account_page_states import account_states
from tests.browser.actions import new_name, sign_up, until, watch_of
from tests.browser.conftest import NewContext, chromium
from tests.browser.elsewhere import Proxy
from tests.browser.page_states import (
    PageState,
    demo_entry,
    member_pages,
    members_states,
    public_pages,
    show,
    visitors_states,
)
from tests.browser.phones import FOCUS_SIZES, SIZES, covered_on_phones, wrong_on_phones
from tests.browser.server import RealServer

WIDTHS = (320, 1280)
THEMES: Final = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"type": "tag", "values": TAGS}
COLOURS = ["color-contrast", "link-in-text-block"]
RULES_OF_COLOUR = {"type": "rule", "values": COLOURS}
RULES_OF_WIDTH = {
    "type": "rule",
    "values": [*COLOURS, "target-size", "scrollable-region-focusable"],
}
# Places in the markup (tags and classes up to the root) of what is shown on this width. The first
# call of a page notes them; the next one tells those that were not shown then.
SHOWN_ANEW = """() => {
  const places = new Map([[null, ""]]), shown = new Set();
  for (const one of document.querySelectorAll("*")) {
    const at = `${places.get(one.parentElement)}>${one.tagName}.${one.className}`;
    places.set(one, at);
    if (one.getClientRects().length) shown.add(at);
  }
  const before = window.shownBefore ?? shown;
  window.shownBefore = shown;
  return [...shown].filter((at) => !before.has(at));
}"""
# Contrast is asked of one element for each look: place in the markup (tags, classes and styles up
# to the root) and state. What stands in the same place and has the same colours is as easy to read,
# on another page as well: the looks are numbers, of which the known ones are left out.
LOOKS = """() => {
  const SEEN = ["color", "backgroundColor", "backgroundImage", "opacity", "fontWeight",
    "textShadow", "position", "zIndex", "visibility", "display"];
  const isLarge = ({ fontSize, fontWeight }) =>  // which needs less contrast: 14 or 18 points
    Number.parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 14 : 18) * 4 / 3;
  const number = (words) => {
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < words.length; at += 1) {
      const code = words.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    return (low >>> 0) * 2097152 + (high >>> 11);
  };
  const looks = new Map(), keys = new WeakMap();
  for (const one of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(one);
    const texts = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const key = number([keys.get(one.parentElement), one.tagName, one.className,
      texts || Boolean(one.value), one.matches(":disabled, [aria-disabled]"),
      one.getClientRects().length > 0, isLarge(style),
      ...SEEN.map((name) => style[name])].join("|"));
    keys.set(one, key);
    if (!looks.has(key)) looks.set(key, one);
  }
  window.looks = looks;
  return [...looks.keys()];
}"""
FOUND = """async ([rules, unknown]) => {
  for (const old of document.querySelectorAll("[data-sample]")) delete old.dataset.sample;
  for (const look of unknown) window.looks.get(look).dataset.sample = "";
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-sample]" }] });
  const asked = { runOnly: rules, resultTypes: ["violations"], preload: false };
  const { violations } = await axe.run(asked);
  return violations.flatMap(({ id, nodes }) => nodes.map(
    ({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}"""
WIDER = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""

# Words of a chart over time that touch the edge of its panel, or stand outside.
AT_EDGE = """() => [...document.querySelectorAll(".over-time text")].filter((text) => {
  if (!text.checkVisibility()) return false;
  const words = text.getBoundingClientRect();
  const panel = text.closest(".panel").getBoundingClientRect();
  return words.left < panel.left + 8 || words.right > panel.right - 8;
}).map((text) => text.textContent)"""
CHART_WIDTHS = (390, 600, 768)


@pytest.fixture(scope="module")
def browser(playwright: Playwright, other_sites: Proxy) -> Iterator[Browser]:
    """One that forgets a page as it goes: nobody goes back here, and a frozen page is silent."""
    with chromium(playwright, other_sites, keeps_pages=False) as launched:
        yield launched


@dataclass(kw_only=True)
class Known:
    """What the pages before have shown: places in the markup, and looks."""

    places: set[str] = field(default_factory=set)
    looks: set[int] = field(default_factory=set)


def found_by_axe(page: Page, rules: dict[str, Any], known: Known) -> list[str]:
    """Contrast is asked of unknown looks alone; no rule of colour where there is none."""
    looks = set(page.evaluate(LOOKS))
    unknown = looks - known.looks
    known.looks |= looks
    if not unknown and rules == RULES_OF_COLOUR:
        return []
    found: list[str] = page.evaluate(FOUND, [rules, [*unknown]])
    return found


def looked_over(page: Page, scene: PageState, *, at_every: bool = True, known: Known) -> list[str]:
    """What is wrong with the page as it stands, at both widths and in both themes.

    Between the themes only colours differ, so the dark one is asked for those rules alone. So is
    the second width, with the rules on size, where it shows nothing that the first did not, or
    only what is `known` from an earlier page, to which this one is added. A state of a page that
    is looked over whole elsewhere is seen once in each theme and width.
    """
    on_phones = wrong_on_phones if at_every else covered_on_phones
    wrong = [f"{scene.name} {each}" for each in on_phones(page)]
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (wider := page.evaluate(WIDER)) > 0:
            wrong.append(f"{scene.name} at {width}: {wider} px wider than the screen")
        if at_every or width == WIDTHS[0]:
            page.emulate_media(color_scheme="light")
            anew = set(page.evaluate(SHOWN_ANEW)) - known.places
            known.places |= anew
            rules = ALL_RULES if anew or width == WIDTHS[0] else RULES_OF_WIDTH
            found = found_by_axe(page, rules, known)
            wrong += [f"{scene.name} at {width}, light: {each}" for each in found]
        if at_every or width == WIDTHS[1]:
            page.emulate_media(color_scheme="dark")
            found = found_by_axe(page, RULES_OF_COLOUR, known)
            wrong += [f"{scene.name} at {width}, dark: {each}" for each in found]
    if page.locator(".over-time").count():
        for width in (*WIDTHS, *CHART_WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            at_edge = page.evaluate(AT_EDGE)
            wrong += [f"{scene.name} at {width}: at the edge: {words}" for words in at_edge]
    return wrong


def gone_through(page: Page, scenes: Iterable[PageState], *, at_every: bool) -> None:
    wrong: list[str] = []
    known = Known()
    for scene in scenes:
        scene.go(page)
        wrong += looked_over(page, scene, at_every=at_every, known=known)
    assert not wrong, "\n".join(wrong)


def test_every_public_page(new_context: NewContext) -> None:
    gone_through(new_context().new_page(), public_pages(), at_every=True)


def test_every_state_that_a_visitor_can_see(new_context: NewContext) -> None:
    gone_through(new_context().new_page(), visitors_states(), at_every=False)


def test_every_private_page(new_context: NewContext) -> None:
    page = new_context().new_page()
    gone_through(page, member_pages(demo_entry(page)), at_every=True)


def test_every_state_that_a_member_can_see(new_context: NewContext) -> None:
    page = new_context().new_page()
    sign_up(page, new_name())
    gone_through(page, members_states(), at_every=False)


def test_every_state_of_an_account(new_context: NewContext, server: RealServer) -> None:
    page, name = new_context().new_page(), new_name()
    sign_up(page, name)
    gone_through(page, account_states(name, server.folder / "mail"), at_every=False)


SPOILT = """() => {
  const main = document.querySelector("main");
  main.innerHTML += "<img src='/static/img/icon.svg'><p>To be read</p><p id=pale>Pale</p>"
    + "<img class=wide src='/static/img/icon.svg'>"
    + "<form role=search><input id=q type=search placeholder='A word or some more'>"
    + "<p>Below:</p><button type=submit>Search</button></form>"
    + "<div class='plot panel'><svg class=over-time viewBox='0 0 720 20' aria-hidden=true>"
    + "<text x=-90 y=14>Outside</text></svg></div>";
  document.body.insertAdjacentHTML("beforeend", "<p id=cover>Over it</p><p id=bar>A bar</p>");
  const pale = document.getElementById("pale");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("#pale { color: light-dark(white, #222); background: light-dark(#ddd, black); }"
    + " #pale { inline-size: 2000px; }"  // and another look on the second width
    + " @media (min-width: 1000px) { #pale { position: relative; } }"
    + " #cover { position: fixed; inset: 200px 20px 0; background: white; }"
    + " #q { inline-size: 5rem; flex: 1 0 100%; }"
    + " .wide { display: none; } @media (min-width: 1000px) { .wide { display: inline; } }"
    + " #bar { position: fixed; inset: auto 0 0; block-size: 90px; background: white; }");
  document.adoptedStyleSheets.push(sheet);
}"""


def test_what_is_looked_for_is_found(new_context: NewContext) -> None:
    """Else the tests above would hold nothing."""

    def spoilt(page: Page) -> None:
        page.goto("/about/")
        page.evaluate(SPOILT)

    page = new_context().new_page()
    scene = PageState(name="spoilt", go=spoilt)
    page.goto("/about/")
    known = Known()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        known.places |= set(page.evaluate(SHOWN_ANEW))
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            known.looks |= set(page.evaluate(LOOKS))
    assert known.places
    assert len(known.looks) > 100
    scene.go(page)
    wrong = "\n".join(looked_over(page, scene, known=known))
    for width, height in SIZES:
        assert f'spoilt at {width}×{height}: <p id="cover">' in wrong
        hides = f"spoilt at {width}×{height}: hides the focus of <a" in wrong
        assert hides == ((width, height) in FOCUS_SIZES)
        assert f'spoilt at {width}×{height}: cut: <input id="q"' in wrong
        assert f'spoilt at {width}×{height}: cut: the button of <form role="search"' in wrong
    for width in WIDTHS:
        assert f"spoilt at {width}: at the edge: Outside" in wrong
        assert re.search(rf"spoilt at {width}: \d+ px wider", wrong)
        for theme in THEMES:
            assert f"spoilt at {width}, {theme}: color-contrast: #pale" in wrong
    assert "spoilt at 320, light: image-alt: img" in wrong
    assert "spoilt at 1280, light: image-alt: .wide" in wrong  # shown there alone


TELLS = """<!doctype html><title>Shown</title><a href="https://elsewhere.example/">Elsewhere</a>
<img src="https://elsewhere.example/pixel.png" alt="" referrerpolicy="unsafe-url">"""


def test_what_leaves_the_site_is_seen(new_context: NewContext, other_sites: Proxy) -> None:
    """And what it tells, even a page that goes elsewhere as a whole."""
    context = new_context()
    page = context.new_page()
    show(page, TELLS)
    watch = watch_of(context)
    until(page, lambda: bool(watch.complaints))
    assert watch.complaints == ["left the site: image https://elsewhere.example/pixel.png"]
    with pytest.raises(AssertionError, match=r"(?i)referer: http://localhost"):
        other_sites.assert_not_told()
    watch.complaints.clear()
    page.get_by_role("link").click()
    page.wait_for_url("https://elsewhere.example/")
    with pytest.raises(AssertionError, match=r"(?i)referer: http://localhost"):
        other_sites.assert_not_told()


def test_the_policy_refuses_inline_script_and_style(new_context: NewContext) -> None:
    context = new_context()
    page = context.new_page()
    page.goto("/")
    ran = page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          document.body.setAttribute("style", "color: red");
          const outside = new Image();
          outside.src = "https://elsewhere.example/pixel.png";
          return [window.ran ?? false, document.body.style.color];
        }"""
    )
    assert ran == [False, ""]
    watch = watch_of(context)
    assert len(watch.complaints) == 3
    assert all("Content Security Policy" in each for each in watch.complaints)
    assert watch.left_for == []
    watch.complaints.clear()
