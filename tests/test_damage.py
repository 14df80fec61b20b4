"""A blob that is not what was sealed is said to be damaged: never text, never an error of ours."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.journal.models import Entry, EntryVersion, JournalState, Preferences
from apps.journal.state.content import JournalStateContent
from apps.vault.codec import replace
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import all_sealed_tables
from tests.factories import open_vault_of
from tests.sample_objects import (
    a_draft,
    a_locked_draft,
    a_photo,
    an_import,
    keep_passage,
    keep_result,
    keep_sitting,
    keep_template,
    write_entry,
)
from tests.tampering import set_field, swap, tampered

pytestmark = pytest.mark.django_db

TITLE, BODY = "Ropewalk", "The tide went out at four."
OTHER_TITLE, OTHER_BODY = "Breakwater", "Nobody was on the quay."
OTHER_WORDS = (OTHER_TITLE, OTHER_BODY)


def own_pages(entry: Entry) -> dict[str, str]:
    return {
        name: reverse(f"journal:{name}", args=[entry.id]) for name in ("entry", "edit", "delete")
    }


def assert_damaged(client: Client, entry: Entry, *, fields: tuple[str, ...]) -> None:
    """No page of the entry shows anything of it, or of another; lists go on without it."""
    shows = {"entry": ("head", "body"), "edit": ("head", "body"), "delete": ("head",)}
    for name, address in own_pages(entry).items():
        answer = client.get(address)
        page = answer.content.decode()
        broken = any(field in shows[name] for field in fields)
        assert answer.status_code == (409 if broken else 200), name
        assert not any(word in page for word in OTHER_WORDS), name
        assert not broken or not (TITLE in page or BODY in page), name
    answer = client.get(reverse("journal:pages"))
    assert answer.status_code == 200
    assert ("A damaged page" in answer.content.decode()) == ("head" in fields)
    assert (TITLE in answer.content.decode()) == ("head" not in fields)


@pytest.mark.parametrize("field", ["head", "body"])
def test_an_altered_entry_is_said_to_be_damaged(maya: Client, field: str) -> None:
    entry = write_entry(open_vault_of(maya), title=TITLE, body=BODY)
    beside = write_entry(open_vault_of(maya), title="Lantern", body="Still here.")
    for name, blob in tampered(bytes(getattr(entry, field))):
        set_field(entry, field, blob)
        assert_damaged(maya, entry, fields=(field,))
        unharmed = maya.get(own_pages(beside)["entry"])
        assert (unharmed.status_code, b"Still here." in unharmed.content) == (200, True), name
        assert b"Lantern" in maya.get(reverse("journal:pages")).content, name


@pytest.mark.parametrize("field", ["head", "body"])
def test_an_altered_entry_in_the_trash_hides_no_other(maya: Client, field: str) -> None:
    entry = write_entry(open_vault_of(maya), title=TITLE, body=BODY)
    beside = write_entry(open_vault_of(maya), title="Lantern", body="Still here.")
    entry.trash()
    beside.trash()
    for name, blob in tampered(bytes(getattr(entry, field))):
        set_field(entry, field, blob)
        page = maya.get(reverse("journal:trash")).content.decode()
        assert "Lantern" in page, name
        assert (TITLE in page) == (field == "body"), name
    assert maya.post(reverse("journal:restore", args=[entry.id])).status_code == 303
    assert maya.post(reverse("journal:delete", args=[entry.id])).status_code == 303


def test_blobs_in_each_others_place_are_damaged(maya: Client) -> None:
    vault = open_vault_of(maya)
    for field in ("head", "body"):
        entry = write_entry(vault, title=TITLE, body=BODY)
        other = write_entry(vault, title=OTHER_TITLE, body=OTHER_BODY)
        swap(entry, field, other, field)
        for row in (entry, other):
            answer = maya.get(own_pages(row)["entry"])
            assert answer.status_code == 409
            for word in (TITLE, BODY, *OTHER_WORDS):
                assert word not in answer.content.decode()
        Entry.objects.all().delete()
    entry = write_entry(vault, title=TITLE, body=BODY)
    swap(entry, "head", entry, "body")
    assert_damaged(maya, entry, fields=("head", "body"))


def test_an_earlier_text_in_the_place_of_a_later_one_is_damaged(maya: Client) -> None:
    vault = open_vault_of(maya)
    entry = write_entry(vault, title=OTHER_TITLE, body=OTHER_BODY)
    before = {"head": bytes(entry.head), "body": bytes(entry.body)}
    later = write_entry(vault, title=TITLE, body=BODY).page(vault)
    Entry.objects.exclude(pk=entry.pk).delete()
    entry.rewrite(vault, later, expected=1)
    version = EntryVersion.objects.get()
    for field in ("head", "body"):
        now = bytes(getattr(entry, field))
        for blob in (before[field], bytes(getattr(version, field))):
            set_field(entry, field, blob)
            assert_damaged(maya, entry, fields=(field,))
        set_field(entry, field, now)
    Entry.objects.update(revision=1)
    assert_damaged(maya, entry, fields=("head", "body"))


def test_a_blob_or_a_row_of_another_vault_is_damaged(maya: Client, sol: Client) -> None:
    entry = write_entry(open_vault_of(maya), title=TITLE, body=BODY)
    other = write_entry(open_vault_of(sol), title=OTHER_TITLE, body=OTHER_BODY)
    for field in ("head", "body"):
        swap(entry, field, other, field)
        assert_damaged(maya, entry, fields=(field,))
        assert sol.get(own_pages(other)["entry"]).status_code == 409
        for row in (entry, other):
            set_field(row, field, bytes(getattr(row, field)))
    Entry.objects.filter(pk=other.pk).update(vault_id=entry.vault_id, number=2)
    assert maya.get(own_pages(other)["entry"]).status_code == 409
    page = maya.get(reverse("journal:pages")).content.decode()
    assert ("A damaged page" in page, OTHER_TITLE in page, TITLE in page) == (True, False, True)


def test_words_sent_to_a_damaged_entry_stay_with_their_writer(maya: Client) -> None:
    entry = write_entry(open_vault_of(maya), title=TITLE, body=BODY)
    for field in ("body", "head"):
        set_field(entry, field, b"nonsense")
        form = {
            "entry_id": str(entry.id),
            "day": "2026-11-21",
            "body": "New words, an hour of them.",
        }
        for revision in ("1", "7"):
            answer = maya.post(own_pages(entry)["edit"], {**form, "revision": revision})
            assert answer.status_code == 409
            assert "New words, an hour of them." in answer.content.decode()
        again = maya.post(reverse("journal:new"), {**form, "revision": "0"})
        assert "New words, an hour of them." in again.content.decode()


def test_every_registered_kind_is_damaged_by_every_change(maya: Client) -> None:
    """Below the pages: for each kind that is registered, also one that this file does not know."""
    vault = open_vault_of(maya)
    entry = write_entry(vault, title=TITLE, body=BODY)
    entry.rewrite(vault, write_entry(vault).page(vault), expected=1)
    keep_passage(vault)
    a_draft(vault)
    an_import(vault)
    a_photo(vault)
    a_locked_draft(vault)
    JournalState.change(vault, JournalStateContent.another_prompt)
    Preferences.change(vault, lambda preferences: replace(preferences, zone="Asia/Tokyo"))
    keep_result(vault)
    keep_sitting(vault)
    keep_template(vault)
    for kind in all_sealed_tables():
        row: Any = kind.rows_of(vault.id).first()
        assert row is not None, f"this test makes no row of the kind {kind.name}"
        blobs = {field: bytes(getattr(row, field)) for field in kind.blobs}
        for field in kind.blobs:
            others = [(name, blob) for name, blob in blobs.items() if name != field]
            for what, blob in [*tampered(blobs[field]), *others]:
                with pytest.raises(Damaged):
                    kind.unseal(vault, row, field, blob=blob)
                    pytest.fail(f"{kind.name}.{field} opened: {what}")
