"""What a journal stores is counted by the database itself, and no limit loses a word."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.deletion import delete_member
from apps.accounts.models import User
from apps.journal.entries.form_builders import entry_sent
from apps.journal.models import (
    Draft,
    Entry,
    EntryVersion,
    Import,
    PagesFull,
    Photo,
    Storage,
    count_again_where_long_ago,
    delete_for_good,
    drafts,
    storage,
)
from apps.journal.models.storage import MEBIBYTE, MOST_CHANGES
from apps.journal.photos import reencode
from apps.pages.retention import tidy
from apps.vault.models import StorageChange
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, file_in, keep, sent
from tests.journal.image_samples import as_photo, plain

pytestmark = pytest.mark.django_db
LONG = "The tide came in over the stones. " * 400


def added_up(vault_id: UUID) -> Storage:
    """What the triggers say, of a journal that was counted before."""
    found, _changes = Storage._added_up(vault_id)
    assert found is not None
    return found


def is_right(client: Client) -> Storage:
    """What the triggers say of a journal, which is what its rows say."""
    return is_right_of(open_vault_of(client).id)


def is_right_of(vault_id: UUID) -> Storage:
    found = added_up(vault_id)
    assert found == Storage._counted(vault_id)
    return found


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def write(client: Client, **fields: Any) -> Any:
    return client.post("/journal/new/", sent(**fields))


def with_photo(client: Client, entry: Entry) -> Any:
    file = SimpleUploadedFile("one.jpg", plain())
    fields = {"photo_id": str(uuid.uuid4()), "description": "The pier", "file": file}
    return client.post(f"/journal/{entry.id}/photos/", fields)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each picture, where the picture itself does not matter."""
    monkeypatch.setattr(reencode, "with_thumbnail", lambda _data: as_photo())


@pytest.mark.usefixtures("at_once")
def test_whatever_changes_the_rows_is_counted(maya: Client, sol: Client) -> None:
    """Pages, their versions and photos; the trash, and back; for good, and by an undo."""
    one, two = keep(maya), keep(maya)
    first = is_right(maya)
    assert (first.pages, first.versions) == (2, 0)
    one.rewrite(open_vault_of(maya), a_page(LONG), expected=1)
    second = is_right(maya)
    assert (second.pages, second.versions) == (2, 1)
    assert second.size > first.size + len(LONG)
    with_photo(maya, two)
    photo = Photo.objects.get()
    third = is_right(maya)
    assert third.size == second.size + photo.sealed_size
    maya.post(f"/journal/{two.id}/photos/{photo.id}/remove/")
    maya.post(f"/journal/{one.id}/delete/")
    assert is_right(maya) == third
    maya.post(f"/journal/{one.id}/restore/")
    assert is_right(maya) == third
    exported = maya.post("/journal/export/", {"what": "all", "form": "json", "password": PASSWORD})
    file = SimpleUploadedFile("export.json", file_in(exported))
    keep(sol)
    place = sol.post("/journal/import/", {"file": file})["Location"]
    sol.post(place, {"do": "keep"})
    assert (is_right(sol).pages, is_right(sol).versions) == (3, 1)
    sol.post(place, {"do": "undo"})
    assert (is_right(sol).pages, is_right(sol).versions) == (1, 0)
    delete_for_good(open_vault_of(maya), [two.id])
    assert (is_right(maya).pages, is_right(maya).versions) == (1, 1)
    mine, theirs = open_vault_of(maya).id, open_vault_of(sol).id
    with time_machine.travel(timezone.now() + timedelta(days=100), tick=False):
        tidy()
    assert (is_right_of(mine).pages, is_right_of(mine).versions) == (1, 0)
    assert is_right_of(theirs).pages == 1
    delete_member(User.objects.get(username="maya"))
    assert set(StorageChange.objects.values_list("vault_id", flat=True)) == {theirs}


def test_many_changes_become_one_and_the_sum_stays(maya: Client) -> None:
    for _each in range(MOST_CHANGES + 4):
        keep(maya)
    assert StorageChange.objects.count() < 8
    assert is_right(maya).pages == MOST_CHANGES + 4


def test_a_journal_that_was_never_counted_is_counted_where_it_is_asked(maya: Client) -> None:
    """Such as each that was there before the triggers were; and GET writes nothing."""
    keep(maya)
    StorageChange.objects.all().delete()
    assert Storage.of(open_vault_of(maya).id) == Storage._counted(open_vault_of(maya).id)
    assert "1 page, 1 MB of 5,000 MB" in text_of(maya.get("/account/"))
    assert not StorageChange.objects.exists()
    keep(maya)
    assert is_right(maya).pages == 2


