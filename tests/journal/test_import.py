"""A file brought in: shown first, kept when confirmed, undone as a whole, and never trusted."""

import json
import re
import uuid
import zipfile
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import AccountEvent
from apps.articles.models import Shelf
from apps.common.text.account_events import Happened
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.exporting.selection import ExportRow
from apps.journal.importing import (
    dailytxt,
    day_one,
    diarium,
    google_keep,
    journey,
    journiv,
    jrnl,
    standard_notes,
)
from apps.journal.importing.archive import ImportLimits
from apps.journal.importing.content import ImportContent
from apps.journal.importing.imported_page import ReadingReport, row_data
from apps.journal.models import Draft, Entry, Import, ImportPart, Preferences
from apps.journal.preferences.content import MOST_PINS, PreferencesContent
from apps.pages.retention import tidy
from apps.vault.codec import replace
from apps.vault.models import Vault
from apps.vault.registry import Unreadable
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, file_in, keep
from tests.journal.strategies import pages
from tests.sample_objects import a_draft_content, a_mark, keep_passage
from tests.tampering import set_field

pytestmark = pytest.mark.django_db
IMPORT = "/journal/import/"


def sent(client: Client, content: bytes | str, *, name: str = "export.json") -> Any:
    raw = content if isinstance(content, bytes) else content.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, raw)})


def brought(client: Client, content: bytes | str, *, name: str = "export.json") -> str:
    """The page of the pending import, confirmed; what it says afterwards."""
    answer = sent(client, content, name=name)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    place: str = answer["Location"]
    assert client.post(place, {"do": "keep"}).status_code == 303
    return client.get(place).content.decode()


def exported(client: Client, form: str = "json", **more: str) -> bytes:
    sent = {"what": "all", "form": form, "password": PASSWORD, **more}
    answer = client.post("/journal/export/", sent)
    assert answer.status_code == 200
    return file_in(answer)


def pages_of(vault: UnlockedVault) -> list[EntryContent]:
    rows = Entry.objects.in_vault(vault).living().order_by("number")
    return [row.page(vault) for row in rows]


