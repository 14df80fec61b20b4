"""Writes a word of its own into every private field, on every road that words can take."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.articles.models import Shelf
from apps.journal.models import EntryTemplate, EntryVersion, Import, ImportPiece, Photo
from apps.quiz.models import KeptResult
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.sitting.browser import slip
from apps.quiz.sitting.sitting import Sitting, Usual
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.key_changes import recovery_codes
from apps.vault.registry import SealedTable, all_sealed_tables
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, open_vault_of
from tests.journal.image_samples import signed
from tests.leak_scan import new_word

HX = {"hx-request": "true"}
OURSELVES = {"sec-fetch-site": "same-origin"}
QUIZ = "self-partner"
GUIDE = "stopping-and-coming-back"


class CanaryPlanter:
    """Remembers each word by the field and the road that it was sent on."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def word(self, name: str) -> str:
        self.words[name] = new_word()
        return self.words[name]

    def entry(self, road: str, **fields: Any) -> dict[str, Any]:
        """A composer's form with new words in every field that takes words."""
        return {
            "entry_id": str(uuid.uuid4()),
            "revision": "0",
            "day": "2026-11-21",
            "prompt_id": "9-2",
            "water": "2",
            "feelings": ["lonely"],
            "title": self.word(f"title, {road}"),
            "body": f"Before. {self.word(f'body, {road}')} After.\r\n\r\n- a list",
            "own_words": f"seen, {self.word(f'own feeling, {road}')}",
            "tags": f"supper, {self.word(f'tag, {road}')}",
            "people": self.word(f"person, {road}"),
            "time": "21:40",
            **fields,
        }

    def sitting(self, road: str, **fields: Any) -> dict[str, Any]:
        """The form of a practice with a new word in every answer that takes words."""
        names = ("saw", "felt", "ask", "their_side", "turned")
        answers = {f"answer-{name}": f"You never {self.word(f'{name}, {road}')}" for name in names}
        practice = {"practice_id": "i-sentence", "answer-rehearsed": "Too hard"}
        return self.entry(road, **{**practice, **answers, **fields})


def plant_journal(maya: Client, planter: CanaryPlanter) -> None:
    """Save, look, change, conflict, delete, take back, delete."""
    form = planter.entry("first save")
    place = f"/journal/{form['entry_id']}/"
    expect(maya.post("/journal/new/", form), 303)
    expect(maya.post("/journal/new/", planter.entry("saved by htmx"), headers=HX), 200)
    expect(maya.post("/journal/new/", planter.entry("refused day", day="never")), 422)
    answer = planter.entry("an answer in place", came_from="guide")
    expect(maya.post("/journal/answers/", answer, headers=HX), 200)
    other = planter.entry("another answer in place", entry_id=answer["entry_id"])
    expect(maya.post("/journal/answers/", other, headers=HX), 409)
    late = planter.entry("a refused answer in place", day="never")
    expect(maya.post("/journal/answers/", late, headers=HX), 422)
    again = planter.entry("same id again", entry_id=form["entry_id"])
    expect(maya.post("/journal/new/", again), 409)
    expect(maya.post(f"{place}edit/", planter.entry("changed", revision="1")), 303)
    expect(maya.post(f"{place}edit/", planter.entry("conflict", revision="1")), 409)
    expect(maya.post(f"{place}edit/", planter.entry("looked at", revision="2", preview="1")), 200)
    expect(maya.post("/journal/new/", planter.entry("previewed", preview="1"), headers=HX), 200)
    expect(maya.post(f"{place}pin/", {"pinned": "1"}), 303)
    expect(maya.post("/journal/settings/", {"zone": "Europe/London"}), 303)
    expect(maya.post("/journal/settings/", {"zone": planter.word("unknown zone")}), 422)
    expect(maya.post(f"{place}edit/", planter.entry("refused change", water="9")), 422)
    nowhere = f"/journal/{uuid.uuid4()}/edit/"
    expect(maya.post(nowhere, planter.entry("nowhere", revision="1")), 404)
    for address in ("/", "/journal/", "/journal/new/", place, f"{place}edit/", f"{place}delete/"):
        expect(maya.get(address), 200)
    expect(maya.post(f"{place}delete/"), 303)
    expect(maya.post(f"{place}edit/", planter.entry("in the trash", revision="2")), 409)
    expect(maya.get("/journal/trash/"), 200)
    expect(maya.get(place), 200)
    expect(maya.post(f"{place}restore/"), 303)
    expect(maya.post(f"{place}delete/"), 303)


