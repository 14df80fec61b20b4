"""What a file says of settings, places and a shelf is checked like a form; damage can be ended."""

import json
import struct
import time
import uuid
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.articles.models import Shelf
from apps.journal.bounded_json import MOST_ELEMENTS, MOST_TOKENS, JsonText, TooMuchJson, dicts
from apps.journal.importing import archive
from apps.journal.importing.archive import Archive, TooLarge
from apps.journal.importing.html_text import markdown_of
from apps.journal.importing.reader import ImportReader
from apps.journal.models import Entry, Import, ImportPiece, JournalState, Preferences
from apps.journal.models.import_parts import PIECE_BYTES
from apps.journal.preferences.content import PreferencesContent
from apps.vault.codec import replace
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import Unreadable
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, keep
from tests.journal.test_import import IMPORT, brought, packed, pages_of, sent
from tests.tampering import set_field

pytestmark = pytest.mark.django_db
SHELF = {
    "version": 1,
    "saved": [],
    "places": [],
    "passages": [],
    "reading_as": "",
    "keeps_places": True,
}
STATE: dict[str, Any] = {"waiting": [], "places": [], "skips": 0, "no_prompt_on": ""}
SAVED = {"slug": "../x", "title": "x", "on": "2026-11-01"}


def our_file(kind: str, contents: dict[str, Any]) -> str:
    rows = [
        {"kind": "entries", "id": str(uuid.uuid4()), "says": {"day": "2026-11-20", "body": "x"}}
    ]
    rows.append({"kind": kind, "id": str(uuid.uuid4()), "says": {"contents": contents}})
    return json.dumps({"format": "leeway-export", "version": 1, "rows": rows})


@pytest.mark.parametrize(
    ("kind", "contents"),
    [
        ("journal settings", {"pins": ["x"]}),
        ("journal settings", {"pins": [str(uuid.uuid4())] * 13}),
        ("journal settings", {"zone": "Mars/Olympus"}),
        ("journal settings", {"kit": "x"}),
        ("journal settings", {"quiet_minutes": 7}),
        ("journal settings", {"zone_came_on": "soon"}),
        ("places", {**STATE, "waiting": [["x", "2026-01-01", "a", False]]}),
        ("places", {**STATE, "places": [["../x", 1]]}),
        ("places", {**STATE, "places": [["x", -1]]}),
        ("places", {**STATE, "no_prompt_on": "today"}),
        ("places", {**STATE, "passed": ["x\0"]}),
        ("shelves", {**SHELF, "saved": [SAVED]}),
        ("shelves", {**SHELF, "saved": [{**SAVED, "slug": ""}]}),
        ("shelves", {**SHELF, "saved": [{**SAVED, "slug": "a\0"}]}),
        ("shelves", {**SHELF, "saved": [{**SAVED, "slug": "x", "title": "x" * 5000}]}),
        ("shelves", {**SHELF, "reading_as": "../x"}),
    ],
)
def test_what_no_form_would_take_stays_out_and_breaks_no_page(
    maya: Client, kind: str, contents: dict[str, Any]
) -> None:
    brought(maya, our_file(kind, contents))
    vault = open_vault_of(maya)
    assert Import.objects.get().contents(vault).left == {"rows": 1}
    assert Entry.objects.count() == 1
    for address in ("/", "/journal/", "/guides/shelf/", "/journal/settings/"):
        assert maya.get(address).status_code == 200, address


def test_what_our_own_pages_make_is_sound() -> None:
    assert PreferencesContent().is_sound()
    assert PreferencesContent(zone="Asia/Kolkata", pins=(str(uuid.uuid4()),)).is_sound()


def test_rows_that_came_in_before_break_no_page_either(maya: Client) -> None:
    vault = open_vault_of(maya)
    Preferences.change(vault, lambda now: replace(now, pins=("x",)))
    JournalState.change(vault, lambda now: now.waiting_with("x", until="2026-01-01", answer="a"))
    keep(maya, a_page("x", guide="a\0b"))
    for address in ("/", "/journal/", f"/journal/{Entry.objects.get().id}/"):
        assert maya.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("row", "lost"),
    [(Preferences, "which pages are pinned"), (JournalState, "how far you came in courses")],
)
def test_a_damaged_row_is_begun_anew_and_what_is_lost_is_said(
    maya: Client, row: Any, lost: str
) -> None:
    vault = open_vault_of(maya)
    Preferences.change(vault, lambda now: replace(now, zone="Asia/Tokyo"))
    JournalState.change(vault, lambda now: now.at_step("x", 2))
    set_field(row.objects.get(), "sealed", b"nonsense")
    assert "/journal/settings/anew/" in maya.get("/journal/settings/").content.decode()
    page = maya.get("/journal/settings/anew/").content.decode()
    assert lost in page
    assert page.count("<li>") - page.count("<li><a") >= 1
    other = JournalState if row is Preferences else Preferences
    assert maya.post("/journal/settings/anew/").status_code == 303
    assert (row.objects.count(), other.objects.count()) == (0, 1)
    assert "/journal/settings/anew/" not in maya.get("/journal/settings/").content.decode()
    assert maya.get("/journal/settings/anew/").status_code in {302, 303}


