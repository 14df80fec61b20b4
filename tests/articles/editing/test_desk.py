"""The desk says what waits, and a review is dated only by somebody who did it."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.articles.editing.publishing import months_after
from apps.articles.editing.worklist import worklist
from apps.articles.models import Feedback, Guide, Review, Revision, RevisionState
from tests.articles.editing.conftest import SLUG
from tests.articles.editing.pages import PLACE, body, main_of, publish, save, words_of
from tests.articles.factories import FACTS, GUIDE
from tests.articles.test_load import load

pytestmark = pytest.mark.usefixtures("library")


def waits(client: Client) -> str:
    return words_of(client.get("/editing/")).partition("To look at")[2].partition("All guides")[0]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2027-08-01", "Nothing waits."),
        ("2027-09-04", "To be checked by 2 November 2027."),
        ("2027-11-02", "To be checked by 2 November 2027."),
        ("2027-11-03", "The check has been due since 2 November 2027."),
    ],
)
def test_a_review_is_called_for_60_days_before_it_is_due(day: str, said: str) -> None:
    from tests.articles.editing.conftest import editor

    with time_machine.travel(f"{day}T12:00Z"):
        assert said in waits(editor("ines"))


def test_drafts_and_edits_wait(ines: Client) -> None:
    assert "Nothing waits." in waits(ines)
    save(ines, body=body(common="It is rare."))
    assert "A draft of" in waits(ines)
    publish(ines)
    assert "its file does not say this yet" in waits(ines)


def test_a_changed_fact_waits_until_the_guide_is_reviewed(ines: Client, library: Path) -> None:
    (library / "facts.toml").write_text(FACTS.replace("one leaves.", "one stays."), "utf-8")
    load(library)
    assert "These facts have changed since it was checked: F10.1." in waits(ines)
    form = {"base": "1", "note": "Checked again.", "is_checked": "on"}
    assert ines.post(f"{PLACE}review/", form).status_code == 303
    assert Review.objects.changed_since().keys() == {"a-guide"}


def test_a_review_is_dated_by_the_rule_and_said_in_the_changes(ines: Client) -> None:
    form = {"base": "1", "note": "Checked against its sources.", "is_checked": "on"}
    with time_machine.travel("2026-12-05T12:00Z", tick=False):
        from tests.articles.editing.conftest import editor

        assert editor("otto").post(f"{PLACE}review/", form).status_code == 303
    guide = Guide.objects.get(slug=SLUG)
    assert (guide.reviewed, guide.review_due) == (date(2026, 12, 5), date(2027, 12, 5))
    assert guide.changes[-1] == {"date": "2026-12-05", "note": "Checked against its sources."}
    assert guide.published == date(2026, 11, 1)


def test_nobody_reviews_by_a_slip(ines: Client) -> None:
    assert ines.post(f"{PLACE}review/", {"base": "1", "note": "Checked."}).status_code == 422
    assert ines.get(f"{PLACE}review/").status_code == 200
    save(ines, body=body(common="It is rare."))
    form = {"base": "2", "note": "Checked.", "is_checked": "on"}
    answer = ines.post(f"{PLACE}review/", form)
    assert (answer.status_code, "There is a draft" in main_of(answer)) == (409, True)
    assert Guide.objects.get(slug=SLUG).reviewed == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 24), 12, date(2027, 11, 24)),
        (date(2026, 11, 24), 6, date(2027, 5, 24)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_the_desk_asks_no_more_queries_for_more_guides(ines: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            worklist()
        return len(queries)

    few = asked()
    for n in range(20):
        Revision.objects.add(f"guide-{n}", GUIDE, after=0, state=RevisionState.DRAFT)
    assert asked() == few
    assert len(worklist()) == 22


def test_facts_are_found_by_word_author_and_number(ines: Client) -> None:
    for words, found in (("presses", "F10.1"), ("Schrodt", "F10.1"), ("f15", "F15.2")):
        page = main_of(ines.get(f"/editing/facts/?q={words}"))
        assert found in page
    assert "F15.2" not in main_of(ines.get("/editing/facts/?q=presses"))
    assert "No record has these words." in main_of(ines.get("/editing/facts/?q=heron"))


def test_what_readers_say_is_read(ines: Client) -> None:
    guide = Guide.objects.get(slug=SLUG)
    Feedback.objects.keep(guide, useful="partly", missing="A word <b>for</b> fathers")
    for address in ("/editing/feedback/", f"/editing/feedback/?guide={SLUG}"):
        assert "A word <b>for</b> fathers" in main_of(ines.get(address))
        assert "<b>for</b>" not in ines.get(address).content.decode()
    assert "fathers" not in main_of(ines.get("/editing/feedback/?guide=a-guide"))
