"""A journal as a file: behind the password, whole, counted, and with a neutral name."""

import json
import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.articles.models import Shelf
from apps.articles.shelf.content import ShelfContent
from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.exporting import export as exporting
from apps.journal.exporting.entry_json import page_of
from apps.journal.exporting.export import NotAsWritten, counted, export_pieces
from apps.journal.exporting.json_file import JsonWriter, rows_in
from apps.journal.exporting.markdown_file import parse_markdown
from apps.journal.exporting.selection import ExportSelection
from apps.journal.importing.archive import ImportLimits
from apps.vault.crypto import age
from apps.vault.registry import Unreadable
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, file_in, keep
from tests.sample_objects import keep_passage
from tests.tampering import set_field

pytestmark = pytest.mark.django_db
EXPORT = "/journal/export/"
PASSPHRASE = "seven quiet lanterns"
DAY = date(2026, 11, 24)


def asked(client: Client, **fields: Any) -> Any:
    form = {"what": "all", "form": "json", "password": PASSWORD, **fields}
    return client.post(EXPORT, form)


def pages_in(content: bytes) -> list[EntryContent]:
    return [page_of(row.data or {}) for row in rows_in(BytesIO(content)) if row.kind == "entries"]


def a_sitting() -> EntryContent:
    head = EntryHead(day=date(2026, 11, 20), practice="three-columns", practice_version=1, before=7)
    return EntryContent(
        head=head, body="And after.", answers=(PromptAnswer("happened", "The call."),)
    )


@pytest.mark.parametrize("locked", [{}, {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}])
def test_a_file_is_handed_on_in_small_pieces(maya: Client, locked: dict[str, str]) -> None:
    keep(maya, a_page("so long " * 20_000))
    sizes = [len(piece) for piece in asked(maya, **locked).streaming_content]
    assert len(sizes) > 2
    assert max(sizes) < 66_000
    assert sum(sizes) > 160_000


@time_machine.travel("2026-11-24 12:00")
def test_everything_is_in_the_json_and_the_document_is_plain_json(maya: Client) -> None:
    first, second = a_page("one\n\n# Two"), a_sitting()
    keep(maya, first)
    keep(maya, second)
    keep_passage(open_vault_of(maya))
    answer = asked(maya)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="export-2026-11-24.json"'
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Content-Type-Options"] == "nosniff"
    content = file_in(answer)
    assert pages_in(content) == [first, second]
    whole = json.loads(content)
    assert (whole["format"], whole["version"]) == ("leeway-export", 1)
    assert whole["counts"].pop("account") > 0
    assert whole["counts"] == {"entries": 2, "shelves": 1}
    shelf = whole["rows"][2]["says"]["contents"]
    kept = Shelf.opened(open_vault_of(maya))
    assert ShelfContent.from_bytes(json.dumps(shelf).encode()) == kept


def test_the_zip_has_a_markdown_file_for_each_page_named_by_its_day(maya: Client) -> None:
    written = [a_page("one", title="A walk"), a_page("---\nnot: a field\n---\n"), a_sitting()]
    for page in written:
        keep(maya, page)
    with zipfile.ZipFile(BytesIO(file_in(asked(maya, form="zip")))) as packed:
        names = [f"pages/2026/2026-11-20{end}.md" for end in ("", "-2", "-3")]
        assert sorted(packed.namelist()) == sorted(["readme.txt", *names, "journal.json"])
        texts = [packed.read(name).decode() for name in names]
        assert [page_of(parse_markdown(text)) for text in texts] == written
        assert pages_in(packed.read("journal.json")) == written
    assert texts[0].startswith('---\nday: "2026-11-20"\ntitle: "A walk"\n---\none')
    assert "\n\nThe call.\n\n" in texts[2]


