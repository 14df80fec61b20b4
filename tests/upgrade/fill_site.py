"""What two members do with a version before it is stored: every kind of row, by forms alone."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.journal.image_samples import plain
from tests.upgrade.site import Browser

FIRST_DAY: Final = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
GUIDE: Final = "stopping-and-coming-back"
PASSWORDS: Final = {
    "maya": "harbour tern velvet ladder \u00e9",
    "sol": "quarry heron lantern spool",
}
NEW_PASSWORD: Final = "ninety quiet gulls standing"
SCRIPTS: Final = "Ærø, Θάλασσα, море, שלום, مرحبا, हम, 两杯茶, e\u0301"
ALL_WORDS: Final = f'{SCRIPTS}, 👩🏽\u200d❤️\u200d👨🏻 & <b> "q" \\'
LONGEST_TITLE: Final = "ж" * 199 + "🙂"
QUIZ: Final = {"self-partner": ("Ada", "After the holidays"), "self-friend": ("Noor", ALL_WORDS)}
WAITS: Final = "self-parent"

Said = dict[str, Any]


def a_page(**fields: Any) -> Said:
    """What a browser sends from the composer."""
    empty = dict.fromkeys(
        ("title", "body", "own_words", "tags", "people", "time", "zone", "prompt_id"), ""
    )
    return {"entry_id": str(uuid.uuid4()), "revision": "0", "day": "2026-12-07", **empty, **fields}


def fields_of(form: Mapping[str, Any], *names: str) -> dict[str, list[str]]:
    """The named fields as a page shows them again, with each line end as one space."""
    values = {n: form[n] if isinstance(form[n], list) else [form[n]] for n in names}
    return {name: [" ".join(v.splitlines()) for v in given] for name, given in values.items()}


class Days:
    """The clock of the two members: it goes on by days and hours."""

    def __init__(self) -> None:
        self.now = FIRST_DAY

    def later(self, **more: float) -> Any:
        self.now += timedelta(**more)
        return time_machine.travel(self.now, tick=True)


def write() -> Said:
    """Both members' days; what must be found again, and how they sign in."""
    days = Days()
    maya, sol = _maya(days), _sol(days)
    return {"moment": days.now.isoformat(), "members": {"maya": maya, "sol": sol}}


def _sign_up(name: str) -> Browser:
    browser, password = Browser(), PASSWORDS[name]
    form = {"username": name, "password1": password, "is_adult": "on", "understands": "on"}
    browser.post("/account/sign-up/", form)
    return browser


def _maya(days: Days) -> Said:
    found: Said = {"password": PASSWORDS["maya"], "edited": {}, "shown": {}}
    with days.later(hours=0):
        browser = _sign_up("maya")
        browser.post("/vault/recovery/")
        groups = browser.get("/vault/recovery/").groups
        browser.post("/vault/recovery/proof/", first=groups[2], second=groups[5])
        found["code"] = " ".join(groups)
        choices = {"zone": "Europe/Lisbon", "shows_this_day": "on"}
        browser.post("/journal/settings/", choices)
        ticked = {"shows_this_day": ["on"], "shows_passage": [], "has_shortcuts": []}
        found["edited"]["/journal/settings/"] = {"zone": ["Europe/Lisbon"], **ticked}
        _pages(browser, found)
    with days.later(days=4):
        browser = Browser()
        browser.sign_in("maya", PASSWORDS["maya"])
        _changes(browser, found)
        _shelf(browser, found)
        _templates(browser, found)
    with days.later(days=8, hours=10):
        browser = Browser()
        browser.sign_in("maya", PASSWORDS["maya"])
        _quiz(browser, found)
        _photos(browser, found)
        _imports(browser, found)
        _drafts(browser, found)
        found["browser"] = browser.cookies
    return found


