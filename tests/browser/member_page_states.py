"""More states of a member's pages, a filled journal brought in as a file, and the editing room."""

import json
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
from playwright.sync_api import FilePayload, Page

from tests.browser.actions import ENTRY, new_name, open_details, sign_up
from tests.browser.page_states import PageState, at, result_to_keep
from tests.browser.server import RealServer
from tests.journal.image_samples import plain
from tests.sample_objects import SLUG

PAGES = 60
LONG = "w" * 90
WRONG_DAYS = "first=2026-11-02&last=2026-11-01"


def a_filled_journal() -> FilePayload:
    """Months of pages in our own format: water, feelings, labels, practices, odd words."""
    rows = [{"kind": "entries", "id": str(uuid.uuid4()), "says": _says(n)} for n in range(PAGES)]
    lines = ",\n".join(json.dumps(row) for row in rows)
    head = '{"format": "leeway-export", "version": 1, "made_on": "2026-11-24", "rows": [\n'
    text = f'{head}{lines}\n], "counts": {{"entries": {PAGES}}}}}'
    return {"name": "export.json", "mimeType": "application/json", "buffer": text.encode()}


def _says(n: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "day": (date.today() - timedelta(days=n * 3 // 2)).isoformat(),
        "title": ("", "Harbour", "على الماء", LONG)[n % 4],
        "body": f"The harbour, {LONG} and number {n}.",
        "water": n % 5 + 1,
        "feelings": ["lonely", LONG[:30]][: n % 3],
        "tags": ["work"][: n % 2],
        "people": ["Sam"][: n % 4],
    }
    answers = {
        0: ("check-in", {"close": str(n % 11), "myself": "4"}),
        1: ("small-win", {"win": "Asked once."}),
        2: ("promise", {"promise": "Ring.", "outcome": ("Kept", "Repaired")[n % 2]}),
        3: ("three-columns", {}),
    }.get(n % 7)
    if answers:
        practice, given = answers
        said |= {"practice": practice, "practice_version": 1, "before": 7, "after": n % 8}
        said["answers"] = [{"question": name, "text": text} for name, text in given.items()]
    return said


def filled_states() -> Iterator[PageState]:
    """In this order: each one goes on from where the one before it ended."""
    yield PageState(name="insights of an empty journal", go=at("/journal/insights/"))
    yield PageState(name="insights of one page", go=one_page)
    yield PageState(name="a month without pages", go=at("/journal/calendar/2001/2/"))
    yield PageState(name="an export with a wrong password", go=refused_export)
    yield PageState(name="a file that cannot be brought in", go=refused_import)
    yield PageState(name="what is in a file", go=read_import)
    yield PageState(name="an import that is done", go=kept_import)
    yield PageState(name="an import that is undone", go=undone_import)
    yield PageState(name="pages brought in again", go=brought_in_again)
    yield PageState(name="a search with results in a journal", go=found)
    yield PageState(name="a search with conditions and no result", go=nothing_found)
    yield PageState(name="a search with days the wrong way round", go=days_reversed)
    yield PageState(name="a month with pages", go=at("/journal/calendar/"))
    yield PageState(name="insights of many pages", go=all_insights)
    yield PageState(
        name="insights of days without pages", go=at("/journal/insights/?last=2001-01-02")
    )
    yield PageState(name="insights of wrong days", go=at(f"/journal/insights/?{WRONG_DAYS}"))
    yield PageState(name="check-ins side by side", go=at("/journal/practices/check-in/"))
    yield PageState(name="promises that were answered", go=at("/journal/practices/promise/?all=1"))
    yield PageState(name="looking back", go=at("/journal/progress/"))
    yield PageState(name="a journey under way", go=journey_under_way)
    yield PageState(name="a pause that counts", go=running_pause)
    yield PageState(name="slow breathing", go=running_breath)
    yield PageState(name="insights with results of the quiz", go=insights_with_results)
    yield PageState(name="a page without photos", go=photos_of_a_page)
    yield PageState(name="a photo that is no picture", go=refused_photo)
    yield PageState(name="a page with a photo", go=kept_photo)
    yield PageState(name="one photo", go=one_photo)
    yield PageState(name="a photo taken off its page", go=removed_photo)


def one_page(page: Page) -> None:
    page.goto("/journal/new/")
    open_details(page)
    page.get_by_text("Choppy").click()
    page.get_by_label("Your page").fill("One evening.")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    page.goto("/journal/insights/")
    page.get_by_text("too few to speak of a direction").wait_for()


def refused_export(page: Page) -> None:
    page.goto("/journal/export/")
    page.locator("#id_password").fill("not the password at all")
    page.get_by_role("button", name="Download the file").click()
    page.locator("main [role=alert]").wait_for()


def _bring(page: Page, file: FilePayload) -> None:
    page.goto("/journal/import/")
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="See what is in it").click()


def refused_import(page: Page) -> None:
    _bring(page, {"name": "x.zip", "mimeType": "application/zip", "buffer": b"PK\3\4 no zip"})
    page.locator("main [role=alert]").wait_for()


def read_import(page: Page) -> None:
    _bring(page, a_filled_journal())
    page.locator("h1", has_text="What is in the file").wait_for()


def kept_import(page: Page) -> None:
    page.get_by_role("button", name="Import them").click()
    page.locator("h1", has_text="Imported").wait_for()


def undone_import(page: Page) -> None:
    page.get_by_role("button", name="Undo the whole import").click()
    page.get_by_text("The import is undone").wait_for()


def brought_in_again(page: Page) -> None:
    read_import(page)
    kept_import(page)
    page.goto("/journal/")


def found(page: Page) -> None:
    page.goto("/journal/search/")
    page.locator("#id_q").fill("harbour")
    page.locator("#results mark").first.wait_for()


def nothing_found(page: Page) -> None:
    page.get_by_text("More filters").click()
    page.get_by_label("Person").fill("nobody")
    page.get_by_text("Nothing with all of this").wait_for()


def days_reversed(page: Page) -> None:
    page.get_by_label("From").fill("2026-11-20")
    page.get_by_label("Until").fill("2026-11-01")
    page.get_by_text("This day is before the first one.").wait_for()


def all_insights(page: Page) -> None:
    """With every table behind a picture open."""
    page.goto("/journal/insights/?span=all")
    for summary in page.locator("figure summary").all():
        summary.click()


def insights_with_results(page: Page) -> None:
    """Two results about one person, so that they are a line."""
    for _time in range(2):
        result_to_keep(page)
        page.locator("form[action$='/keep/'] [name=about]").fill("Sam")
        page.locator("form[action$='/keep/'] button[type=submit]").click()
        page.wait_for_url("**/quiz/results/*/")
    page.goto("/journal/insights/?span=month")
    page.locator("#series-1").wait_for()


def journey_under_way(page: Page) -> None:
    page.goto("/journal/journeys/missing-them/")
    page.get_by_role("button", name="Go to the next step").click()
    page.get_by_text("done").first.wait_for()


def running_pause(page: Page) -> None:
    page.goto("/journal/pause/")
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("minutes left").wait_for()


def running_breath(page: Page) -> None:
    page.goto("/journal/breathing/")
    page.get_by_role("button", name="Begin").click()
    page.locator("breathing-timer [role=status]", has_text="In").wait_for()


def editor(page: Page, server: RealServer) -> None:
    """Somebody new who may edit guides, as manage.py make_editor lets them."""
    name = new_name()
    sign_up(page, name)
    with psycopg.connect(server.cluster.url()) as connection:
        query = "UPDATE accounts_user SET is_staff = true WHERE username = %s"
        assert connection.execute(query, [name]).rowcount == 1


def editors_states() -> Iterator[PageState]:
    """In this order: each one goes on from where the one before it ended."""
    guide = f"/editing/guides/{SLUG}/"
    yield PageState(name="the desk", go=at("/editing/"))
    yield PageState(name="facts", go=at("/editing/facts/?q=distance"))
    yield PageState(name="no facts", go=at("/editing/facts/?q=qqqqxxyy"))
    yield PageState(name="what readers say", go=at("/editing/feedback/"))
    yield PageState(name="links", go=at("/editing/links/"))
    yield PageState(name="a guide to edit", go=at(guide))
    yield PageState(name="a refused guide", go=refused_guide)
    yield PageState(name="a preview", go=previewed_guide)
    yield PageState(name="a kept draft", go=kept_draft)
    yield PageState(name="its revisions", go=at(f"{guide}revisions/"))
    yield PageState(name="what differs", go=what_differs)
    yield PageState(name="a review", go=at("/editing/guides/what-avoidance-is/review/"))
    yield PageState(name="a guide to begin", go=at("/editing/new/"))
    yield PageState(name="a guide begun", go=begun_guide)


def refused_guide(page: Page) -> None:
    page.goto(f"/editing/guides/{SLUG}/")
    page.locator("#id_answer").fill("")
    page.get_by_role("button", name="Publish").click()
    page.locator("main [role=alert]").first.wait_for()


def previewed_guide(page: Page) -> None:
    page.goto(f"/editing/guides/{SLUG}/")
    page.get_by_role("button", name="Preview").click()
    page.locator("#preview > *").first.wait_for()


def kept_draft(page: Page) -> None:
    page.goto(f"/editing/guides/{SLUG}/")
    page.locator("#id_title").fill("Stopping in time, and coming back soon")
    page.get_by_role("button", name="Keep the draft").click()
    page.get_by_text("A draft. Readers do not see it.").wait_for()


def what_differs(page: Page) -> None:
    page.get_by_role("button", name="Show what differs").click()
    page.locator("ins").first.wait_for()


def begun_guide(page: Page) -> None:
    page.get_by_label("Title").fill("A new guide")
    page.get_by_label("Address").fill("a-new-guide")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_url("**/editing/guides/*/")


def photos_of_a_page(page: Page) -> None:
    page.goto("/journal/")
    page.locator(".entries a").first.click()
    page.wait_for_url(ENTRY)
    page.get_by_role("link", name="Photos").click()
    page.wait_for_url("**/photos/")


def _add(page: Page, picture: bytes) -> None:
    page.locator("#id_file").set_input_files(
        {"name": "harbour.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    page.get_by_label("What does it show?").fill(LONG)
    page.get_by_role("button", name="Add it to the page").click()


def refused_photo(page: Page) -> None:
    _add(page, b"no picture")
    page.locator("main [role=alert]").wait_for()


def kept_photo(page: Page) -> None:
    _add(page, plain())
    page.locator(".photos img").wait_for()


def one_photo(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Photo 1 of 1, in full").click()
    page.get_by_role("heading", name="Photo 1 of 1").wait_for()


def removed_photo(page: Page) -> None:
    page.get_by_role("button", name="Remove it from the page").click()
    page.get_by_role("heading", name="Removed photos").wait_for()
