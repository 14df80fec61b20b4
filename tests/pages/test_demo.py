"""The demo member's year: every room has something in it, and nothing of it is yet to come."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.articles.models import Guide, Shelf
from apps.articles.shelf.text_quotes import QuoteSection, paragraphs
from apps.journal.entries.content import EntryHead
from apps.journal.entries.feelings import known_words
from apps.journal.entries.timeline import timeline_of
from apps.journal.models import (
    Draft,
    Entry,
    EntryTemplate,
    EntryVersion,
    JournalState,
    Photo,
    Preferences,
)
from apps.journal.on_this_day import page_of_this_day
from apps.journal.practices.courses import under_way
from apps.journal.practices.reminders import due_pages
from apps.pages.demo import DEMO_NAME, DEMO_PASSWORD, make_demo_member
from apps.pages.demo_content import demo_content
from apps.quiz.models import KeptResult
from apps.vault.keyslots import unwrap_with_password
from apps.vault.models import UnlockedSession, Vault
from apps.vault.registry import all_sealed_tables
from apps.vault.unlocked_vault import UnlockedVault
from tests.content_fixtures import load_content
from tests.factories import sign_in
from tests.routes import Route, private_routes

EMPTY: Final = 'class="empty '
# A day that the year before does not have, the first of a year, the last of a month before a
# shorter one, a 28 February on which a 29th is remembered, and one in the middle of nothing.
DAYS: Final = [
    date(2028, 2, 29),
    date(2027, 1, 1),
    date(2027, 3, 31),
    date(2029, 2, 28),
    date(2026, 11, 30),
]
# Rows that come by while something is done and go again: nobody's rooms are furnished with them.
IN_PASSING: Final = {
    "account_passkey_remove",  # a passkey is made by a device, and nobody has that one
    "quiz:drop",
    "journal:locked_draft_delete",
    "journal:pending",
    "journal:photo_restore",
    "journal:photo_erase",
}
# Pages for everybody that show a member what is their own.
ALSO_THEIRS: Final = [
    "/",
    "/guides/",
    "/guides/offering-time-alone/",
    "/journal/search/?q=lamp",
    "/journal/practices/",
    "/journal/practices/three-columns/",
    "/journal/journeys/missing-them/",
    "/quiz/",
    "/quiz/results/?form=self-partner",
]


def open_vault() -> UnlockedVault:
    vault = Vault.objects.get(user__username=DEMO_NAME)
    data_keys = unwrap_with_password(vault, DEMO_PASSWORD)
    return UnlockedVault(UnlockedSession(vault=vault), data_keys)


def heads(vault: UnlockedVault) -> list[EntryHead]:
    return [row.opened_head(vault) for row in Entry.objects.in_vault(vault).living()]


@pytest.fixture
def vault(db: None) -> UnlockedVault:
    load_content()
    assert make_demo_member()
    return open_vault()


@pytest.fixture
def demo(vault: UnlockedVault) -> Client:
    return sign_in(Client(), DEMO_NAME, password=DEMO_PASSWORD)


def addresses(vault: UnlockedVault) -> dict[str, str]:
    """Each private route with a row of the demo member's own behind it."""
    photo = Photo.objects.in_vault(vault).order_by("number")[0]
    version = EntryVersion.objects.in_vault(vault)[0]
    trashed = Entry.objects.in_vault(vault).trashed()[0]
    promise = due_pages(vault, JournalState.of(vault), today=timezone.localdate())[0][0]
    values: dict[str, Any] = {
        "draft_id": Draft.objects.in_vault(vault)[0].id,
        "entry_id": photo.entry_id,
        "course_id": "missing-them",
        "month": timezone.localdate().month,
        "passage_id": Shelf.opened(vault).passages[0].id,
        "photo_id": photo.id,
        "practice_id": "three-columns",
        "prompt_id": "1-1",
        "result_id": KeptResult.objects.in_vault(vault)[0].id,
        "slug": "when-someone-pulls-away",
        "template_id": EntryTemplate.objects.in_vault(vault)[0].id,
        "version_id": version.id,
        "year": timezone.localdate().year,
    }
    others: dict[str, dict[str, Any]] = {
        "journal:history": {"entry_id": version.entry_id},
        "journal:version": {"entry_id": version.entry_id},
        "journal:restore": {"entry_id": trashed.id},
        "journal:outcome": {"entry_id": promise.id},
        "quiz:keep": {"slug": "self-partner"},
    }

    def address(route: Route) -> str:
        own = values | others.get(route.name, {})
        return route.address(**{name: own[name] for name in route.needs})

    return {
        route.name: address(route) for route in private_routes() if route.name not in IN_PASSING
    }