def plant_search(maya: Client, planter: CanaryPlanter) -> None:
    """Words and conditions, found, not found and refused, as a page and by htmx."""

    def asked(road: str, **more: str) -> dict[str, str]:
        names = ("q", "feeling", "tag", "person")
        return {name: planter.word(f"{name}, {road}") for name in names} | more

    expect(maya.get("/journal/search/"), 200)
    expect(maya.post("/journal/search/", asked("nothing found")), 200)
    expect(maya.post("/journal/search/", asked("by htmx"), headers=HX), 200)
    expect(maya.post("/journal/search/", asked("refused", first_day="never")), 422)
    known = next(iter(planter.words.values()))
    expect(maya.post("/journal/search/", {"q": known}), 200)


def plant_practices(maya: Client, planter: CanaryPlanter) -> None:
    """Look over, keep, refuse, change and read side by side what answers a practice."""
    form = planter.sitting("first sitting")
    place = f"/journal/{form['entry_id']}/"
    expect(maya.post("/journal/new/", {**form, "look_over": "1"}), 200)
    expect(maya.post("/journal/new/", form), 303)
    refused = planter.sitting("refused sitting", day="never")
    expect(maya.post("/journal/new/", refused), 422)
    expect(maya.post(f"{place}edit/", planter.sitting("changed sitting", revision="1")), 303)
    expect(maya.post(f"{place}edit/", planter.sitting("sitting in conflict", revision="1")), 409)
    promise = planter.entry("a promise", practice_id="promise")
    promise |= {"answer-promise": planter.word("a promise"), "answer-day": "2026-11-21"}
    expect(maya.post("/journal/new/", promise), 303)
    assert promise["title"] in maya.get("/journal/").content.decode()
    settled = f"/journal/{promise['entry_id']}/"
    expect(maya.post(f"{settled}outcome/", {"outcome": planter.word("a refused outcome")}), 422)
    expect(maya.post(f"{settled}outcome/", {"outcome": "Kept"}), 303)
    expect(maya.post(f"{settled}seen/"), 303)
    expect(maya.post("/journal/prompt/", {"shown": planter.word("a prompt"), "wish": "none"}), 303)
    card = {"shown": planter.word("a card that is passed by")}
    expect(maya.post("/journal/looking-back/", card), 303)
    expect(maya.post("/journal/journeys/for-myself/place/", {"step": "1"}), 303)
    wrong = {"step": planter.word("a refused place")}
    expect(maya.post("/journal/journeys/for-myself/place/", wrong), 422)
    date = {"words": planter.word("an appointment"), "day": "soon", "minutes": "30"}
    expect(maya.post("/journal/appointment/", {**date, "rhythm": "once"}), 422)
    date["day"] = timezone.localdate().isoformat()
    expect(maya.post("/journal/appointment/", {**date, "rhythm": "once"}), 200)
    expect(maya.get("/journal/progress/"), 200)
    for address in ("", "i-sentence/", "i-sentence/new/", "promise/", "promise/new/"):
        expect(maya.get(f"/journal/practices/{address}"), 200)
    for address in (place, f"{place}edit/"):
        expect(maya.get(address), 200)


