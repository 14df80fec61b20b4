"""What a page said before is shown with what changed since, and can be said again."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.journal.models import Entry, EntryVersion
from apps.pages.retention import tidy
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, keep, only_page

pytestmark = pytest.mark.django_db


def change(client: Client, entry: Entry, *bodies: str, **head: Any) -> None:
    for body in bodies:
        kept = Entry.objects.get(pk=entry.pk)
        kept.rewrite(open_vault_of(client), a_page(body, **head), expected=kept.revision)


def addresses(client: Client, entry: Entry) -> list[str]:
    """The pages of the versions, the newest first."""
    kept = EntryVersion.objects.in_vault(open_vault_of(client)).of(entry.id)
    return [f"/journal/{entry.id}/history/{version.id}/" for version in kept]


def test_a_version_shows_what_changed_since_by_words(maya: Client) -> None:
    entry = keep(maya, a_page("We walked to the pier.\n\nThe same."))
    change(maya, entry, "We walked to the lighthouse.\n\nThe same.", feelings=("hopeful",))
    html = maya.get(addresses(maya, entry)[0]).content.decode()
    assert '<del><span class="vh" dir="auto">(taken out: </span>pier' in html
    assert '<ins><span class="vh" dir="auto">(put in: </span>lighthouse' in html
    assert "Feelings: hopeful" in html
    assert "We walked to the " in html


def test_a_changed_page_says_when_and_leads_to_what_it_said_before(maya: Client) -> None:
    """Whoever finds a page changed by somebody else sees it on the page itself."""
    entry = keep(maya, a_page("We walked to the pier."))
    assert "Changed on" not in maya.get(f"/journal/{entry.id}/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        maya.post("/vault/unlock/", {"password": PASSWORD})
        change(maya, entry, "We walked to the lighthouse.")
        html = maya.get(f"/journal/{entry.id}/").content.decode()
        day = f"{timezone.now():%-d %B %Y}"
    assert f"Changed on {day}" in html
    assert f'<a href="/journal/{entry.id}/history/">What it said before</a>' in html
    EntryVersion.objects.all().delete()  # as after ninety days
    html = maya.get(f"/journal/{entry.id}/history/").content.decode()
    assert f"It was changed on {day}." in html
    assert "Nothing was changed yet" not in html


def test_words_of_a_version_are_never_taken_for_markup(maya: Client) -> None:
    entry = keep(maya, a_page("<script>alert(1)</script> <ins>x</ins>"))
    change(maya, entry, "<b>bold</b>")
    html = maya.get(addresses(maya, entry)[0]).content.decode()
    assert "<script>alert" not in html
    assert "<ins>x" not in html
    assert "<b>bold" not in html


def test_going_back_is_a_new_revision_and_loses_nothing(maya: Client) -> None:
    entry = keep(maya, a_page("first"))
    change(maya, entry, "second")
    oldest = addresses(maya, entry)[-1]
    assert maya.post(oldest).status_code == 303
    assert only_page(maya).body == "first"
    assert Entry.objects.get().revision == 3
    vault = open_vault_of(maya)
    kept = EntryVersion.objects.in_vault(vault).of(entry.id)
    assert [version.page(vault).body for version in kept] == ["second", "first"]
    assert maya.post(oldest).status_code == 303
    assert Entry.objects.get().revision == 4


def test_a_page_in_the_trash_shows_its_history_and_is_not_changed(maya: Client) -> None:
    entry = keep(maya, a_page("first"))
    change(maya, entry, "second")
    Entry.objects.get().trash()
    address = addresses(maya, entry)[0]
    assert "Go back to this version" not in maya.get(address).content.decode()
    assert maya.post(address).status_code == 303
    assert only_page(maya).body == "second"


def test_a_damaged_page_is_left_and_its_version_becomes_a_page_of_its_own(maya: Client) -> None:
    entry = keep(maya, a_page("first"))
    change(maya, entry, "second")
    Entry.objects.update(body=b"nonsense")
    address = addresses(maya, entry)[0]
    assert "can’t be opened" in maya.get(address).content.decode()
    assert maya.post(address).status_code == 303
    vault = open_vault_of(maya)
    fresh = Entry.objects.in_vault(vault).exclude(pk=entry.pk).get()
    assert fresh.page(vault).body == "first"
    assert bytes(Entry.objects.get(pk=entry.pk).body) == b"nonsense"


def test_a_damaged_version_is_named_and_hides_no_other(maya: Client) -> None:
    entry = keep(maya, a_page("first", title="Pier"))
    change(maya, entry, "second", "third")
    newest = EntryVersion.objects.latest("number")
    EntryVersion.objects.filter(pk=newest.pk).update(head=b"nonsense")
    html = maya.get(f"/journal/{entry.id}/history/").content.decode()
    assert "A damaged version" in html
    assert html.count("/history/") > 1
    assert maya.get(f"/journal/{entry.id}/history/{newest.id}/").status_code == 409


def test_a_version_is_found_only_under_its_own_page(maya: Client) -> None:
    entry, other = keep(maya), keep(maya)
    change(maya, entry, "second")
    address = addresses(maya, entry)[0].replace(str(entry.id), str(other.id))
    assert maya.get(address).status_code == 404
    assert maya.post(address).status_code == 404


def test_the_history_is_shown_twenty_at_a_time_and_asks_the_same_for_more(maya: Client) -> None:
    entry = keep(maya)
    change(maya, entry, "one")
    place = f"/journal/{entry.id}/history/"
    with CaptureQueriesContext(connection) as few:
        maya.get(place)
    change(maya, entry, *(f"text {n}" for n in range(24)))
    with CaptureQueriesContext(connection) as many:
        html = maya.get(place).content.decode()
    assert len(few) == len(many)
    assert not any('"journal_entryversion"."body"' in query["sql"] for query in many)
    assert html.count(f'href="{place}') == 20
    older = html.split("?before=")[1].split('"')[0]
    assert maya.get(place, {"before": older}).content.decode().count(f'href="{place}') == 6
    for strange in ("x", "-1", "9" * 40):
        assert maya.get(place, {"before": strange}).status_code == 200


def test_a_version_goes_after_ninety_days_without_a_key(maya: Client) -> None:
    entry = keep(maya)
    change(maya, entry, "second")
    for days, left in ((89, 1), (90, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            tidy()
            assert EntryVersion.objects.count() == left
    assert Entry.objects.count() == 1