def test_a_range_takes_both_its_days_and_nothing_else(maya: Client) -> None:
    for day in (1, 2, 3, 4):
        head = EntryHead(day=date(2026, 11, day))
        keep(maya, EntryContent(head=head, body=f"day {day}"))
    keep_passage(open_vault_of(maya))
    answer = asked(maya, what="range", first="2026-11-02", last="2026-11-03")
    content = file_in(answer)
    assert [page.body for page in pages_in(content)] == ["day 2", "day 3"]
    assert json.loads(content)["counts"] == {"entries": 2}


def test_chosen_pages_are_taken_and_never_those_of_another_journal(
    maya: Client, sol: Client
) -> None:
    mine, other, theirs = keep(maya, a_page("mine")), keep(maya), keep(sol, a_page("theirs"))
    answer = asked(maya, what="chosen", pages=[str(mine.id), str(theirs.id)])
    assert [page.body for page in pages_in(file_in(answer))] == ["mine"]
    page = maya.get(EXPORT, {"page": str(other.id)}).content.decode()
    assert f'value="{other.id}" checked' in page
    assert f'value="{mine.id}" checked' not in page
    assert str(theirs.id) not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": "not it"}, "That is not your password."),
        ({"password": ""}, "Type your password"),
        ({"what": "range"}, "Say from which day"),
        ({"what": "range", "first": "2026-11-03", "last": "2026-11-02"}, "before the first"),
        ({"what": "range", "first": "1999-01-01", "last": "1999-01-02"}, "nothing to export"),
        ({"what": "chosen"}, "Tick at least one page"),
        ({"what": "chosen", "pages": ["nonsense"]}, "Tick at least one page"),
        ({"passphrase": "short", "passphrase_again": "short"}, "at least 12 characters"),
        ({"passphrase": PASSPHRASE}, "The two are not the same"),
        ({"form": "exe"}, "valid choice"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_and_gives_no_file(
    maya: Client, fields: dict[str, Any], said: str
) -> None:
    keep(maya)
    answer = asked(maya, **fields)
    assert answer.status_code == 422
    assert "Content-Disposition" not in answer.headers
    assert said in answer.content.decode()
    assert PASSPHRASE not in answer.content.decode()


def test_tries_of_the_password_are_limited(maya: Client) -> None:
    answers = [asked(maya, password="not it").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_with_a_passphrase_the_file_is_one_that_age_opens(maya: Client) -> None:
    keep(maya, a_page("lantern " * 20_000))
    answer = asked(maya, form="zip", passphrase=PASSPHRASE, passphrase_again=PASSPHRASE)
    assert re.fullmatch(
        r'attachment; filename="export-\d{4}-\d\d-\d\d\.zip\.age"', answer["Content-Disposition"]
    )
    content = file_in(answer)
    opened = pyrage.passphrase.decrypt(content, PASSPHRASE)
    with zipfile.ZipFile(BytesIO(opened)) as packed:
        assert pages_in(packed.read("journal.json")) == [a_page("lantern " * 20_000)]
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(content, PASSPHRASE + "?")


def test_without_room_to_lock_it_there_is_no_file_and_it_says_so(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(maya, a_page("lantern"))
    monkeypatch.setattr(age, "PROGRAM", Path("/nowhere.py"))
    answer = asked(maya, passphrase=PASSPHRASE, passphrase_again=PASSPHRASE)
    assert answer.status_code == 429
    assert "Many files are being locked right now" in answer.text
    assert "Content-Disposition" not in answer


def test_a_damaged_page_is_told_before_the_rest_is_taken(maya: Client) -> None:
    keep(maya, a_page("whole"))
    set_field(keep(maya), "body", b"nonsense")
    answer = asked(maya)
    assert answer.status_code == 422
    assert "1 item is damaged" in answer.content.decode()
    answer = asked(maya, without_damaged="on")
    assert [page.body for page in pages_in(file_in(answer))] == ["whole"]


def test_what_lies_in_the_trash_is_not_taken(maya: Client) -> None:
    keep(maya, a_page("kept"))
    keep(maya).trash()
    assert [page.body for page in pages_in(file_in(asked(maya)))] == ["kept"]


def test_a_cut_or_changed_file_is_never_taken_for_whole(maya: Client) -> None:
    keep(maya)
    keep(maya)
    content = file_in(asked(maya))
    lines = content.splitlines(keepends=True)
    for wrong in (b"", b"{}", content[:-40], b"".join(lines[:2]), b"".join([lines[0], *lines[2:]])):
        with pytest.raises(Unreadable):
            list(rows_in(BytesIO(wrong)))


@pytest.mark.parametrize(
    ("form", "writes", "wrong"),
    [
        ("zip", "as_markdown", lambda write: lambda data: write({**data, "body": "another"})),
        ("zip", "JsonWriter.line", lambda line: lambda self, row: line(self, row)[:-3] + b" }}"),
        ("json", "JsonWriter.line", lambda line: lambda self, row: line(self, row)[:-3] + b" }}"),
    ],
)
def test_a_row_that_does_not_read_back_ends_the_file_where_nobody_takes_it_for_whole(
    maya: Client, monkeypatch: pytest.MonkeyPatch, form: str, writes: str, wrong: Any
) -> None:
    keep(maya, a_page("one"))
    owner, _dot, name = f"exporting.{writes}".rpartition(".")
    holder = JsonWriter if owner.endswith("JsonWriter") else exporting
    monkeypatch.setattr(holder, name, wrong(getattr(holder, name)))
    sent = BytesIO()
    with pytest.raises((NotAsWritten, Unreadable)):
        for piece in export_pieces(open_vault_of(maya), ExportSelection(), form=form, day=DAY):
            sent.write(piece)
    assert not zipfile.is_zipfile(sent)
    with pytest.raises(Unreadable):
        list(rows_in(BytesIO(sent.getvalue())))


def test_a_row_that_was_damaged_since_it_was_counted_ends_the_file(maya: Client) -> None:
    keep(maya, a_page("one"))
    set_field(keep(maya), "body", b"nonsense")
    vault = open_vault_of(maya)
    size = counted(vault, ExportSelection(), form="zip", day=DAY)
    assert (size.counts["entries"], size.damaged) == (1, 1)
    with pytest.raises(NotAsWritten):
        list(export_pieces(vault, ExportSelection(), form="zip", day=DAY))
    pieces = export_pieces(vault, ExportSelection(), form="zip", day=DAY, damaged=1)
    assert zipfile.is_zipfile(BytesIO(b"".join(pieces)))


def test_a_page_that_is_written_while_the_file_is_sent_is_not_half_in_it(maya: Client) -> None:
    keep(maya, a_page("one"))
    pieces = export_pieces(open_vault_of(maya), ExportSelection(), form="zip", day=DAY)
    first = next(pieces)
    keep(maya, a_page("two"))
    with zipfile.ZipFile(BytesIO(first + b"".join(pieces))) as packed:
        pages = [name for name in packed.namelist() if name.startswith("pages/")]
        rows = json.loads(packed.read("journal.json"))["rows"]
    assert sum(row["kind"] == "entries" for row in rows) == len(pages)


def test_what_could_not_be_brought_back_is_taken_in_ranges(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(maya, a_page("word " * 1000))
    for limit in ("packed", "unpacked", "rows"):
        few = {"packed": 10**9, "unpacked": 10**9, "rows": 10, limit: 0}
        monkeypatch.setattr(exporting, "LIMITS", ImportLimits(**few))
        answer = asked(maya, form="zip")
        assert (answer.status_code, "Export fewer days at once" in answer.text) == (422, True)


def test_more_pages_ask_the_database_no_more_often(maya: Client) -> None:
    keep(maya)
    vault = open_vault_of(maya)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            counted(vault, ExportSelection(), form="zip", day=DAY)
            list(export_pieces(vault, ExportSelection(), form="zip", day=DAY))
        return len(asked)

    few = statements()
    for _ in range(30):
        keep(maya)
    assert statements() == few
