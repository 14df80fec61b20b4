"""No page of a member scrolls sideways, whatever word is in it, and each word runs its own way."""

import json
import re
import uuid
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import FilePayload, Page

from apps.accounts.models import LONGEST_NAME
from apps.articles.shelf.content import ReadingPosition, SavedGuide, ShelfContent
from apps.articles.shelf.passages import Passage
from apps.journal.entries.limits import LONGEST_TAG
from apps.practices.catalogue import catalogue
from apps.practices.practice import QuestionKind
from apps.vault.codec import encode
from tests.browser.actions import ENTRY, keep_code, new_name, open_details, sign_up
from tests.browser.conftest import NewContext
from tests.journal.image_samples import plain
from tests.sample_objects import SLUG

LONG = "w" * 300
LABEL = "w" * LONGEST_TAG
TODAY = date.today()
NARROW = {"width": 320, "height": 640}
UNLIKE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}/\d+|(?<=practices/)[^/]+|(?<=journeys/)[^/]+"
    r"|(?<=guides/)(?!shelf)[^/]+"
)
OF_EACH = 3  # addresses that differ by an id alone are visited so often
# Files, or pages of everybody, in which no word of a member stands.
OTHERS = re.compile(
    r"^/(static|guides/(?!shelf|a)|support|safety|privacy|glossary|quiz/(?!results))"
)
WIDER = """() => [document.documentElement.scrollWidth - document.documentElement.clientWidth,
  [...document.querySelectorAll("main *")].filter((each) =>
    each.getBoundingClientRect().right > innerWidth + 1
    && each.getBoundingClientRect().width > 2 && !each.closest(".scroll-x"))
    .map((each) => each.outerHTML.slice(0, 120))[0] ?? ""]"""
FIELDS = """() => [...document.querySelectorAll("main textarea, main input")].filter((field) =>
  (field.matches("textarea, [type=text], [type=search], :not([type])"))
  && !field.closest("[aria-hidden=true]") && field.tabIndex >= 0 && field.dir !== "auto"
  && !/passphrase|password|username|login|group|code/.test(field.id + field.name))
  .map((field) => field.outerHTML.slice(0, 120))"""


def a_file_of_long_words() -> FilePayload:
    """One page of each practice and some without, templates and a shelf, in our own format."""
    says = [_sitting(n, practice) for n, practice in enumerate(catalogue().practices)]
    for n in range(4):
        day = (TODAY - timedelta(days=n * 366)).isoformat()
        body = ("", f"# {LONG}\n\n- {LONG}\n\n> {LONG}\n\n```\n{LONG}\n```", LONG, "> " * 12 + LONG)
        says.append({"day": day, "title": LONG[:200] * (n % 2), "body": body[n], "water": n + 1})
        says[-1] |= {"feelings": [LABEL], "tags": [LABEL, "a" + LABEL[1:]], "people": [LABEL]}
    rows = [{"kind": "entries", "id": str(uuid.uuid4()), "says": each} for each in says]
    template = {"name": LONG[:60], "body": LONG}
    shelf = ShelfContent(
        saved=(SavedGuide(slug=SLUG, title=LONG[:200], on=TODAY),),
        places=(ReadingPosition(slug=SLUG, title=LONG[:200], section="x", heading=LONG, on=TODAY),),
        passages=(Passage.new(slug=SLUG, title=LONG[:200], quote=LONG, note=LONG, on=TODAY),),
    )
    for kind, contents in (("templates", template), ("shelves", json.loads(encode(shelf)))):
        rows.append({"kind": kind, "id": str(uuid.uuid4()), "says": {"contents": contents}})
    counts = {"entries": len(says), "templates": 1, "shelves": 1}
    head = '{"format": "leeway-export", "version": 1, "made_on": "2026-11-24", "rows": [\n'
    lines = ",\n".join(json.dumps(row) for row in rows)
    text = f'{head}{lines}\n], "counts": {json.dumps(counts)}}}'
    return {"name": "export.json", "mimeType": "application/json", "buffer": text.encode()}


def _sitting(n: int, practice: Any) -> dict[str, Any]:
    written = [q for q in practice.questions if q.kind in {QuestionKind.LINE, QuestionKind.TEXT}]
    return {
        "day": (TODAY - timedelta(days=n)).isoformat(),
        "body": LONG,
        "practice": practice.id,
        "practice_version": practice.version,
        "answers": [{"question": each.id, "text": LONG} for each in written],
    }


def fill(page: Page) -> None:
    """Bring the file in, and add what no file holds: a photo, a draft, a version, a result."""
    page.goto("/journal/import/")
    page.locator("#id_file").set_input_files(a_file_of_long_words())
    page.get_by_role("button", name="See what is in it").click()
    page.get_by_role("button", name="Import them").click()
    page.locator("h1", has_text="Imported").wait_for()
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill(f"שלום {LONG}")
    open_details(page)
    page.locator("#id_title").fill(LONG[:200])
    page.get_by_role("button", name="Keep it and add photos").click()
    page.wait_for_url("**/photos/")
    page.locator("#id_file").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": plain()}
    )
    page.locator("#id_description").fill(LONG)
    page.get_by_role("button", name="Add it to the page").click()
    page.locator("main figcaption").first.wait_for()
    page.goto(page.url.replace("photos/", "edit/"))
    page.get_by_label("Your page").fill(f"changed {LONG} {LONG}")
    page.get_by_role("button", name="Keep this page").first.click()
    page.wait_for_url(ENTRY)
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill(LONG)
    page.locator("auto-save").get_by_text("Draft saved").wait_for()


def test_no_page_scrolls_sideways_and_each_field_has_its_own_direction(
    new_context: NewContext,
) -> None:
    page = new_context(viewport=NARROW).new_page()
    sign_up(page, f"{new_name()}{'w' * 200}"[:LONGEST_NAME])
    keep_code(page)
    fill(page)
    wrong: list[str] = []
    left, seen, visited = ["/", "/account/"], set[str](), dict[str, int]()

    def look(what: str) -> None:
        wider, by = page.evaluate(WIDER)
        wrong.extend([f"{what} is {wider} px too wide: {by}"] if wider > 0 else [])
        wrong.extend(f"{what}: no direction of its own: {each}" for each in page.evaluate(FIELDS))

    while left:
        address = left.pop(0)
        kind = UNLIKE.sub("*", address)
        if address in seen or visited.get(kind, 0) == OF_EACH or OTHERS.match(address):
            continue
        seen.add(address)
        visited[kind] = visited.get(kind, 0) + 1
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        look(address)
        found = page.eval_on_selector_all("a[href^='/']", "all => all.map((each) => each.pathname)")
        left += [each for each in found if not re.search(r"\.\w+$|/file/", each)]
    page.goto("/journal/search/")
    page.locator("#id_q").fill(LONG[:200])
    page.locator("#id_q").press("Enter")
    page.locator("#results mark").first.wait_for()
    look("a search")
    assert len(visited) > 40, sorted(visited)
    assert wrong == []