def plant_shelf(maya: Client, planter: CanaryPlanter) -> None:
    """A passage with its neighbours and a note: kept, refused, changed, searched, exported."""

    def words(road: str, **more: str) -> dict[str, str]:
        names = ("quote", "before", "after", "note")
        return {name: planter.word(f"{name}, {road}") for name in names} | more

    place = f"/guides/{GUIDE}/"
    expect(maya.post(f"{place}bookmark/", {"kept": "yes"}), 303)
    expect(maya.post(f"{place}place/", {"section": "try-nothing"}, headers=HX), 422)
    expect(maya.post(f"{place}place/", {"section": "answer"}, headers=HX), 204)
    expect(maya.post(f"{place}passages/", words("kept")), 303)
    expect(maya.post(f"{place}passages/", words("kept by htmx"), headers=HX), 200)
    long = planter.word("long quote") * 99
    expect(maya.post(f"{place}passages/", words("refused", quote=long)), 422)
    kept = Shelf.opened(open_vault_of(maya)).passages[0]
    one = f"/guides/shelf/passages/{kept.id}/"
    expect(maya.post(one, {"note": planter.word("changed note"), "revision": "1"}), 303)
    expect(maya.post(one, {"note": planter.word("note in conflict"), "revision": "1"}), 409)
    expect(maya.post(one, {"note": planter.word("long note") * 200, "revision": "2"}), 422)
    gone = f"/guides/shelf/passages/{uuid.uuid4()}/"
    expect(maya.post(gone, {"note": planter.word("note of nothing"), "revision": "1"}), 404)
    expect(maya.post("/guides/shelf/", {"q": planter.word("search of the shelf")}), 200)
    expect(maya.post("/guides/shelf/settings/", {"reading_as": "self", "keeps_places": "on"}), 303)
    wrong = planter.word("wrong password at the export")
    expect(maya.post("/guides/shelf/export/", {"form": "json", "password": wrong}), 422)
    for kind in ("json", "markdown"):
        sent = {"form": kind, "password": PASSWORD}
        expect(maya.post("/guides/shelf/export/", sent), 200)
    for address in (f"{place}mine/", f"{place}passages/", place, "/guides/", "/guides/shelf/", one):
        expect(maya.get(address), 200)
    expect(maya.post("/vault/lock/"), 303)
    expect(maya.post(f"{place}passages/", words("closed vault")), 403)
    form = words("opened to keep", vault_password=PASSWORD)
    form["quote"] = planter.word("quote, opened to keep")
    expect(maya.post(f"{place}passages/", form), 303)


def plant_history(maya: Client, planter: CanaryPlanter) -> None:
    """Changed, looked back at, gone back to, and asked for to be deleted for good."""
    form = planter.entry("before a change")
    place = f"/journal/{form['entry_id']}/"
    expect(maya.post("/journal/new/", form), 303)
    expect(maya.post(f"{place}edit/", planter.entry("after a change", revision="1")), 303)
    expect(maya.get(f"{place}history/"), 200)
    kept = EntryVersion.objects.in_vault(open_vault_of(maya)).of(uuid.UUID(form["entry_id"])).get()
    expect(maya.get(f"{place}history/{kept.id}/"), 200)
    expect(maya.post(f"{place}history/{kept.id}/"), 303)
    expect(maya.post("/journal/trash/for-good/", {"entry": form["entry_id"]}), 200)


def plant_templates(maya: Client, planter: CanaryPlanter) -> None:
    """A template of one's own: kept, refused, changed, in conflict, begun from, deleted."""
    place = "/journal/templates/"

    def words(road: str, **more: str) -> dict[str, str]:
        names = ("title", "body")
        typed = {name: planter.word(f"{name} of a template, {road}") for name in names}
        return {"template_id": str(uuid.uuid4()), "revision": "0", **typed, **more}

    expect(maya.post(f"{place}new/", words("kept")), 303)
    expect(maya.post(f"{place}new/", words("refused", body=planter.word("long") * 999)), 422)
    one = EntryTemplate.objects.in_vault(open_vault_of(maya)).get().id
    expect(maya.post(f"{place}{one}/", words("changed", revision="1")), 303)
    expect(maya.post(f"{place}{one}/", words("in conflict", revision="1")), 409)
    expect(maya.post(f"{place}{uuid.uuid4()}/", words("of nothing", revision="1")), 404)
    for address in (place, f"{place}{one}/", f"{place}{one}/delete/", f"{place}new/"):
        expect(maya.get(address), 200)
    expect(maya.get(f"/journal/new/?template={one}"), 200)
    form = planter.entry("a page for a template")
    expect(maya.post("/journal/new/", form), 303)
    expect(maya.get(f"{place}new/?page={form['entry_id']}"), 200)
    expect(maya.post("/vault/lock/"), 303)
    expect(maya.post(f"{place}new/", words("closed vault")), 403)
    again = words("opened to keep", vault_password=PASSWORD)
    expect(maya.post(f"{place}new/", again), 303)
    expect(maya.post(f"{place}{again['template_id']}/delete/"), 303)