def _pages(browser: Browser, found: Said) -> None:
    full = a_page(title=ALL_WORDS, body=f"{ALL_WORDS}\r\n\r\n- a list", water="2", prompt_id="9-2")
    full |= {"feelings": ["lonely"], "own_words": "seen", "tags": "supper, море", "time": "21:40"}
    full |= {"people": "Ada, נועה", "zone": "Europe/Lisbon"}
    longest = a_page(title=LONGEST_TITLE, body="Short.", day="2026-12-08", water="5")
    feeling = a_page(title="What is here", day="2026-12-09", practice_id="feeling-now")
    feeling |= {"answer-where": "chest, गला", "answer-word": "wary", "answer-asks": "Room"}
    feeling |= {"before": "8", "after": "0"}
    promise = a_page(title="A promise", day="2026-12-09", practice_id="promise")
    promise |= {"answer-promise": "I call on Sunday", "answer-day": "2026-12-31"}
    trashed = a_page(title="In the trash", body="Not for ever.", day="2026-12-09")
    for form in (full, longest, feeling, promise, trashed):
        browser.post("/journal/new/", form)
    one = f"/journal/{full['entry_id']}/"
    browser.post(f"{one}pin/", pinned="1")
    browser.post(f"/journal/{trashed['entry_id']}/delete/")
    edited = found["edited"]
    names = ("title", "day", "time", "water", "feelings")
    edited[f"{one}edit/"] = fields_of(full, *names, "body")
    edited[f"/journal/{longest['entry_id']}/edit/"] = fields_of(longest, "title", "body", "water")
    own = ("title", "answer-where", "answer-word", "answer-asks", "before", "after")
    edited[f"/journal/{feeling['entry_id']}/edit/"] = fields_of(feeling, *own)
    edited[f"/journal/{promise['entry_id']}/edit/"] = fields_of(
        promise, "title", "answer-promise", "answer-day"
    )
    found["full"], found["trashed"] = full["entry_id"], trashed["entry_id"]
    found["trashed_says"] = fields_of(trashed, "title", "body", "day")
    found["shown"]["/journal/trash/"] = ["In the trash"]


def _changes(browser: Browser, found: Said) -> None:
    """A page with two earlier versions, a course, a prompt and a card that were passed by."""
    page = a_page(title="Once", body="The first words.", day="2026-12-11")
    browser.post("/journal/new/", page)
    place = f"/journal/{page['entry_id']}/"
    for revision, title in (("1", "Twice"), ("2", "Three times")):
        changed = {**page, "revision": revision, "title": title, "body": f"{title}. שלום."}
        browser.post(f"{place}edit/", changed)
    found["edited"][f"{place}edit/"] = fields_of(changed, "title", "body")
    found["listed"] = "Three times"
    found["history"] = {f"{place}history/": [["Once", "The first words."], ["Twice", "שלום"]]}
    browser.post("/journal/journeys/missing-them/place/", step="2")
    browser.post("/journal/looking-back/", shown=str(uuid.uuid4()))
    browser.post("/journal/prompt/", shown="", wish="none")


def _shelf(browser: Browser, found: Said) -> None:
    place = f"/guides/{GUIDE}/"
    browser.post(f"{place}bookmark/", kept="yes")
    browser.post(f"{place}place/", section="answer")
    quoted = {"quote": "Coming back is a skill", "before": "so that ", "after": ", they say"}
    browser.post(f"{place}passages/", {**quoted, "note": ALL_WORDS})
    browser.post(f"{place}passages/", quote="Only this", before="", after="", note="")
    browser.post("/guides/shelf/settings/", reading_as="couple", keeps_places="on")
    found["shown"]["/guides/shelf/"] = ["Coming back is a skill", "Only this", ALL_WORDS]


def _templates(browser: Browser, found: Said) -> None:
    for title, body in {"Evening 🙂": f"## {ALL_WORDS}\r\n\r\n- ", "Empty": "-"}.items():
        form = {"template_id": str(uuid.uuid4()), "revision": "0", "title": title, "body": body}
        browser.post("/journal/templates/new/", form)
        found["edited"][f"/journal/templates/{form['template_id']}/"] = fields_of(
            form, "title", "body"
        )


