"""On the screens of seven phones, which no test at one height would meet."""

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.page_states import begun_quiz, reviewed_quiz, unanswered
from tests.browser.phones import PHONE, next_out_of_reach

# Where the last answer ends on the narrowest phone, which the width is set to.
END = "(answer) => answer.getBoundingClientRect().bottom + scrollY"


def test_next_of_every_statement_is_on_the_screen_before_anybody_scrolls(
    new_context: NewContext,
) -> None:
    page = new_context(viewport=PHONE).new_page()
    wrong = out_of_reach_at_the_start(page)
    begun_quiz(page)
    statements = int(page.locator("#progress").get_attribute("max") or 0)
    wrong += out_of_reach_at_the_start(page)  # go on, where answers are under way
    ends = {}
    for n in range(1, statements + 1):
        page.goto(f"/quiz/self-partner/{n}/")
        wrong += [f"statement {n} {each}" for each in next_out_of_reach(page)]
        page.set_viewport_size(PHONE)
        ends[n] = page.locator("label:has([name=answer])").last.evaluate(END)
    lowest = max(ends, key=lambda n: ends[n])
    page.goto(f"/quiz/self-partner/{lowest}/")
    unanswered(page)  # what it says above the answers is the same for every statement
    wrong += [f"statement {lowest}, no answer, {each}" for each in next_out_of_reach(page)]
    reviewed_quiz(page)
    wrong += [f"the review {each}" for each in next_out_of_reach(page)]
    assert wrong == []


def out_of_reach_at_the_start(page: Page) -> list[str]:
    """The first Start of the quiz, and Begin of each set, or the way back into it."""
    page.goto("/quiz/")
    sets = page.locator("main .card h3 a").evaluate_all("all => all.map((one) => one.pathname)")
    assert len(sets) == 6
    wrong = [f"the first set {each}" for each in next_out_of_reach(page, "main .card .btn")]
    for address in sets:
        page.goto(address)
        wrong += [f"{address} {each}" for each in next_out_of_reach(page, "main .btn")]
    return wrong
