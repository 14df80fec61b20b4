"""A page that was thrown away can be taken back, or deleted for good with all that is its own."""

import re
import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from apps.accounts.models import AccountEvent, User
from apps.common.text.account_events import Happened
from apps.journal.models import Draft, Entry, EntryVersion, Photo, delete_for_good
from apps.journal.views import trash as views
from apps.vault.models import UnlockedSession
from tests.capture import FailsOnce
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, keep, only_page, sent
from tests.sample_objects import keep_photo

pytestmark = pytest.mark.django_db

FOR_GOOD = "/journal/trash/for-good/"


def full_entry(client: Client, title: str = "Pier") -> Entry:
    """A page with a history and a draft."""
    entry = keep(client, a_page("first", title=title))
    entry.rewrite(open_vault_of(client), a_page("second", title=title), expected=1)
    form = sent(entry_id=str(entry.id), revision="2", body="third", draft=f"{uuid.uuid4()}:1")
    assert client.post("/journal/autosave/", form).status_code == 200
    return entry


def counts() -> tuple[int, int, int]:
    return Entry.objects.count(), EntryVersion.objects.count(), Draft.objects.count()


def test_what_was_just_thrown_away_is_offered_back(maya: Client) -> None:
    entry = keep(maya, a_page("not gone"))
    place = maya.post(f"/journal/{entry.id}/delete/")["Location"]
    html = maya.get(place).content.decode()
    assert "The page is in the trash." in html
    assert html.count(f'action="/journal/{entry.id}/restore/"') == 2
    assert "The page is in the trash." not in maya.get("/journal/trash/").content.decode()
    assert maya.post(f"/journal/{entry.id}/restore/").status_code == 303
    assert "The page is in the trash." not in maya.get(place).content.decode()
    assert only_page(maya).body == "not gone"


