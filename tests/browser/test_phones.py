"""On the screens of seven phones, which no test at one height would meet."""

from tests.browser.conftest import NewContext
from tests.browser.page_states import begun_quiz, reviewed_quiz, unanswered
from tests.browser.phones import next_out_of_reach


def test_next_of_every_statement_is_on_the_screen_before_anybody_scrolls(
    new_context: NewContext,
) -> None:
    page = new_context().new_page()
    begun_quiz(page)
    wrong: list[str] = []
    for n in range(1, int(page.locator("#progress").get_attribute("max") or 0) + 1):
        page.goto(f"/quiz/self-partner/{n}/")
        wrong += [f"statement {n} {each}" for each in next_out_of_reach(page)]
        unanswered(page)
        wrong += [f"statement {n}, no answer, {each}" for each in next_out_of_reach(page)]
    reviewed_quiz(page)
    wrong += [f"the review {each}" for each in next_out_of_reach(page)]
    assert wrong == []