# --- No room is empty ---------------------------------------------------------------------------


def test_every_private_page_has_something_to_show(demo: Client, vault: UnlockedVault) -> None:
    answers = {address: demo.get(address) for address in [*addresses(vault).values(), *ALSO_THEIRS]}
    only_sent = {address for address, answer in answers.items() if answer.status_code == 405}
    led_on = {address for address, answer in answers.items() if answer.status_code in {302, 303}}
    pages = answers.keys() - only_sent - led_on
    assert len(pages) >= 40
    assert {each: answers[each].status_code for each in pages} == dict.fromkeys(pages, 200)
    assert [each for each in pages if EMPTY in _text(answers[each])] == []
    assert len(led_on) <= 7
    assert {demo.get(address, follow=True).status_code for address in led_on} <= {200, 405}
    assert "The lamp on the landing" in _text(answers["/"])
    check_its_photos(demo, vault)


def _text(answer: Any) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")


def test_a_year_of_a_person(vault: UnlockedVault) -> None:
    check_the_pages(vault)
    check_what_is_beside_the_pages(vault)
    check_that_the_shelf_speaks_of_the_guides_as_they_are(vault)
    check_that_making_it_again_changes_nothing(vault)


def check_the_pages(vault: UnlockedVault) -> None:
    found = heads(vault)
    assert len(found) >= 60
    assert (timezone.localdate() - min(head.day for head in found)).days >= 365
    months = {(head.day.year, head.day.month) for head in found}
    assert len(months) >= 12
    people = Counter(name for head in found for name in head.people)
    assert sorted(people) == ["Daniel", "Rosa"]
    assert min(people.values()) >= 5
    assert len({word for head in found for word in head.feelings}) >= 25
    assert {word for head in found for word in head.feelings} <= known_words()
    assert len({word for head in found for word in head.tags}) >= 5
    assert {head.water for head in found} == {None, 1, 2, 3, 4, 5}
    practices = Counter(head.practice for head in found if head.practice)
    assert len(practices) >= 6
    assert practices["check-in"] >= 5
    assert sum(bool(head.guide) for head in found) == 3
    words = [
        len(page.body.split())
        for page in (row.page(vault) for row in Entry.objects.in_vault(vault).living())
        if not page.head.practice
    ]
    assert min(words) <= 10
    assert max(words) >= 120


def check_what_is_beside_the_pages(vault: UnlockedVault) -> None:
    shelf, state = Shelf.opened(vault), JournalState.opened(vault)
    assert (len(shelf.saved), len(shelf.passages), len(shelf.places)) == (3, 5, 1)
    results = [row.contents(vault) for row in KeptResult.objects.in_vault(vault)]
    assert Counter(result.slug for result in results) == {"self-partner": 3, "self-general": 1}
    assert len({result.marks for result in results}) == len({each.day for each in results}) == 4
    assert all(result.is_placed for result in results)
    course = under_way(state)
    assert course is not None
    assert course.behind == 2
    assert len(due_pages(vault, state, today=timezone.localdate())) == 1
    preferences = Preferences.opened(vault)
    assert len(preferences.pins) == 3
    assert preferences.kit in preferences.pins
    assert EntryTemplate.objects.in_vault(vault).count() == 1
    assert Entry.objects.in_vault(vault).trashed().count() == 1
    assert EntryVersion.objects.in_vault(vault).count() == 1
    [draft] = Draft.objects.in_vault(vault)
    assert draft.contents(vault).has_words()
    assert vault.vault.has_code()
    assert not vault.vault.wants_code()


def check_its_photos(demo: Client, vault: UnlockedVault) -> None:
    photos = list(Photo.objects.in_vault(vault).shown())
    assert len(photos) == 3
    for photo in photos:
        caption = photo.opened_caption(vault)
        assert caption.description
        shown = demo.get(f"/journal/{photo.entry_id}/photos/{photo.id}/file/")
        assert shown.status_code == 200
        assert shown.content == photo.jpeg(vault)
        assert shown["content-type"] == "image/jpeg"
        assert len(shown.content) < 20_000
        assert caption.description in demo.get(f"/journal/{photo.entry_id}/").content.decode()