def test_tidy_counts_again_what_was_counted_long_ago(maya: Client) -> None:
    keep(maya)
    StorageChange.objects.update(pages=700)
    tidy()
    vault_id = open_vault_of(maya).id
    assert added_up(vault_id).pages >= 700
    with time_machine.travel(timezone.now() + storage.COUNTED_AGAIN + timedelta(days=1)):
        assert tidy()["journals counted again"] == 1
    assert is_right_of(vault_id).pages == 1


def test_no_count_of_a_vault_that_is_gone_keeps_a_journal_from_being_counted(
    maya: Client, sol: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release before closes a vault without its counts; a run leaves no journal for later."""
    monkeypatch.setattr(storage, "VAULTS_AT_ONCE", 1)
    day = timezone.now().date()
    long_gone = [uuid.UUID(int=number) for number in range(1, 4)]
    StorageChange.objects.bulk_create(
        StorageChange(vault_id=each, counted_on=day - timedelta(days=90)) for each in long_gone
    )
    StorageChange.objects.create(vault_id=long_gone[0], size=-8)
    keep(maya)
    keep(sol)
    due = StorageChange.objects.exclude(vault_id__in=long_gone)
    due.update(pages=700, counted_on=day - timedelta(days=40))
    assert count_again_where_long_ago() == 2, "in spite of those in front of them"
    told = tidy()
    assert told["counts of journals that are gone"] == 4
    assert not StorageChange.objects.filter(vault_id__in=long_gone).exists()
    for client in (maya, sol):
        assert is_right(client).pages == 1


def test_a_save_asks_one_statement_more_however_long_the_journal_is(maya: Client) -> None:
    keep(maya)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        keep(maya)
    about = [each["sql"] for each in asked if "storagechange" in each["sql"]]
    assert len(about) == 1
    assert "SUM" in about[0]


def test_every_member_sees_what_is_stored_and_is_told_beforehand(
    maya: Client, settings: Settings
) -> None:
    keep(maya)
    settings.PAGES_MOST = 20
    assert "1 page, 1 MB of 5,000 MB" in text_of(maya.get("/account/"))
    assert "Room is getting short" not in text_of(maya.get("/journal/new/"))
    settings.PAGES_MOST = 1
    assert "1 of 1 page, 1 MB of 5,000 MB" in text_of(maya.get("/account/"))
    for address in ("/journal/new/", f"/journal/{Entry.objects.get().id}/edit/"):
        html = text_of(maya.get(address))
        assert "Room is getting short. 1 of 1 page, 1 MB of 5,000 MB" in html, address


@pytest.mark.parametrize("is_scripted", [True, False])
def test_a_full_journal_says_so_and_keeps_every_word_as_a_draft(
    maya: Client, settings: Settings, *, is_scripted: bool
) -> None:
    kept = keep(maya)
    settings.PAGES_MOST = 1
    fields = sent(title="Harbour", body="Nobody called.", tags="sea, cold", water="3")
    if is_scripted:
        fields["draft"] = f"{uuid.uuid4()}:4"
        maya.post("/journal/autosave/", fields)
    for _each in range(2):  # a second press changes nothing
        answer = maya.post("/journal/new/", fields)
        assert answer.status_code == 422
        html = text_of(answer)
        assert "Your journal has 1 page, and that is all the room there is." in html
        assert "Your words are saved as a draft" in html
        for words in ('value="Harbour"', " Nobody called.</textarea>", 'value="sea, cold"'):
            assert words in html
    assert Entry.objects.get() == kept
    draft = Draft.objects.get()
    assert f'name="draft_from" value="{draft.mark}"' in html
    page = entry_sent(draft.contents(open_vault_of(maya)).data)
    assert page is not None
    assert (page.head.title, page.body, page.head.tags) == (
        "Harbour",
        "Nobody called.",
        ("sea", "cold"),
    )
    delete_for_good(open_vault_of(maya), [kept.id])
    answer = maya.post("/journal/new/", fields | {"draft_from": str(draft.mark)})
    assert answer.status_code == 303
    assert Entry.objects.get().page(open_vault_of(maya)) == page
    assert not Draft.objects.exists()


def test_the_limit_of_drafts_loses_no_word_of_a_full_journal(
    maya: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserved = 5
    assert reserved < drafts.RESERVED_DRAFTS
    monkeypatch.setattr(drafts, "RESERVED_DRAFTS", reserved)
    keep(maya)
    settings.PAGES_MOST, settings.DRAFTS_MOST = 1, 1
    for number in range(1 + reserved):
        assert "saved as a draft" in text_of(write(maya, body=f"word {number}"))
    answer = write(maya, body="one too many")
    assert answer.status_code == 422
    html = text_of(answer)
    assert "your words are in this form alone" in html
    assert "one too many</textarea>" in html
    assert Draft.objects.count() == 1 + reserved


def test_an_answer_in_a_guide_is_a_draft_where_there_is_no_room(
    maya: Client, settings: Settings
) -> None:
    keep(maya)
    settings.PAGES_MOST = 1
    answer = maya.post(
        "/journal/answers/", sent(body="It was quiet."), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    html = text_of(answer)
    assert "saved as a draft" in html
    assert "It was quiet.</textarea>" in html
    assert Draft.objects.count() == 1


@pytest.mark.usefixtures("at_once")
def test_with_no_byte_left_a_page_can_be_shortened_read_deleted_and_exported(
    maya: Client, settings: Settings
) -> None:
    page = keep(maya, a_page(LONG * 9))
    settings.STORAGE_MOST = is_right(maya).size / MEBIBYTE
    answer = write(maya, body="A word.")
    assert "Your journal takes" in text_of(answer)
    assert "saved as a draft" in text_of(answer)
    longer = sent(entry_id=str(page.id), revision="1", body=LONG * 12)
    answer = maya.post(f"/journal/{page.id}/edit/", longer)
    assert answer.status_code == 422
    assert "Your journal takes" in text_of(answer)
    assert LONG.strip() in text_of(answer)
    assert "Your journal takes" in text_of(with_photo(maya, page))
    assert not Photo.objects.exists()
    shorter = sent(entry_id=str(page.id), revision="1", body="Short.")
    assert maya.post(f"/journal/{page.id}/edit/", shorter).status_code == 303
    version = EntryVersion.objects.get()
    before = f"/journal/{page.id}/history/{version.id}/"
    answer = maya.post(before)
    assert answer.status_code == 422
    assert "Your journal takes" in text_of(answer)
    assert maya.get(f"/journal/{page.id}/").status_code == 200
    exported = maya.post("/journal/export/", {"what": "all", "form": "json", "password": PASSWORD})
    assert b"Short." in file_in(exported)
    maya.post(f"/journal/{page.id}/delete/")
    maya.post("/journal/trash/for-good/", {"entry": str(page.id), "sure": "yes"})
    assert is_right(maya).pages == 0


def test_the_oldest_versions_go_first_and_the_history_says_so_beforehand(
    maya: Client, settings: Settings
) -> None:
    vault, first, second = open_vault_of(maya), keep(maya), keep(maya)
    settings.VERSIONS_MOST = 2
    history = f"/journal/{second.id}/history/"
    first.rewrite(vault, a_page("Two."), expected=1)
    second.rewrite(vault, a_page("Two."), expected=1)
    assert EntryVersion.objects.count() == 2
    html = text_of(maya.get(history))
    assert "Your journal has 2 earlier texts of pages and room for 2" in html
    assert "the oldest ones of your journal go before their day" in html
    assert "the oldest ones go" in text_of(maya.get("/journal/new/"))
    second.rewrite(vault, a_page("Three."), expected=2)
    left = EntryVersion.objects.order_by("number")
    assert [each.entry_id for each in left] == [second.id, second.id]
    assert left[1].page(vault).body == "Two."
    settings.VERSIONS_MOST = 100
    assert "earlier texts of pages and room" not in text_of(maya.get(history))


def test_old_versions_make_room_where_bytes_are_short(maya: Client, settings: Settings) -> None:
    """Shortening again and again cannot pass the limit by more than one text."""
    vault, page = open_vault_of(maya), keep(maya, a_page(LONG * 9))
    limit = is_right(maya).size
    settings.STORAGE_MOST = limit / MEBIBYTE
    for revision in range(1, 6):
        page.rewrite(vault, a_page(LONG * (9 - revision)), expected=revision)
        assert is_right(maya).size <= 2 * limit
    newest = EntryVersion.objects.order_by("-number")[0]
    assert newest.page(vault).body == LONG * 5
    assert EntryVersion.objects.count() < 5


@pytest.mark.parametrize("lowered", ["STORAGE_MOST", "VERSIONS_MOST"])
def test_a_limit_that_was_lowered_takes_no_more_with_a_save_than_the_save_brings(
    maya: Client, settings: Settings, lowered: str
) -> None:
    vault, page = open_vault_of(maya), keep(maya, a_page(LONG))
    for revision in range(1, 31):
        page.rewrite(vault, a_page(f"{LONG}{revision}"), expected=revision)
    half = {"STORAGE_MOST": is_right(maya).size / MEBIBYTE / 2, "VERSIONS_MOST": 15}
    setattr(settings, lowered, half[lowered])
    page.rewrite(vault, a_page(LONG), expected=31)
    assert 29 <= EntryVersion.objects.count() <= 30


def test_one_large_text_takes_few_small_ones_with_it(maya: Client, settings: Settings) -> None:
    vault, page, small = open_vault_of(maya), keep(maya, a_page(LONG * 9)), keep(maya)
    for revision in range(1, 60):
        small.rewrite(vault, a_page(f"A word {revision}."), expected=revision)
    settings.STORAGE_MOST = is_right(maya).size / MEBIBYTE
    before = EntryVersion.objects.count()
    page.rewrite(vault, a_page(LONG * 8), expected=1)
    assert EntryVersion.objects.count() == before + 1 - 32


def test_a_version_is_not_counted_twice_when_it_makes_room_for_itself(
    maya: Client, settings: Settings
) -> None:
    vault, page = open_vault_of(maya), keep(maya)
    page.rewrite(vault, a_page("Two."), expected=1)
    settings.VERSIONS_MOST = 2
    for left in (2, 2):
        with transaction.atomic():
            vault.vault.hold()
            EntryVersion.keep(vault, a_page("Half."), entry_id=uuid.uuid4())
        assert EntryVersion.objects.count() == left


def a_file(*pages: dict[str, Any]) -> SimpleUploadedFile:
    rows = [{"id": str(uuid.uuid4()), "day": "2026-11-03", **page} for page in pages]
    return SimpleUploadedFile("export.json", json.dumps(rows).encode())


def of_another(client: Client) -> SimpleUploadedFile:
    exported = client.post(
        "/journal/export/", {"what": "all", "form": "json", "password": PASSWORD}
    )
    return SimpleUploadedFile("export.json", file_in(exported))


@pytest.mark.usefixtures("at_once")
def test_an_import_says_beforehand_which_pages_have_no_room_and_brings_whole_pages_alone(
    maya: Client, sol: Client, settings: Settings
) -> None:
    for title in ("Pier", "Harbour", "Gulls"):
        keep(maya, a_page(title=title))
    last = Entry.objects.order_by("-number")[0]
    last.rewrite(open_vault_of(maya), a_page("Other.", title="Gulls"), expected=1)
    with_photo(maya, last)
    file = of_another(maya)
    keep(sol)
    settings.PAGES_MOST = 3
    place = sol.post("/journal/import/", {"file": file})["Location"]
    html = text_of(sol.get(place))
    assert "There is no room for 1 page" in html
    assert "New pages that fit: 2. Your journal has room for 3 pages" in html
    assert '<b dir="auto">Gulls</b>' in html
    assert Entry.objects.in_vault(open_vault_of(sol)).count() == 1
    sol.post(place, {"do": "keep"})
    html = text_of(sol.get(place))
    assert "For 3 there was no room: a journal holds 3 pages, 5,000 MB in all" in html
    assert is_right(sol) == Storage(pages=3, versions=0, size=is_right(sol).size)
    assert not Photo.objects.in_vault(open_vault_of(sol)).exists()


def test_an_import_that_fits_says_nothing_of_room_and_opens_no_page_for_it(
    maya: Client, sol: Client
) -> None:
    keep(maya)
    file = of_another(maya)
    place = sol.post("/journal/import/", {"file": file})["Location"]
    assert "There is no room" not in text_of(sol.get(place))
    assert "New pages that fit" not in text_of(sol.get(place))


def test_a_file_brings_no_more_drafts_than_there_is_room_for(
    maya: Client, sol: Client, settings: Settings
) -> None:
    for number in range(3):
        maya.post("/journal/autosave/", sent(draft=f"{uuid.uuid4()}:1", body=f"half {number}"))
    file = of_another(maya)
    settings.DRAFTS_MOST = 2
    place = sol.post("/journal/import/", {"file": file})["Location"]
    sol.post(place, {"do": "keep"})
    assert Draft.objects.in_vault(open_vault_of(sol)).count() == 2
    assert "For 1 there was no room" in text_of(sol.get(place))
    assert Import.objects.count() == 1


def test_a_page_that_has_no_room_changes_nothing(maya: Client, settings: Settings) -> None:
    keep(maya)
    before = is_right(maya)
    settings.PAGES_MOST = 1
    with pytest.raises(PagesFull):
        keep(maya)
    assert is_right(maya) == before