def test_a_shelf_of_ours_still_comes_in(maya: Client) -> None:
    brought(maya, our_file("shelves", {**SHELF, "saved": [{**SAVED, "slug": "x"}]}))
    assert [each.slug for each in Shelf.opened(open_vault_of(maya)).saved] == ["x"]


# --- JSON with bounds ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hostile",
    [
        '{"journals":[' + ",".join(["{}"] * MOST_TOKENS) + "]}",
        '{"entries":[' + ",".join(["[]"] * (MOST_ELEMENTS + 1)) + "]}",
        '{"entries":' + "[" * 100_000,
        '{"entries":[{"text":' + "[" * 65 + "]" * 65 + "}]}",
        '{"a":' + '"" ' * (MOST_TOKENS + 1) + "}",
        '"' + '\\"' * 5_000_000,
    ],
    ids=["objects", "entries", "deep", "deep inside", "strings", "one string"],
)
def test_hostile_json_is_refused_before_it_is_built(
    maya: Client, hostile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.journal.bounded_json.json.loads", _short_only(json.loads))
    answer = sent(maya, packed({"Journal.json": hostile}), name="a.zip")
    assert answer.status_code == 422
    assert not Entry.objects.exists()


def _short_only(loads: Any) -> Any:
    def held(text: bytes) -> Any:
        assert len(text) < 1_000_000, "built of a hostile text"
        return loads(text)

    return held


def test_entries_are_read_one_at_a_time_and_say_what_they_said() -> None:
    entries = [{"text": 'a, [b] \\ "c" {d', "n": [1, {"x": None}], "e": {}}, {}, {"text": "ü"}]
    whole = json.dumps({"metadata": {"v": "1.0"}, "entries": entries}, indent=2)
    members = JsonText.of(whole).members()
    assert list(members) == ["metadata", "entries"]
    assert list(dicts(members["entries"])) == entries
    assert members["metadata"].value() == {"v": "1.0"}
    for broken in ('{"a": [1, 2', '{"a" 1}', '{"a": 1} x', "[1,,2]", "{a: 1}"):
        with pytest.raises(Unreadable):
            document = JsonText.of(broken)
            [each.value() for each in (*document.members().values(), *document.elements())]
    with pytest.raises(TooMuchJson):
        JsonText.of("[" * 65 + "]" * 65)


LONG_NUMBER = "9" * 5000  # Python refuses to make a number of more than 4300 digits
SUPER_NOTE = {"root": {"children": [{"type": "heading", "tag": f"h{LONG_NUMBER}", "text": "x"}]}}


@pytest.mark.parametrize(
    ("name", "file", "status"),
    [
        ("a.json", {"entries": [{"creationDate": LONG_NUMBER, "text": "x"}]}, 422),
        ("a.json", {"dateOfJournal": LONG_NUMBER, "text": "x"}, 422),
        ("a.md", f"---\ndate: {LONG_NUMBER}\n---\nx", 303),
        (
            "a.json",
            {
                "items": [
                    {
                        "content_type": "Note",
                        "created_at": "2026-11-21T10:00:00Z",
                        "content": {"noteType": "super", "text": json.dumps(SUPER_NOTE)},
                    }
                ]
            },
            303,
        ),
    ],
    ids=["day one", "journey", "field", "heading"],
)
def test_a_number_of_thousands_of_digits_is_no_day_and_no_level(
    maya: Client, name: str, file: Any, status: int
) -> None:
    answer = sent(maya, file if isinstance(file, str) else json.dumps(file), name=name)
    assert answer.status_code == status


def test_a_second_file_of_one_form_adds_nothing_to_the_first(maya: Client) -> None:
    files = [
        SimpleUploadedFile("2021-03-04.md", b"The first."),
        SimpleUploadedFile("2022-03-04.md", b"The second, which is longer."),
    ]
    place = maya.post(IMPORT, {"file": files})["Location"]
    maya.post(place, {"do": "keep"})
    found = [(str(page.head.day), page.body) for page in pages_of(open_vault_of(maya))]
    assert found == [("2021-03-04", "The first.")]


class BreaksOff(BytesIO):
    """The body of a request whose connection is lost behind its first bytes."""

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        if not found:
            raise OSError("The connection is lost.")
        return found


def test_an_upload_that_breaks_off_or_cannot_be_read_keeps_the_one_that_waits(
    maya: Client,
) -> None:
    place = sent(maya, "A page.", name="2026-11-21.md")["Location"]
    assert sent(maya, "{", name="a.json").status_code == 422
    assert sent(maya, '{"entries": [{"text": ""}]}', name="a.json").status_code == 422
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
    body = BreaksOff(head + b"PK" * PIECE_BYTES)
    extra: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": str(100 * 1024 * 1024)}
    maya.raise_request_exception = False
    maya.generic("POST", IMPORT, b"x", "multipart/form-data; boundary=x", **extra)
    assert maya.get(place).status_code == 200
    assert maya.get(IMPORT).text.count("Read, and not kept yet") == 1
    again = sent(maya, "Another.", name="2026-11-22.md")["Location"]
    assert (maya.get(place).status_code, maya.get(again).status_code) == (404, 200)
    assert (Import.objects.count(), ImportPiece.objects.count()) == (1, 0)
    maya.post(again, {"do": "keep"})
    assert [page.body for page in pages_of(open_vault_of(maya))] == ["Another."]


def test_a_piece_of_a_file_opens_nowhere_but_at_its_place(maya: Client) -> None:
    vault = open_vault_of(maya)
    row = Import.of_upload(vault)
    for place in range(2):
        ImportPiece.keep(vault, f"piece {place}".encode(), import_id=row.id, place=place)
    first, second = ImportPiece.objects.order_by("number")
    ImportPiece.objects.filter(pk=first.pk).update(number=1, sealed=second.sealed)
    ImportPiece.objects.filter(pk=second.pk).update(number=0, sealed=first.sealed)
    for place in range(2):
        with pytest.raises(Damaged):
            ImportPiece.read(vault, import_id=row.id, place=place)
    ImportPiece.objects.filter(pk=first.pk).update(sealed=first.sealed)
    assert ImportPiece.read(vault, import_id=row.id, place=0) == b"piece 0"


def test_a_file_that_comes_while_the_journal_is_locked_is_not_called_too_large(
    maya: Client,
) -> None:
    maya.post("/vault/lock/")
    file = SimpleUploadedFile("2026-11-21.md", b"A page.")
    assert maya.post(IMPORT, {"file": file}).status_code == 403
    file.seek(0)
    answer = maya.post(IMPORT, {"file": file, "vault_password": PASSWORD})
    assert answer.status_code == 403
    assert "choose the file once more" in answer.text
    assert "too large" not in answer.text
    assert not (Import.objects.exists() or Entry.objects.exists())
    assert sent(maya, "A page.", name="2026-11-21.md").status_code == 303


def test_a_zip_that_lists_too_many_files_is_refused_before_the_list_is_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, *[0] * 6
    )
    count = 1 + archive.LARGEST_DIRECTORY // len(record + b"a")
    directory = (record + b"a") * count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, len(directory), 0, 0)
    monkeypatch.setattr("zipfile.ZipInfo", None)  # nothing is built of it
    with pytest.raises(TooLarge):
        Archive(BytesIO(directory + end))


def test_an_import_that_another_tab_replaces_while_it_is_read_is_no_damage(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.journal.views import imports

    def read_after_another_tab(*args: Any, **said: Any) -> Any:
        Import.of_upload(open_vault_of(maya))
        return ImportReader(*args, **said)

    monkeypatch.setattr(imports, "ImportReader", read_after_another_tab)
    answer = sent(maya, "A page.", name="2026-11-21.md")
    assert (answer.status_code, Import.objects.count()) == (404, 1)
    assert "another file took its place" in answer.content.decode()


@pytest.mark.parametrize("piece", ["<b>x</i>", "<i>x", "<ul>", "<blockquote>", "</b>"])
def test_tags_without_an_end_take_no_more_than_their_share_of_time(piece: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        markdown_of(piece * times)
        return time.process_time() - start

    seconds(1000)  # what is compiled first
    few, many = (min(seconds(times) for _try in range(3)) for times in (4_000, 32_000))
    assert many < 20 * max(few, 0.005)