def plant_export(maya: Client, planter: CanaryPlanter) -> None:
    """Each file, with and without a passphrase, and every refusal."""
    place, locked = "/journal/export/", planter.word("passphrase of a file")
    sent = {"what": "all", "form": "zip", "password": PASSWORD}
    expect(maya.post(place, {**sent, "password": planter.word("wrong password for a file")}), 422)
    expect(maya.post(place, {**sent, "passphrase": locked, "passphrase_again": "another"}), 422)
    expect(maya.post(place, {**sent, "passphrase": locked, "passphrase_again": locked}), 200)
    for kind in ("zip", "pdf", "json"):
        expect(maya.post(place, {**sent, "form": kind}), 200)
    expect(maya.get(place), 200)


def plant_photos(maya: Client, planter: CanaryPlanter) -> None:
    """Words in a picture, in its name and about it: taken in, refused, changed, removed."""
    form = planter.entry("page of photos", photos="1")
    place = f"/journal/{form['entry_id']}/photos/"
    expect(maya.post("/journal/new/", form), 303)

    def photo(road: str, *, broken: bool = False) -> dict[str, Any]:
        inside = planter.word(f"maker, {road}")
        picture = inside.encode() if broken else signed(inside.rstrip("é"))
        name = f"{planter.word(f'name of a picture, {road}')}.jpg"
        words = {"description": planter.word(f"description, {road}")}
        return {**words, "file": SimpleUploadedFile(name, picture, "image/jpeg")}

    expect(maya.post(place, photo("kept")), 303)
    expect(maya.post(place, photo("no picture", broken=True)), 422)
    long = {"description": planter.word("long description") * 20}
    expect(maya.post(place, {**photo("too many words"), **long}), 422)
    nowhere = f"/journal/{uuid.uuid4()}/photos/"
    expect(maya.post(nowhere, photo("of no page")), 404)
    one = f"{place}{Photo.objects.in_vault(open_vault_of(maya)).get().id}/"
    expect(maya.post(one, {"description": planter.word("changed"), "revision": "1"}), 303)
    expect(maya.post(one, {"description": planter.word("in conflict"), "revision": "1"}), 409)
    for address in (place, one, f"{one}file/", f"/journal/{form['entry_id']}/"):
        expect(maya.get(address), 200)
    expect(maya.post(f"{one}remove/"), 303)
    expect(maya.get(f"{place}?removed={one.split('/')[-2]}"), 200)
    expect(maya.post(f"{one}restore/"), 303)
    expect(maya.post("/vault/lock/"), 303)
    expect(maya.post(place, photo("closed vault")), 403)
    again = {**photo("opened to keep"), "vault_password": PASSWORD}
    expect(maya.post(place, again), 303)