def packed(files: dict[str, bytes | str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


@pytest.mark.parametrize("form", ["json", "zip"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(pages(), min_size=1, max_size=4))
def test_any_journal_comes_back_whole_in_a_fresh_account(
    maya: Client, sol: Client, form: str, written: list[EntryContent]
) -> None:
    Entry.objects.all().delete()
    for page in written:
        keep(maya, page)
    content = exported(maya, form)
    Entry.objects.all().delete()
    brought(sol, content, name=f"export.{form}")
    vault = open_vault_of(sol)
    assert [(p, p.head.to_bytes(), p.body_bytes()) for p in pages_of(vault)] == [
        (p, p.head.to_bytes(), p.body_bytes()) for p in written
    ]


@pytest.mark.parametrize(
    "shape",
    [
        {"indent": 2},
        {"separators": (",", ":")},
        {"indent": 1, "sort_keys": True},
        {"ensure_ascii": True},
    ],
    ids=str,
)
def test_an_export_that_another_program_wrote_again_comes_in(
    maya: Client, sol: Client, shape: dict[str, Any]
) -> None:
    written = [a_page("One. ü"), a_page("Two", tags=("a",))]
    for page in written:
        keep(maya, page)
    text = json.dumps(json.loads(exported(maya)), **shape)
    brought(sol, text)
    assert pages_of(open_vault_of(sol)) == written
    Entry.objects.all().delete()
    brought(sol, packed({"journal.json": text}), name="a.zip")
    assert pages_of(open_vault_of(sol)) == written


def test_the_markdown_files_alone_bring_the_same_pages(maya: Client, sol: Client) -> None:
    written = [a_page("# One\n\n---\n"), a_page("Two", tags=("a", "b"), water=3)]
    for page in written:
        keep(maya, page)
    with zipfile.ZipFile(BytesIO(exported(maya, "zip"))) as whole:
        texts = {n: whole.read(n) for n in sorted(whole.namelist()) if n.endswith(".md")}
    brought(sol, packed(dict(texts)), name="a.zip")
    vault = open_vault_of(sol)
    assert sorted(p.body for p in pages_of(vault)) == sorted(p.body for p in written)
    assert set(pages_of(vault)) == set(written)


def test_the_shelf_comes_along_where_there_is_none(maya: Client, sol: Client) -> None:
    keep_passage(open_vault_of(maya))
    content = exported(maya)
    brought(sol, content)
    assert Shelf.opened(open_vault_of(sol)) == Shelf.opened(open_vault_of(maya))
    before = Shelf.opened(open_vault_of(maya))
    assert "was there already" in brought(maya, content)
    assert Shelf.opened(open_vault_of(maya)) == before


def test_an_imported_lock_time_and_shift_key_hold_at_once_and_go_with_an_undo(
    maya: Client, sol: Client
) -> None:
    def chosen(now: PreferencesContent) -> PreferencesContent:
        return replace(now, quiet_minutes=5, leaves_by_shift=False)

    def sol_loosened() -> int:
        return AccountEvent.objects.filter(user__username="sol", kind=Happened.LOOSENED).count()

    Preferences.change(open_vault_of(maya), chosen)
    place = sent(sol, exported(maya))["Location"]
    sol.post(place, {"do": "keep"})
    opening = open_vault_of(sol).opening
    assert (opening.quiet_minutes, opening.leaves_by_shift) == (5, False)
    assert sol_loosened() == 1, "Shift leaves no more"
    sol.post(place, {"do": "undo"})
    opening = open_vault_of(sol).opening
    assert (opening.quiet_minutes, opening.leaves_by_shift) == (0, True)
    assert sol_loosened() == 2, "five minutes are fifteen again"


def test_nothing_is_kept_before_it_is_confirmed(maya: Client) -> None:
    answer = sent(maya, "A page.", name="2026-11-21 walk.md")
    page = maya.get(answer["Location"]).content.decode()
    assert "1 page" in page
    assert "Nothing is kept yet" in page
    assert not Entry.objects.exists()
    assert maya.post(answer["Location"], {"do": "drop"}).status_code == 303
    assert (Import.objects.count(), ImportPart.objects.count()) == (0, 0)
    assert maya.get(answer["Location"]).status_code == 404


def test_a_double_press_brings_it_in_once(maya: Client) -> None:
    place = sent(maya, "A page.", name="2026-11-21.md")["Location"]
    for _ in range(2):
        assert maya.post(place, {"do": "keep"}).status_code == 303
    assert Entry.objects.count() == 1


def test_leaving_it_while_it_comes_in_keeps_the_way_back(maya: Client) -> None:
    place = sent(maya, "A page.", name="2026-11-21.md")["Location"]
    vault, seen_before = open_vault_of(maya), Import.objects.get()
    maya.post(place, {"do": "keep"})
    assert not seen_before.drop(vault)
    answer = maya.post(place, {"do": "drop"})
    assert (answer.status_code, answer["Location"]) == (303, place)
    assert "Undo the whole import" in maya.get(place).content.decode()


@pytest.mark.parametrize("wanted", ["keep", "drop"])
def test_an_import_that_another_tab_replaced_is_said_to_be_gone(
    maya: Client, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    place = sent(maya, "A page.", name="2026-11-21.md")["Location"]
    hold = Vault.hold

    def hold_after_another_tab(vault: Vault) -> None:
        Import.objects.all().delete()
        hold(vault)

    monkeypatch.setattr(Vault, "hold", hold_after_another_tab)
    answer = maya.post(place, {"do": wanted})
    assert answer.status_code == 404
    assert "choose the file once more" in answer.content.decode()
    assert not Entry.objects.exists()


def test_the_same_file_twice_brings_nothing_new(maya: Client) -> None:
    keep(maya)
    content = exported(maya)
    assert "1 was there already" in brought(maya, content)
    brought(maya, "A page.", name="2026-11-21.md")
    assert "1 was there already" in brought(maya, "A page.", name="2026-11-21.md")
    assert Entry.objects.count() == 2


def test_one_undo_takes_back_all_of_it_and_leaves_what_was_changed_since(maya: Client) -> None:
    own = keep(maya)
    day_one = {"entries": [{"text": f"{n}", "creationDate": "2020-01-01"} for n in range(5)]}
    place = sent(maya, json.dumps(day_one))["Location"]
    maya.post(place, {"do": "keep"})
    changed = Entry.objects.exclude(pk=own.pk).order_by("number")[2]
    vault = open_vault_of(maya)
    changed.rewrite(vault, a_page("mine now"), expected=1)
    answer = maya.post(place, {"do": "undo"})
    assert "1 page or template that you changed since" in answer.content.decode()
    assert set(Entry.objects.values_list("pk", flat=True)) == {own.pk, changed.pk}
    assert not Import.objects.exists()
    assert AccountEvent.objects.filter(kind=Happened.DELETION).count() == 1


def test_an_undo_leaves_a_page_with_words_that_saved_themselves(maya: Client) -> None:
    files: dict[str, bytes | str] = {"2026-11-20.md": "One.", "2026-11-21.md": "Two."}
    place = sent(maya, packed(files), name="a.zip")["Location"]
    maya.post(place, {"do": "keep"})
    page, vault = Entry.objects.order_by("number")[0], open_vault_of(maya)
    draft = Draft.keep(vault, a_draft_content(entry_id=str(page.pk)), a_mark())
    answer = maya.post(place, {"do": "undo"})
    assert "1 page or template that you changed since" in answer.content.decode()
    assert Entry.objects.get() == page
    assert Draft.objects.get() == draft


def test_a_page_of_somebody_else_is_never_touched_by_its_id(maya: Client, sol: Client) -> None:
    theirs = keep(maya, a_page("maya's"))
    brought(sol, exported(maya))
    theirs.refresh_from_db()
    assert theirs.page(open_vault_of(maya)).body == "maya's"
    assert [page.body for page in pages_of(open_vault_of(sol))] == ["maya's"]
    assert Entry.objects.count() == 2


def test_a_day_one_export_comes_with_the_clock_of_its_zone(maya: Client) -> None:
    entry: dict[str, Any] = {"uuid": "A1", "text": "Late.", "creationDate": "2019-12-31T23:30:00Z"}
    entry |= {"timeZone": "Europe/Berlin", "tags": ["sea"], "starred": True}
    entry |= {"photos": [{"identifier": "x"}], "location": {"placeName": "Kiel"}}
    content = packed({"Journal.json": json.dumps({"metadata": {}, "entries": [entry]})})
    answer = sent(maya, content, name="day-one.zip")
    page = maya.get(answer["Location"]).content.decode()
    for said in ("a Day One export", "1 photo that a page names", "the place of 1 page"):
        assert said in page
    maya.post(answer["Location"], {"do": "keep"})
    head = EntryHead(day=date(2020, 1, 1), time="00:30", zone="Europe/Berlin", tags=("sea",))
    assert pages_of(open_vault_of(maya)) == [EntryContent(head=head, body="Late.")]


@pytest.mark.parametrize("mark", [{"starred": True}, {"isPinned": True}, {"is_pinned": True}])
def test_a_star_elsewhere_is_a_pin_here_and_goes_with_the_import(
    maya: Client, mark: dict[str, bool]
) -> None:
    """A page that came twice is one; a pin of one's own stays on its place."""
    pinned = keep(maya, a_page("Mine."))
    maya.post(f"/journal/{pinned.id}/pin/", {"pinned": "1"})
    place = sent(maya, json.dumps(starred_journal(mark, texts=["Old.", "Plain.", "New."])))
    place = place["Location"]
    assert "the stars or pins of 2 pages" in maya.get(place).content.decode()
    maya.post(place, {"do": "keep"})
    assert pinned_bodies(maya) == ["New.", "Old.", "Mine."]
    assert "found no place" not in maya.get(place).content.decode()
    maya.post(place, {"do": "undo"})
    assert pinned_bodies(maya) == ["Mine."]
    assert Preferences.of(open_vault_of(maya)).pins == (str(pinned.id),)


def test_stars_for_which_there_is_no_room_are_told(maya: Client) -> None:
    journal = starred_journal({"starred": True}, texts=[f"{n}." for n in range(MOST_PINS + 2)])
    place = sent(maya, json.dumps(journal))["Location"]
    maya.post(place, {"do": "keep"})
    newest = [f"{n}." for n in range(2, MOST_PINS + 2)]
    assert pinned_bodies(maya) == newest[::-1]
    assert "2 stars found no place: 12 pages can be pinned" in maya.get(place).content.decode()


def starred_journal(mark: dict[str, bool], *, texts: list[str]) -> dict[str, Any]:
    """A day for each text; all but the one called `Plain.` have the mark of that program."""
    if "is_pinned" in mark:
        pages = [
            {"content": text, "entry_date": f"2020-01-{n:02}"} for n, text in enumerate(texts, 1)
        ]
    else:
        pages = [
            {"text": text, "creationDate": f"2020-01-{n:02}T12:00:00Z"}
            for n, text in enumerate(texts, 1)
        ]
    marked = [page if "Plain." in page.values() else {**page, **mark} for page in pages]
    return {"journals": [{"entries": marked}]} if "is_pinned" in mark else {"entries": marked}


def pinned_bodies(client: Client) -> list[str]:
    vault = open_vault_of(client)
    pins = Preferences.of(vault).pins
    return [page.page(vault).body for page in Entry.objects.in_vault(vault).pinned(pins)]


@pytest.mark.parametrize("name", ["journal.json", "Journal.json", "leeway-export.json"])
def test_a_day_one_journal_may_be_called_journal(maya: Client, name: str) -> None:
    entries = [{"text": "Late.", "creationDate": "2019-12-31T23:30:00Z"}]
    brought(maya, packed({name: json.dumps({"entries": entries})}), name="day-one.zip")
    assert [page.body for page in pages_of(open_vault_of(maya))] == ["Late."]


@pytest.mark.parametrize("days", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_the_newest_page_stands_on_top_whatever_the_order_of_the_file(
    maya: Client, days: tuple[int, ...]
) -> None:
    entries = [{"text": f"{day}", "creationDate": f"2020-01-0{day}T12:00:00Z"} for day in days]
    brought(maya, json.dumps({"entries": entries}))
    listed = maya.get("/journal/").text
    days_shown = re.findall(r'datetime="(2020-01-0\d)', listed)
    assert days_shown == ["2020-01-03", "2020-01-02", "2020-01-01"]
    assert listed.count('<span class="small">2020</span>') == 3


def test_a_journiv_export_comes_with_its_mood(maya: Client) -> None:
    entry: dict[str, Any] = {
        "title": "Pier",
        "content": "Wind.",
        "entry_date": "2025-05-01",
        "tags": ["sea"],
    }
    entry |= {"entry_datetime_utc": "2025-05-01T10:00:00Z", "entry_timezone": "Europe/Paris"}
    entry |= {"mood_log": {"mood_name": "calm"}}
    whole = {"export_version": "1.0", "journals": [{"title": "All", "entries": [entry]}]}
    assert "1 item is" in brought(maya, json.dumps(whole))
    head = EntryHead(day=date(2025, 5, 1), time="12:00", zone="Europe/Paris", title="Pier")
    kept = pages_of(open_vault_of(maya))[0]
    assert (kept.head.day, kept.head.time, kept.head.zone) == (head.day, head.time, head.zone)
    assert (kept.head.feelings, kept.head.tags, kept.body) == (("calm",), ("sea",), "Wind.")


def test_an_unlocked_dailytxt_backup_comes_with_its_tags_and_a_locked_one_is_told(
    maya: Client,
) -> None:
    month = {"days": [{"day": 7, "text": "Rain.", "tags": [1, 9]}, {"day": 40, "text": "never"}]}
    files: dict[str, bytes | str] = {"2024/02.json": json.dumps(month)}
    tags: list[dict[str, Any]] = [{"id": 1, "name": "home"}, {"id": [1]}, {"name": "no id"}]
    files["tags.json"] = json.dumps({"tags": tags})
    brought(maya, packed(files), name="backup.zip")
    head = EntryHead(day=date(2024, 2, 7), tags=("home",))
    assert pages_of(open_vault_of(maya)) == [EntryContent(head=head, body="Rain.")]
    files["user.json"] = json.dumps({"enc_enc_key": "abc"})
    answer = sent(maya, packed(files), name="backup.zip")
    assert "unlocked one in DailyTxT" in answer.content.decode()


def test_text_files_have_the_day_of_their_name(maya: Client) -> None:
    files: dict[str, bytes | str] = {"notes/2020-02-03 walk.txt": "a\r\nb", "undated.md": "c"}
    files |= {"__MACOSX/._2020.txt": "x", "empty.md": " ", "bad.txt": b"\xff\xfe\xfa"}
    answer = sent(maya, packed(files), name="notes.zip")
    page = maya.get(answer["Location"]).content.decode()
    assert "1 page says no day" in page
    assert "1 file that is broken" in page
    maya.post(answer["Location"], {"do": "keep"})
    kept = {p.body: p.head.day for p in pages_of(open_vault_of(maya))}
    assert kept == {"a\nb": date(2020, 2, 3), "c": timezone.localdate()}


def _bomb() -> bytes:
    return packed({"journal.json": b'{"format": "leeway-export"' + b" " * 60_000_000})


def _header_broken() -> bytes:
    """One of ours whose document says of itself, in the zip, what the list of the zip does not."""
    content = packed({"journal.json": b'{"format": "leeway-export", "version": 1, "rows": [\n'})
    return content[:30] + b"J" + content[31:]


def _link() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        info = zipfile.ZipInfo("2026-11-21.md")
        info.external_attr = 0o120777 << 16
        zipped.writestr(info, "/etc/passwd")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", b"PK\x03\x04 not a zip"),
        ("a.zip", packed({})),
        ("a.zip", packed({"../../etc/passwd": "no text of a page"})),
        ("a.zip", _link()),
        ("a.zip", _bomb()),
        ("a.zip", _header_broken()),
        ("a.zip", packed({"a.json": "[" * 100_000})),
        ("a.json", b'{"entries": 3}'),
        ("a.json", b'{"format": "leeway-export", "version": 2, "rows": [\n], "counts": {}}\n'),
        ("a.json", b'{"format": "leeway-export", "rows": [3, null, {"kind": []}]}'),
        ("a.json", b'{"format":"leeway-export","version":2,"rows":[],"counts":{}}'),
        ("a.json", b'{"format":"leeway-export","version":1,"rows":7}'),
        ("a.json", b'{"format":"leeway-export","version":1}'),
        ("a.json", b"{" + b'"a":{' * 50_000),
        ("a.age", b"age-encryption.org/v1\n"),
        ("a.exe", b"MZ"),
        ("a.md", b"\xff\xff"),
        ("a.md", b""),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:12]!r}",
)
def test_what_cannot_be_read_is_said_and_changes_nothing(
    maya: Client, name: str, content: bytes
) -> None:
    answer = sent(maya, content, name=name)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert (Entry.objects.count(), Import.objects.count(), ImportPart.objects.count()) == (0, 0, 0)


def test_a_row_longer_than_any_is_refused_and_long_ones_lie_apart(maya: Client) -> None:
    vault = open_vault_of(maya)

    def begun(*megabytes: float) -> Import:
        sizes = (int(size * 1024 * 1024) for size in megabytes)
        rows = (ExportRow("shelves", uuid.uuid4(), {"contents": "x" * size}) for size in sizes)
        return Import.begin(vault, rows, lambda n: ImportContent(source="ours", left={}, counts=n))

    with pytest.raises(Unreadable):
        begun(0.4, 15.9)
    assert not ImportPart.objects.exists()
    row = begun(0.3, 0.3, 7.9, 0.1, 0.1)
    parts = ImportPart.objects.in_vault(vault).of(row.id)
    assert [len(part.contents(vault)) for part in parts] == [1, 1, 1, 2]
    assert row.contents(vault).counts == {"shelves": 5}


def test_no_file_is_no_error_of_ours(maya: Client) -> None:
    for form in ({}, {"file": "words"}):
        answer = maya.post(IMPORT, form)
        assert (answer.status_code, b"Choose a file first" in answer.content) == (422, True)


def test_a_file_over_the_limit_is_refused_and_kept_nowhere(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.journal.views import imports

    monkeypatch.setattr(imports.bring, "largest_sealed_upload", 1000)
    answer = sent(maya, "x" * 2000, name="2026-11-21.md")
    assert (answer.status_code, b"This file is too large" in answer.content) == (413, True)


class Unread:
    was_read = False

    """A body that must not be asked for."""

    def read(self, _size: int = -1) -> bytes:
        Unread.was_read = True
        raise OSError("The body was read.")

    readline = read


@pytest.mark.parametrize("address", [IMPORT, "/journal/new/"])
def test_sign_in_is_asked_for_before_a_body_is_taken(visitor: Client, address: str) -> None:
    sent_as = "multipart/form-data; boundary=x"
    Unread.was_read = False
    extra: dict[str, Any] = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(100 * 1024 * 1024)}
    answer = visitor.generic("POST", address, b"x", sent_as, **extra)
    assert not Unread.was_read
    assert (answer.status_code, b"signed out" in answer.content) == (403, True)


def test_nothing_of_a_file_is_kept_while_the_journal_is_locked(maya: Client) -> None:
    maya.post("/vault/lock/")
    answer = sent(maya, "A page.", name="2026-11-21.md")
    assert answer.status_code in {303, 403}
    assert "file" not in answer.wsgi_request.FILES
    assert not Import.objects.exists()


def test_a_file_sent_to_any_other_view_is_dropped(maya: Client) -> None:
    file = SimpleUploadedFile("a.txt", b"words")
    answer = maya.post("/journal/new/", {"file": file, "day": "2026-11-21"})
    assert answer.status_code == 422
    assert "file" not in answer.wsgi_request.FILES


def test_too_many_pages_are_refused(maya: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.journal.importing import archive

    few = ImportLimits(packed=10_000, unpacked=10_000, rows=2)
    monkeypatch.setattr(archive, "LIMITS", few)
    files: dict[str, bytes | str] = {f"2026-11-0{n}.md": f"{n}" for n in (1, 2, 3)}
    answer = sent(maya, packed(files), name="a.zip")
    assert (answer.status_code, b"too large" in answer.content) == (422, True)
    assert not ImportPart.objects.exists()


def test_a_pending_import_is_gone_after_an_hour(maya: Client) -> None:
    place = sent(maya, "A page.", name="2026-11-21.md")["Location"]
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert not Import.objects.live().exists()
        tidy()
    assert (Import.objects.count(), ImportPart.objects.count()) == (0, 0)
    assert maya.get(place).status_code in {302, 303}


def test_an_import_can_be_undone_for_thirty_days_and_what_it_brought_stays(maya: Client) -> None:
    brought(maya, "A page.", name="2026-11-21.md")
    for days, left in ((29, 1), (32, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            tidy()
        assert (Import.objects.count(), Entry.objects.count()) == (left, 1)


def test_a_damaged_part_brings_nothing_in(maya: Client) -> None:
    place = sent(maya, "A page.", name="2026-11-21.md")["Location"]
    set_field(ImportPart.objects.get(), "sealed", b"nonsense")
    assert maya.post(place, {"do": "keep"}).status_code == 409
    assert not Entry.objects.exists()
    set_field(Import.objects.get(), "sealed", b"nonsense")
    assert "damaged" in maya.get(place).content.decode()
    assert maya.post(place, {"do": "drop"}).status_code == 303


def test_a_damaged_report_of_what_came_in_can_be_thrown_away(maya: Client) -> None:
    place = sent(maya, "A page.", name="2026-11-21.md")["Location"]
    maya.post(place, {"do": "keep"})
    set_field(Import.objects.get(), "sealed", b"nonsense")
    page = maya.get(place).content.decode()
    assert "What it imported is in your journal and stays there." in page
    assert "Nothing of your journal was changed" not in page
    assert maya.post(place, {"do": "drop"})["Location"] == IMPORT
    assert (Import.objects.count(), Entry.objects.count()) == (0, 1)


NAMES = st.sampled_from(["text", "creationDate", "tags", "timeZone", "day", "entry_date", "id"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text()
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(ANYTHING)
def test_whatever_a_foreign_file_says_is_a_page_or_is_counted(said: Any) -> None:
    report = ReadingReport(today=date(2026, 11, 30))
    entry = said if isinstance(said, dict) else {"text": said, "content": said, "body": said}
    tags = dailytxt.tag_names({"tags": [said]})
    pages = [
        day_one.page_of_entry(entry, report),
        journiv.page_of_entry(entry, entry, {}, report),
        jrnl.page_of_entry(entry),
        journey.page_of_entry(entry, report),
        diarium.page_of_entry(entry, report),
        google_keep.page_of_note(entry, report),
        standard_notes.page_of_note({"content": entry}, [], report),
        *dailytxt.pages(2024, 2, {"days": [said]}, tags, report),
    ]
    for page in pages:
        if page is not None:
            before = report.left.total()
            made = list(row_data(page, report))
            assert len(made) == 1 or report.left.total() == before + 1