def _quiz(browser: Browser, found: Said) -> None:
    """Two sets kept with a name and a note, and a third that waits after three statements."""
    for slug, (about, note) in QUIZ.items():
        place = f"/quiz/{slug}/"
        address, mark = browser.post(place), 0
        while address != f"{place}review/":
            mark = mark % 7 + 1
            address = browser.post(address, answer=str(mark))
        browser.post(address, usual="y")
        browser.post(f"{place}keep/", about=about, note=note)
        found["shown"].setdefault("/quiz/results/", []).append(about)
    address = browser.post(f"/quiz/{WAITS}/")
    for answer in ("3", "5", "7"):
        address = browser.post(address, answer=answer)
    found["waits"] = f"/quiz/{WAITS}/"
    found["waits_says"] = ["3", "5", "7"]


def _photos(browser: Browser, found: Said) -> None:
    page = a_page(title="With photos", body="Two of them.", day="2026-12-19", photos="1")
    browser.post("/journal/new/", page)
    place = f"/journal/{page['entry_id']}/photos/"
    for colour, said in (((200, 40, 40), ALL_WORDS), ((30, 60, 200), "Blue"), ((9, 90, 9), "Gone")):
        file = SimpleUploadedFile("a.jpg", plain(colour=colour), "image/jpeg")
        browser.post(place, {"file": file, "description": said})
    pictures: dict[str, str] = {}
    for photo in browser.get(place).ids(f"{place}<id>/"):
        one = f"{place}{photo}/"
        said = browser.get(one).fields["description"][0]
        picture = browser.get(f"{one}file/").content.hex()
        if said == "Gone":
            browser.post(f"{one}remove/")
            found["removed"], found["removed_says"] = one, picture
        else:
            found["edited"][one] = {"description": [said]}
            pictures[f"{one}file/"] = picture
    found["pictures"] = pictures


def _imports(browser: Browser, found: Said) -> None:
    """One file brought in, which can still be undone, and one that waits to be confirmed."""
    for name, body in (("2026-11-01", "Brought in. مرحبا"), ("2026-11-02", "Waits. 两杯茶")):
        file = SimpleUploadedFile(f"{name}.md", body.encode())
        found["pending"] = browser.post("/journal/import/", {"file": file})
        if name == "2026-11-01":
            browser.post(found["pending"], do="keep")
            found["done"], found["done_says"] = found["pending"], body
        else:
            found["pending_says"] = body


def _drafts(browser: Browser, found: Said) -> None:
    """One of a new page, one of a kept page, and one saved while the journal was closed."""
    new = a_page(title="Half a page", body=ALL_WORDS, day="2026-12-19", tags="draft")
    names = ("title", "body", "day")
    kept = found["full"]
    known = browser.get(f"/journal/{kept}/edit/").fields
    changed = a_page(entry_id=kept, revision=known["revision"][0], title="Changed", body="Again")
    closed = a_page(title="While closed", body=f"Sealed, {ALL_WORDS}", day="2026-12-19")
    for form in (new, changed):
        answer = browser.client.post("/journal/autosave/", {**form, "draft": f"{uuid.uuid4()}:1"})
        assert json.loads(answer.content)["state"] == "saved", answer.content
    other = Browser()
    other.sign_in("maya", PASSWORDS["maya"])
    other.post("/vault/lock/")
    answer = other.client.post("/journal/autosave/", {**closed, "draft": f"{uuid.uuid4()}:1"})
    assert json.loads(answer.content)["state"] == "sealed", answer.content
    found["drafts"] = [fields_of(form, *names) for form in (new, changed, closed)]


def _sol(days: Days) -> Said:
    found: Said = {"password": PASSWORDS["sol"], "edited": {}, "shown": {}}
    with days.later(minutes=1):
        browser = _sign_up("sol")
        page = a_page(title="Sol's own", body="Two cups of tea.", day="2026-12-19")
        browser.post("/journal/new/", page)
        found["edited"][f"/journal/{page['entry_id']}/edit/"] = fields_of(page, "title", "body")
        browser.post("/vault/lock/")
    return found