def plant_import(maya: Client, planter: CanaryPlanter) -> None:
    """Files refused, dropped, kept and undone; the last one waits to be confirmed."""
    place = "/journal/import/"

    def file(road: str, *, name: str = "2026-11-21.md", before: str = "") -> dict[str, Any]:
        content = f"{before}{planter.word(f'imported, {road}')}".encode()
        return {"file": SimpleUploadedFile(name, content)}

    expect(maya.post(place, file("unknown", name="a.bin")), 422)
    expect(maya.post(place, file("broken zip", name="a.zip", before="PK\3\4")), 422)
    expect(maya.post(place, file("broken JSON", name="a.json", before='{"entries": [')), 422)
    for road, steps in (("dropped", ("drop",)), ("kept and undone", ("keep", "undo"))):
        answer = maya.post(place, file(road))
        expect(answer, 303)
        expect(maya.get(answer["Location"]), 200)
        for step in steps:
            expect(maya.post(answer["Location"], {"do": step}), 200 if step == "undo" else 303)
    expect(maya.post(place, file("pending")), 303)
    expect(maya.get(place), 200)
    vault, piece = open_vault_of(maya), planter.word("a piece of a file with photos").encode()
    pending = Import.objects.in_vault(vault).get(is_done=False)
    ImportPiece.keep(vault, piece, import_id=pending.id, place=99)


def plant_drafts(maya: Client, planter: CanaryPlanter) -> None:
    """Saved by itself: new, again, over a page that moved on, with the journal closed, on Leave."""
    autosave, tab = "/journal/autosave/", uuid.uuid4()
    expect(maya.post(autosave, planter.entry("draft", draft=f"{tab}:1")), 200)
    expect(maya.post(autosave, planter.entry("draft again", draft=f"{tab}:2")), 200)
    expect(maya.post(autosave, planter.entry("draft without a mark")), 422)
    theirs = planter.entry("draft of somebody else", draft=f"{tab}:3", writer="0")
    expect(maya.post(autosave, theirs), 403)
    form = planter.entry("kept page with a draft", draft=f"{uuid.uuid4()}:1")
    expect(maya.post("/journal/new/", form), 303)
    moved_on = planter.entry("draft of a page that moved on", draft=f"{uuid.uuid4()}:1")
    moved_on |= {"entry_id": form["entry_id"], "revision": "7"}
    answer = maya.post(autosave, moved_on)
    expect(answer, 409)
    expect(maya.get(answer.json()["href"]), 200)
    expect(maya.get("/journal/drafts/"), 200)
    expect(maya.post("/vault/lock/"), 303)
    sealed = planter.entry("draft while closed", draft=f"{uuid.uuid4()}:1")
    expect(maya.post(autosave, sealed), 200)
    left = planter.entry("draft sent with Leave", draft=f"{uuid.uuid4()}:1")
    expect(maya.post("/leave/", left, headers=OURSELVES), 200)
    expect(maya.post("/account/sign-in/", {"login": "maya", "password": PASSWORD}), 302)
    expect(maya.get("/journal/"), 200)


def plant_waiting_draft(maya: Client, planter: CanaryPlanter) -> None:
    """Saved while the journal was locked, and not collected yet: what opens it, collects it."""
    autosave, other = "/journal/autosave/", type(maya)(**_options(maya))
    expect(other.post("/account/sign-in/", {"login": "maya", "password": PASSWORD}), 302)
    expect(other.post("/vault/lock/"), 303)
    waits = planter.entry("draft that waits", draft=f"{uuid.uuid4()}:1")
    expect(other.post(autosave, waits), 200)


def plant_refused(maya: Client, planter: CanaryPlanter) -> None:
    """A stale token, a closed vault, an ended session: refused, and then saved after all."""
    strict = type(maya)(**_options(maya), enforce_csrf_checks=True)
    strict.cookies.load({name: morsel.value for name, morsel in maya.cookies.items()})
    stale = planter.entry("stale token", csrfmiddlewaretoken="x" * 64)
    expect(strict.post("/journal/new/", stale), 403)
    expect(maya.post("/vault/lock/"), 303)
    form = planter.entry("closed vault")
    expect(maya.post("/journal/new/", form), 403)
    wrong = planter.word("wrong password beside a page")
    expect(maya.post("/journal/new/", {**form, "vault_password": wrong}), 403)
    expect(maya.post("/journal/new/", {**form, "vault_password": PASSWORD}), 303)
    out = type(maya)(**_options(maya))
    form = planter.entry("ended session")
    expect(out.post("/journal/new/", form), 403)
    name = {"sign_in_name": "maya"}
    wrong = planter.word("wrong sign-in beside a page")
    expect(out.post("/journal/new/", {**form, **name, "sign_in_password": wrong}), 403)
    expect(out.post("/journal/new/", {**form, **name, "sign_in_password": PASSWORD}), 303)