def test_a_long_trash_is_listed_a_part_at_a_time(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_LISTED", 2)
    rows = [full_entry(maya, f"Page {number}") for number in (2, 0, 4, 1, 3)]
    rows.sort(key=lambda row: row.opened_head(open_vault_of(maya)).title)
    for row in rows:
        row.trash()
    numbers = list(Entry.objects.order_by("trash_number").values_list("trash_number", flat=True))

    def listed(address: str) -> list[str]:
        return re.findall(r"Page (\d)</a>", maya.get(address).text)

    assert listed("/journal/trash/") == ["4", "3"]
    assert f"?before={numbers[3]}" in maya.get("/journal/trash/").text
    assert listed(f"/journal/trash/?before={numbers[3]}") == ["2", "1"]
    assert listed(f"/journal/trash/?before={numbers[1]}") == ["0"]
    assert "The page is in the trash." in maya.get(f"/journal/trash/?thrown={rows[0].id}").text


def test_a_page_of_the_release_before_keeps_its_place_and_the_day_is_told(maya: Client) -> None:
    """It was thrown away without a number, and so before all that have one."""
    early, late = full_entry(maya, "Page 1"), full_entry(maya, "Page 2")
    late.trash()
    early.trash()
    Entry.objects.filter(pk=early.pk).update(trash_number=None)
    html = maya.get("/journal/trash/").text
    assert re.findall(r"Page (\d)</a>", html) == ["2", "1"]
    day = timezone.now().date() + timedelta(days=settings.TRASH_DAYS)
    assert html.count(f"gone for good on {date_format(day, 'j F Y')}") == 2


def test_taken_back_and_thrown_away_again_it_is_on_top(maya: Client) -> None:
    first, second = full_entry(maya, "Page 1"), full_entry(maya, "Page 2")
    first.trash()
    second.trash()
    first.restore()
    assert first.trash_number is None
    first.trash()
    assert re.findall(r"Page (\d)</a>", maya.get("/journal/trash/").text) == ["1", "2"]


def test_deleting_for_good_asks_by_name_first(maya: Client) -> None:
    entry = full_entry(maya)
    answer = maya.post(FOR_GOOD, {"entry": str(entry.id)})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Delete this page for good?" in html
    assert "Pier" in html
    assert counts() == (1, 1, 1)


def test_one_page_goes_with_its_history_and_drafts_and_no_other(maya: Client) -> None:
    entry, other = full_entry(maya), full_entry(maya, "Lantern")
    assert maya.post(FOR_GOOD, {"entry": str(entry.id), "sure": "yes"}).status_code == 303
    assert counts() == (1, 1, 1)
    assert Entry.objects.get() == other
    assert (EntryVersion.objects.get().entry_id, Draft.objects.get().entry_id) == (
        other.id,
        other.id,
    )


def test_the_whole_trash_goes_and_living_pages_stay(maya: Client) -> None:
    thrown = [full_entry(maya, f"Thrown {n}") for n in range(3)]
    living = full_entry(maya, "Living")
    for entry in thrown[1:]:
        maya.post(f"/journal/{entry.id}/delete/")
    html = maya.post(FOR_GOOD, {"all": "yes"}).content.decode()
    assert "Delete these 2 pages for good?" in html
    assert "Living" not in html
    named = [str(entry.id) for entry in thrown[1:]]
    assert all(f'name="entry" value="{each}"' in html for each in named)
    maya.post(FOR_GOOD, {"entry": named, "sure": "yes"})
    assert set(Entry.objects.values_list("id", flat=True)) == {thrown[0].id, living.id}
    assert counts() == (2, 2, 2)


def test_many_pages_go_only_with_the_password_and_one_goes_without(maya: Client) -> None:
    """Who finds the journal open and not just unlocked can empty no trash."""
    rows = [full_entry(maya, f"Thrown {n}") for n in range(3)]
    UnlockedSession.objects.update(opened=timezone.now() - timedelta(minutes=11))
    form = {"entry": [str(each.id) for each in rows[:2]]}
    assert 'name="password"' in maya.post(FOR_GOOD, form).text
    for typed in ({}, {"password": "not it at all"}):
        answer = maya.post(FOR_GOOD, {**form, **typed, "sure": "yes"})
        assert (answer.status_code, "Thrown" in answer.text) == (422, True)
        assert counts() == (3, 3, 3)
    answer = maya.post(FOR_GOOD, {"entry": str(rows[2].id), "sure": "yes"})
    assert (answer.status_code, counts()) == (303, (2, 2, 2))
    answer = maya.post(FOR_GOOD, {**form, "password": PASSWORD, "sure": "yes"})
    assert (answer.status_code, counts()) == (303, (0, 0, 0))


def test_soon_after_a_new_password_by_e_mail_nothing_goes_for_good(
    maya: Client, maya_user: User
) -> None:
    entry = full_entry(maya)
    keep_photo(open_vault_of(maya), entry).remove()
    erase = reverse("journal:photo_erase", args=[entry.id, Photo.objects.get().id])
    maya_user.note(Happened.RESET)
    for form in ({"entry": str(entry.id)}, {"entry": str(entry.id), "sure": "yes"}):
        assert maya.post(FOR_GOOD, form).status_code == 403
    assert maya.post(erase).status_code == 403
    assert (counts(), Photo.objects.count()) == ((1, 1, 1), 1)
    AccountEvent.objects.update(at=timezone.now() - timedelta(hours=72, seconds=1))
    assert maya.post(erase).status_code == 303
    assert maya.post(FOR_GOOD, {"entry": str(entry.id), "sure": "yes"}).status_code == 303
    assert (counts(), Photo.objects.count()) == ((0, 0, 0), 0)


def test_all_and_sure_together_still_ask(maya: Client) -> None:
    """What the question did not name is not deleted by it."""
    entry = full_entry(maya)
    maya.post(f"/journal/{entry.id}/delete/")
    assert maya.post(FOR_GOOD, {"all": "yes", "sure": "yes"}).status_code == 200
    assert counts() == (1, 1, 1)


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["\0"], [str(uuid.uuid4())]])
def test_choosing_nothing_changes_nothing(maya: Client, chosen: list[str]) -> None:
    full_entry(maya)
    answer = maya.post(FOR_GOOD, {"entry": chosen, "sure": "yes"})
    assert (answer.status_code, answer["Location"]) == (303, "/journal/trash/")
    assert counts() == (1, 1, 1)


def test_another_members_page_is_neither_named_nor_deleted(maya: Client, sol: Client) -> None:
    entry = full_entry(maya)
    for form in ({"entry": str(entry.id)}, {"entry": str(entry.id), "sure": "yes"}):
        answer = sol.post(FOR_GOOD, form)
        assert (answer.status_code, answer["Location"]) == (303, "/journal/trash/")
    assert counts() == (1, 1, 1)


def test_a_damaged_page_can_be_deleted_for_good(maya: Client) -> None:
    entry = full_entry(maya)
    Entry.objects.update(head=b"nonsense")
    assert "A damaged page" in maya.post(FOR_GOOD, {"entry": str(entry.id)}).content.decode()
    maya.post(FOR_GOOD, {"entry": str(entry.id), "sure": "yes"})
    assert counts() == (0, 0, 0)


def test_it_happens_whole_or_not_at_all(maya: Client) -> None:
    entry = full_entry(maya)
    vault = open_vault_of(maya)
    for after in range(30):
        fails = FailsOnce(after=after)
        with connection.execute_wrapper(fails), suppress(DatabaseError):
            delete_for_good(vault, [entry.id])
        if not fails.fired:
            break
        assert counts() == (1, 1, 1), after
    assert after > 3
    assert counts() == (0, 0, 0)


def test_a_kept_page_can_be_deleted_for_good_without_the_trash(maya: Client) -> None:
    entry = keep(maya)
    html = maya.get(f"/journal/{entry.id}/delete/").content.decode()
    assert f'action="{FOR_GOOD}"' in html
    assert f'name="entry" value="{entry.id}"' in html