def check_that_the_shelf_speaks_of_the_guides_as_they_are(vault: UnlockedVault) -> None:
    shelf = Shelf.opened(vault)
    titles = {guide.slug: guide.title for guide in Guide.objects.published()}
    section = QuoteSection(id="", title="")
    named = {
        *((each.slug, each.title) for each in shelf.saved),
        *((each.slug, each.title) for each in shelf.places),
        *((each.slug, each.title) for each in shelf.passages),
    }
    assert named <= titles.items()
    for passage in shelf.passages:
        guide = Guide.objects.get(slug=passage.slug)
        texts = [each.text for each in paragraphs(guide.body_html, section=section)]
        assert any(passage.quote in text for text in texts), passage.quote
    for place in shelf.places:
        guide = Guide.objects.get(slug=place.slug)
        found = {each.section for each in paragraphs(guide.body_html, section=section)}
        assert QuoteSection(id=place.section, title=place.heading) in found


def check_that_making_it_again_changes_nothing(vault: UnlockedVault) -> None:
    tables = all_sealed_tables()
    before = {each.name: list(each.rows_of(vault.id).values()) for each in tables}
    assert not make_demo_member()
    assert {each.name: list(each.rows_of(vault.id).values()) for each in tables} == before
    assert User.objects.count() == Vault.objects.count() == 1


def test_the_readme_says_how_to_sign_in() -> None:
    readme = (settings.BASE_DIR / "README.md").read_text("utf-8")
    assert f"**{DEMO_NAME}** with the password **{DEMO_PASSWORD}**" in readme


# --- Days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.django_db
def test_whenever_it_is_made_its_days_are_those_of_the_year_before(today: date) -> None:
    with time_machine.travel(datetime.combine(today, time(0, 20), tzinfo=UTC), tick=False):
        make_demo_member()
        vault = open_vault()
        check_that_nothing_is_yet_to_come(vault, today)
        check_the_plain_days(vault, today)
        check_on_this_day(vault, today)


def check_that_nothing_is_yet_to_come(vault: UnlockedVault, today: date) -> None:
    """Not even by a clock in the west, for which the day of UTC may still be tomorrow."""
    yesterday = today - timedelta(days=1)
    assert max(head.day for head in heads(vault)) <= yesterday
    for result in KeptResult.objects.in_vault(vault):
        assert result.contents(vault).day == result.changed_on <= yesterday
    shelf = Shelf.opened(vault)
    assert max(each.on for each in shelf.saved) <= yesterday
    assert max(each.on for each in shelf.places) <= yesterday
    assert max(each.on for each in shelf.passages) <= yesterday
    [draft] = Draft.objects.in_vault(vault)
    assert draft.contents(vault).saved < timezone.now()
    for table in all_sealed_tables():
        for changed_on in table.rows_of(vault.id).values_list("changed_on", flat=True):
            assert changed_on <= today, table.name


def check_the_plain_days(vault: UnlockedVault, today: date) -> None:
    first = min(head.day for head in heads(vault))
    assert vault.vault.made_on < first
    assert {slot.made_on for slot in vault.vault.slots.all()} == {vault.vault.made_on}
    entries = Entry.objects.in_vault(vault).order_by("number")
    assert all(row.opened_head(vault).day == row.changed_on for row in entries)
    days = {row.id: row.changed_on for row in entries}
    assert list(days.values()) == sorted(days.values())
    for photo in Photo.objects.in_vault(vault):
        assert photo.changed_on == days[photo.entry_id]
    [version] = EntryVersion.objects.in_vault(vault)
    assert version.changed_on == days[version.entry_id]
    assert version.expires_on > today


def check_on_this_day(vault: UnlockedVault, today: date) -> None:
    """Also where it is already tomorrow, or still yesterday, and for who looks again later."""
    for days in range(-1, 7):
        day = today + timedelta(days=days)
        found = page_of_this_day(vault, timeline=timeline_of(vault), today=day, passed=())
        assert bool(found) == ((day.month, day.day) != (2, 29)), day  # last year had none


def test_pages_stand_in_the_order_of_their_days_whenever_they_are_made() -> None:
    for after in range(0, 1500, 11):
        today = date(2026, 1, 1) + timedelta(days=after)
        days = [page.day(today) for page in demo_content(today).pages]
        assert len(set(days)) >= 60
        assert min(days) >= today - timedelta(days=367)
        assert max(days) < today