def plant_vault(maya: Client, planter: CanaryPlanter) -> RecoveryCode:
    """A recovery code made, mistyped and proved; the vault closed, refused and opened."""
    expect(maya.post("/vault/recovery/"), 303)
    expect(maya.get("/vault/recovery/"), 200)
    vault = open_vault_of(maya)
    code = recovery_codes.waiting_code(vault.vault, vault.data_keys)
    assert code is not None
    _remember(planter, code)
    slip = {"first": planter.word("group 3, mistyped"), "second": planter.word("group 6, mistyped")}
    expect(maya.post("/vault/recovery/proof/", slip), 422)
    kept = {"first": code.groups[2], "second": code.groups[5]}
    expect(maya.post("/vault/recovery/proof/", kept), 303)
    expect(maya.post("/vault/lock/"), 303)
    wrong = {"password": planter.word("wrong password at unlock"), "next": "/journal/"}
    expect(maya.post("/vault/unlock/", wrong), 422)
    expect(maya.post("/vault/unlock/", {"password": PASSWORD}), 303)
    return code


def plant_account(maya: Client, planter: CanaryPlanter, code: RecoveryCode) -> None:
    """Passwords right and wrong at each route, and the way back with the code."""
    out = type(maya)(**_options(maya))
    wrong = {"login": "maya", "password": planter.word("wrong password at sign-in")}
    expect(out.post("/account/sign-in/", wrong), 422)
    new = planter.word("changed password")
    wrong = {"oldpassword": planter.word("wrong old password"), "password1": new}
    expect(maya.post("/account/password/", wrong), 422)
    expect(maya.post("/account/password/", {"oldpassword": PASSWORD, "password1": new}), 303)
    written = " ".join([*code.groups, code.check])
    again = planter.word("password after recovery")
    form = {"username": "maya", "code": planter.word("mistyped code"), "password1": again}
    expect(out.post("/account/recover/", form), 422)
    expect(out.post("/account/recover/", {**form, "code": written}), 303)
    expect(out.post("/account/sign-out/"), 303)
    fresh = planter.word("password at sign-up")
    form = {"username": "lena", "password1": fresh, "is_adult": "on", "understands": "on"}
    expect(out.post("/account/sign-up/", {**form, "password1": fresh[:11]}), 422)
    expect(out.post("/account/sign-up/", form), 303)
    expect(maya.post("/account/sign-in/", {"login": "maya", "password": again}), 302)


def plant_quiz(visitor: Client, planter: CanaryPlanter) -> None:
    """Every statement answered with 7: the marks make a word of sevens."""
    place = f"/quiz/{QUIZ}/"
    answer = visitor.post(place, headers=OURSELVES)
    asked = 0
    while answer["Location"] != f"{place}review/":
        answer = visitor.post(answer["Location"], {"answer": "7"}, headers=OURSELVES)
        expect(answer, 303)
        asked += 1
    planter.words["quiz answers"] = "7" * asked
    expect(visitor.post(f"{place}review/", {"usual": "y"}, headers=OURSELVES), 303)
    expect(visitor.get(f"{place}result/"), 200)


