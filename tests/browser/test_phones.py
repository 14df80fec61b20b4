"""On the screens of seven phones, which no test at one height would meet."""

import re
from collections.abc import Iterable

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.page_states import (
    PageState,
    begun_quiz,
    demo_entry,
    member_pages,
    public_pages,
    unanswered,
)
from tests.browser.phones import hidden_on_phones, next_out_of_reach


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
        page.locator('label:has([name=answer][value="5"])').click()
        page.get_by_role("button", name="Next").click()
        page.wait_for_url(re.compile(rf"/(?!{n}/)[^/]+/$"))
    assert page.url.endswith("/review/")
    assert wrong == []


def test_no_bar_hides_what_has_the_focus_on_a_public_page(new_context: NewContext) -> None:
    _no_focus_is_hidden(new_context().new_page(), public_pages())


def test_no_bar_hides_what_has_the_focus_on_a_private_page(new_context: NewContext) -> None:
    page = new_context().new_page()
    _no_focus_is_hidden(page, member_pages(demo_entry(page)))


def _no_focus_is_hidden(page: Page, scenes: Iterable[PageState]) -> None:
    wrong: list[str] = []
    for scene in scenes:
        scene.go(page)
        wrong += [f"{scene.name} {each}" for each in hidden_on_phones(page)]
    assert not wrong, "\n".join(wrong)
