"""A whole quiz: by keyboard alone, and with plain forms where scripts are off."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.actions import back, press_answer, statement_shown, until, watch_of
from tests.browser.conftest import NewContext
from tests.browser.page_monitor import path_of

PLACE = "/quiz/self-partner/"
ON_SCREEN = "map => map.getBoundingClientRect().bottom < innerHeight"


def statements(page: Page) -> int:
    return int(page.locator("#progress").get_attribute("max") or 0)


def press_until(page: Page, *, focused: str, key: str = "Tab") -> None:
    """Move the focus by keyboard until it stands on what matches."""
    for _press in range(60):
        page.keyboard.press(key)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", focused):
            return
    raise AssertionError(f"the keyboard never reaches {focused}")


def test_by_keyboard_alone(new_context: NewContext) -> None:
    """Arrow keys look through the answers and send nothing; Enter goes on, and so does a number."""
    page = new_context().new_page()
    page.goto(PLACE)
    press_until(page, focused="main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLACE}1/")
    for n in range(1, statements(page) + 1):
        page.wait_for_url(f"**{PLACE}{n}/")
        expect(page.locator("h1#statement")).to_be_focused()  # so that it is read out
        if n < 4:
            statement_shown(page)
            page.keyboard.press(str(n))
            continue
        page.keyboard.press("Tab")
        for _press in range(n % 7 + 1):
            page.keyboard.press("ArrowDown")
        expect(page.locator(f'[name=answer][value="{(n % 7 + 1) % 7 + 1}"]')).to_be_checked()
        assert path_of(page) == f"{PLACE}{n}/"
        page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLACE}review/")
    page.locator("summary", has_text="Your answers").focus()
    page.keyboard.press("Enter")
    for n, words in enumerate(("Not at all", "Mostly not", "A little unlike"), start=1):
        expect(page.locator(f"#answer-{n}")).to_contain_text(words)
    page.keyboard.press("Home")
    press_until(page, focused="[name=usual]", key="Shift+Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLACE}result/")
    expect(page.locator("main svg").first).to_be_visible()
    back(page)
    assert path_of(page) == f"{PLACE}review/"


SPOT = """(wanted) => {
  const found = [...document.querySelectorAll(wanted)].find((each) => each.checkVisibility());
  const { left, right, top, bottom } = found.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return found.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
}"""
NEXT = ".steps button"
# The time of the page stands still until somebody lets it run: a press comes soon or late by the
# test's choice, not by the speed of the machine.
STOPPED_CLOCK = """() => {
  const since = performance.now.bind(performance);
  const stopped = since();
  globalThis.clockRuns = false;
  performance.now = () => (globalThis.clockRuns ? since() : stopped);
}"""


def answer_of(mark: int) -> str:
    return f'label:has([name=answer][value="{mark}"])'


def tap(page: Page, wanted: str) -> None:
    """One tap of a finger where the thing is on the screen, without any scrolling."""
    spot = page.evaluate(SPOT, wanted)
    assert spot, f"{wanted} is not under a finger on {path_of(page)}"
    page.touchscreen.tap(*spot)


def on_a_phone(new_context: NewContext) -> Page:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    page.goto(PLACE)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"**{PLACE}1/")
    return page


def test_seventeen_taps_on_a_phone_from_the_first_statement_to_the_map(
    new_context: NewContext,
) -> None:
    page = on_a_phone(new_context)
    taps = 0
    for n in range(1, statements(page) + 1):
        statement_shown(page)
        tap(page, answer_of(n % 5 + 2))
        taps += 1
        page.wait_for_url(f"**{PLACE}{n + 1}/" if n < 16 else f"**{PLACE}review/")
    expect(page.locator("#answer-1")).to_be_hidden()  # the list is folded
    tap(page, NEXT)
    page.wait_for_url(f"**{PLACE}result/")
    assert taps + 1 == 17
    expect(page.locator("h1")).to_contain_text("With this partner, ")
    expect(page).to_have_title("Your result · Leeway")
    # The order of statements is random: some answers have a note before the map.
    if page.locator("main .alert").count() == 0:
        until(page, lambda: page.locator(".map svg").evaluate(ON_SCREEN))
    figures = page.locator(".on-paper table")
    assert [table.is_visible() for table in figures.all()] == [False] * 3
    page.emulate_media(media="print")
    assert [table.is_visible() for table in figures.all()] == [True] * 3


def test_a_double_tap_answers_one_statement_and_back_undoes_it(new_context: NewContext) -> None:
    page = on_a_phone(new_context)
    statement_shown(page)
    spot = page.evaluate(SPOT, answer_of(6))
    page.evaluate(STOPPED_CLOCK)
    page.touchscreen.tap(*spot)
    page.wait_for_url(f"**{PLACE}2/")
    page.wait_for_function("customElements.get('quiz-step') !== undefined")
    page.touchscreen.tap(*spot)  # no time has gone by since the next one is there
    page.wait_for_timeout(600)
    assert path_of(page) == f"{PLACE}2/"
    assert page.locator("[name=answer]:checked").count() == 0
    page.evaluate("clockRuns = true")
    held: list[Route] = []
    page.route(f"**{PLACE}2/", lambda route: held.append(route))  # the first press is on its way
    for _press in range(2):
        page.touchscreen.tap(*page.evaluate(SPOT, answer_of(3)))  # on the same page
    until(page, lambda: bool(held))
    held[0].continue_()
    page.unroute(f"**{PLACE}2/")
    page.wait_for_url(f"**{PLACE}3/")
    back(page)
    assert path_of(page) == f"{PLACE}2/"
    expect(page.locator('[name=answer][value="3"]')).to_be_checked()
    statement_shown(page)
    tap(page, answer_of(3))  # the answer that it has already
    page.wait_for_url(f"**{PLACE}3/")
    page.get_by_role("link", name="Back").tap()
    page.wait_for_url(f"**{PLACE}2/")
    press_answer(page, 5)
    assert path_of(page) == f"{PLACE}3/"
    statement_shown(page)
    page.get_by_role("button", name="Do not go on by itself").tap()
    page.get_by_role("button", name="Go on with a press on an answer").wait_for()
    statement_shown(page)
    tap(page, answer_of(4))
    page.wait_for_timeout(300)
    assert path_of(page) == f"{PLACE}3/"
    tap(page, NEXT)
    page.wait_for_url(f"**{PLACE}4/")
    statement_shown(page)
    tap(page, answer_of(4))
    page.wait_for_timeout(300)
    assert path_of(page) == f"{PLACE}4/"
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names == {"__Host-quiz"}


def test_on_a_slow_line_an_answer_is_sent_once_and_on_a_broken_one_nothing_is_lost(
    new_context: NewContext,
) -> None:
    page = on_a_phone(new_context)
    watch_of(page.context).forgive_lost_line(f"{PLACE}1/")
    held: list[Route] = []
    page.route(f"**{PLACE}1/", lambda route: held.append(route))
    statement_shown(page)
    tap(page, answer_of(6))
    expect(page.locator("form[aria-busy=true]")).to_be_visible()
    tap(page, answer_of(2))
    tap(page, NEXT)
    page.wait_for_timeout(500)
    assert len(held) == 1
    expect(page.locator('[name=answer][value="6"]')).to_be_checked()
    held[0].abort()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.locator('[name=answer][value="6"]')).to_be_checked()
    page.unroute(f"**{PLACE}1/")
    statement_shown(page)
    tap(page, NEXT)
    page.wait_for_url(f"**{PLACE}2/")
    page.get_by_role("link", name="Back").tap()
    page.wait_for_url(f"**{PLACE}1/")
    expect(page.locator('[name=answer][value="6"]')).to_be_checked()


def test_with_plain_forms_back_and_a_changed_answer(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(PLACE)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"**{PLACE}1/")
    count = statements(page)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#answer-error")).to_be_visible()
    for n in range(1, count + 1):
        page.wait_for_url(f"**{PLACE}{n}/")
        if n == 2:
            page.reload()
            page.get_by_role("link", name="Back").click()
            page.wait_for_url(f"**{PLACE}1/")
            expect(page.locator('[name=answer][value="2"]')).to_be_checked()
            page.get_by_role("button", name="Next").click()
            page.wait_for_url(f"**{PLACE}2/")
        page.locator(f'label:has([name=answer][value="{n % 7 + 1}"])').click()
        page.get_by_role("button", name="Next").click()
    page.wait_for_url(f"**{PLACE}review/")
    page.locator("summary", has_text="Your answers").click()
    page.locator(f'a[href="{PLACE}3/?back=review"]').click()
    page.wait_for_url(f"**{PLACE}3/**")
    page.locator('label:has([name=answer][value="7"])').click()
    page.get_by_role("button", name="Keep this answer").click()
    page.wait_for_url(f"**{PLACE}review/**")
    page.locator("label:has([name=usual])").first.click()
    page.get_by_role("button", name="See where I am").click()
    page.wait_for_url(f"**{PLACE}result/**")
    expect(page.locator("main svg").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("eight times in ten")


def test_eight_a_page_by_keyboard(new_context: NewContext) -> None:
    """A number answers the statement that has the focus; Tab goes to the next one."""
    page = new_context().new_page()
    page.goto(PLACE)
    page.locator("[name=pace]").select_option("8")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"**{PLACE}page/1/")
    page.wait_for_function("customElements.get('quiz-keys') !== undefined")
    for n in range(1, 8):
        page.keyboard.press(str(n))
        expect(page.locator(f'[name=answer-{n}][value="{n}"]')).to_be_checked()
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator('[name=answer-7][value="7"]')).to_be_checked()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#id_answer-8")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[name=answer-8][value="2"]')).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{PLACE}page/2/"))
    assert page.get_by_role("radiogroup").count() == 8