def plant_results(maya: Client, planter: CanaryPlanter) -> None:
    """A name and a note beside kept answers: kept, refused, changed, in conflict, on a map."""

    def words(road: str, **more: str) -> dict[str, str]:
        return {
            name: planter.word(f"{name} of a result, {road}") for name in ("about", "note")
        } | more

    form = catalogue().offered(QUIZ)
    assert form is not None
    sitting = replace(Sitting.begin(form), marks="7" * len(form.items), usual=Usual.YES)
    planter.words["answers of a result"] = sitting.marks
    place, kept = f"/quiz/{QUIZ}/keep/", {"slip": slip(sitting)}
    expect(maya.post(place, words("without answers")), 422)
    long = {"note": planter.word("long note of a result") * 200}
    expect(maya.post(place, words("refused", **kept) | long), 422)
    expect(maya.post(place, words("kept", **kept)), 303)
    one = f"/quiz/results/{KeptResult.objects.in_vault(open_vault_of(maya)).get().id}/"
    expect(maya.post(f"{one}label/", words("changed", revision="1")), 303)
    expect(maya.post(f"{one}label/", words("in conflict", revision="1")), 409)
    gone = f"/quiz/results/{uuid.uuid4()}/label/"
    expect(maya.post(gone, words("of nothing", revision="1")), 404)
    for address in (one, f"{one}label/", f"{one}delete/", "/quiz/results/", "/quiz/results/map/"):
        expect(maya.get(address), 200)
    expect(maya.post("/vault/lock/"), 303)
    expect(maya.post(place, words("closed vault", **kept)), 403)
    again = words("opened to keep", **kept, vault_password=PASSWORD)
    expect(maya.post(place, again), 303)
    expect(maya.post(f"/quiz/{QUIZ}/", headers=OURSELVES), 303)
    for n in range(1, len(form.items) + 1):  # sealed as a sitting under way, and left there
        expect(maya.post(f"/quiz/{QUIZ}/{n}/", {"answer": "7"}, headers=OURSELVES), 303)
    expect(maya.get("/quiz/"), 200)


def plant_feedback(visitor: Client, planter: CanaryPlanter) -> None:
    """What is sent is plain by intent, and kept in its one table; what is refused is nowhere."""
    place = "/guides/stopping-and-coming-back/feedback/"
    refused = {"useful": "perhaps", "missing": planter.word("refused feedback")}
    expect(visitor.post(place, refused, headers=OURSELVES), 422)
    long = {"useful": "yes", "missing": planter.word("long feedback") * 400}
    expect(visitor.post(place, long, headers=OURSELVES), 422)


# What holds ids, days and options of ours alone, or points, and no word that somebody typed.
WITHOUT_WORDS = {
    *("imports.sealed", "places.sealed", "journal settings.sealed", "photos.picture"),
    "photos.thumbnail",
    "day index.sealed",  # numbers alone
}


def kinds_without(words: Mapping[str, str], *, in_vault_of: Client) -> list[str]:
    """The registered kinds and fields of which no row holds one of the words."""
    vault = open_vault_of(in_vault_of)
    return [
        f"{kind.name}.{field}"
        for kind in all_sealed_tables()
        for field in kind.blobs
        if f"{kind.name}.{field}" not in WITHOUT_WORDS
        and not _holds_any(words.values(), _opened(kind, field, vault))
    ]


def _holds_any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _opened(kind: SealedTable, field: str, vault: UnlockedVault) -> str:
    rows: list[Any] = list(kind.rows_of(vault.id))
    return b"\n".join(kind.unseal(vault, row, field) for row in rows).decode()


def _remember(planter: CanaryPlanter, code: RecoveryCode) -> None:
    """The code as it is shown, written and typed, and each two groups of it."""
    groups = code.groups
    planter.words["recovery code"] = "".join(groups)
    for gap in ("", " ", "-"):
        for left, right in pairwise(groups):
            planter.words[f"groups {left}{gap}{right} of the code"] = f"{left}{gap}{right}"


def _options(client: Client) -> dict[str, Any]:
    pile = getattr(client, "pile", None)
    return {} if pile is None else {"pile": pile}


def expect(answer: Any, status: int) -> None:
    where = f"{answer.request['REQUEST_METHOD']} {answer.request['PATH_INFO']}"
    assert answer.status_code == status, f"{where}: {answer.status_code}, {answer.content[:3000]}"
