"""Kept results in the other rooms: in the file that is taken away, and on the journal's days."""

import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.journal.exporting.json_file import rows_in
from apps.quiz.integrations import ResultSerializer, opened_results, result_marks
from apps.quiz.models import KeptResult
from apps.quiz.results.content import KeptResultContent
from apps.vault.codec import replace as with_changes
from apps.vault.registry import Unreadable
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import file_in
from tests.quiz.test_history import DAY, SITTING, keep, records
from tests.quiz.test_observations import MIXED, noticed
from tests.tampering import set_field

RECORD = KeptResultContent.of(SITTING, day=DAY, about="Ä", note="— one\ntwo")


def said(**changes: Any) -> dict[str, Any]:
    contents = json.loads(RECORD.to_bytes())
    return {"contents": {**contents, **changes}}


@pytest.mark.django_db
def test_the_file_that_is_taken_away_has_every_result(maya: Client) -> None:
    keep(maya, SITTING, about="the tall one")
    keep(maya, noticed(MIXED))
    form = {"what": "all", "form": "json", "password": PASSWORD}
    answer = maya.post("/journal/export/", form)
    assert answer.status_code == 200
    found = [row for row in rows_in(BytesIO(file_in(answer))) if row.kind == "quiz results"]
    again = [
        KeptResultContent.from_bytes(json.dumps((row.data or {})["contents"]).encode())
        for row in found
    ]
    assert again == list(reversed(records(maya)))


@pytest.mark.django_db
def test_a_result_out_of_a_file_is_a_row_that_opens(maya: Client) -> None:
    vault = open_vault_of(maya)
    row = ResultSerializer().make(vault, said(), row_id=uuid4(), number=7)
    row.save()
    assert records(maya) == [RECORD]
    assert maya.get(f"/quiz/results/{row.id}/").status_code == 200


def test_what_is_well_formed_says_the_same_again() -> None:
    assert ResultSerializer().check(said()) == said()
    later = with_changes(RECORD, version="7.0", method=2)
    contents = json.loads(later.to_bytes())
    assert ResultSerializer().check({"contents": contents}) == {"contents": contents}


@pytest.mark.parametrize(
    "changes",
    [
        {"about": 5},
        {"about": "x" * 61},
        {"note": "x" * 2001},
        {"marks": "9" * 16},
        {"marks": "4" * 65},
        {"seed": "1"},
        {"seed": True},
        {"seed": -1},
        {"day": "tomorrow"},
        {"usual": "maybe"},
        {"flags": [1]},
        {"given": "yes"},
        {"lines": [{**said()["contents"]["lines"][0], "value": "5"}]},
        {"lines": [{**said()["contents"]["lines"][0], "value": 99}]},
        {"lines": [{**said()["contents"]["lines"][0], "low": float("nan")}]},
        {"lines": said()["contents"]["lines"][:1] * 2},
        {"format": 2},
        {"more": 1},
    ],
)
def test_what_no_result_could_hold_is_not_read(changes: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        ResultSerializer().check(said(**changes))


@pytest.mark.parametrize("strange", [{}, {"contents": None}, {"contents": []}, {"contents": "x"}])
def test_a_row_without_contents_is_not_read(strange: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        ResultSerializer().check(strange)


@pytest.mark.django_db
def test_results_are_marks_on_their_days_without_a_score(maya: Client, sol: Client) -> None:
    keep(sol, SITTING)
    row = keep(maya, SITTING, about="the tall one")
    keep(maya, noticed(MIXED), day=DAY + timedelta(days=3))
    damaged = keep(maya, replace(SITTING, seed=8))
    set_field(damaged, "sealed", b"nonsense")
    vault = open_vault_of(maya)
    [mark] = result_marks(opened_results(vault), DAY, DAY)
    assert (mark.day, mark.title) == (DAY, "You and a partner, the tall one")
    assert mark.url == f"/quiz/results/{row.id}/"
    assert len(result_marks(opened_results(vault), DAY, DAY + timedelta(days=3))) == 2
    assert result_marks(opened_results(vault), date(2020, 1, 1), DAY - timedelta(days=1)) == []
    assert KeptResult.objects.count() == 4


@pytest.mark.django_db
def test_the_calendar_and_the_patterns_lead_to_results(maya: Client) -> None:
    row = keep(maya, SITTING, about="the tall one")
    link = f'<a href="/quiz/results/{row.id}/">You and a partner, the tall one</a>'
    month = maya.get("/journal/calendar/2026/11/").content.decode()
    assert link in month
    assert 'href="#day-21"' in month
    assert link not in maya.get("/journal/calendar/2026/12/").content.decode()
    patterns = "/journal/insights/?span=own&first=2026-11-01&last=2026-11-30"
    assert link in maya.get(patterns).content.decode()


@pytest.mark.django_db
def test_patterns_draw_the_lines_of_results_that_may_be_compared(maya: Client, sol: Client) -> None:
    for weeks in (9, 0):
        day = DAY - timedelta(weeks=weeks)
        keep(maya, replace(SITTING, seed=weeks), day=day, about="the tall one")
        keep(maya, replace(SITTING, seed=weeks + 1), day=day)
    two = maya.get("/journal/insights/?span=all").text
    assert "<desc" not in two, "two points are no line"
    assert '<th scope="col">Discomfort with closeness</th>' in two
    for weeks in (1, 2, 3):
        day = DAY - timedelta(weeks=weeks)
        keep(maya, replace(SITTING, seed=weeks), day=day, about="the tall one")
    everything = maya.get("/journal/insights/?span=all").text
    assert everything.count('<desc id="line-desc-') == 1, "without a name nobody can compare"
    assert 'You and a partner: <span dir="auto">the tall one</span>' in everything
    assert "Too few results to speak of a direction" in two
    assert '<th scope="col">Discomfort with closeness</th>' in everything
    few = maya.get(f"/journal/insights/?first={DAY}&last={DAY}").text
    assert "the tall one" in few
    assert "<desc" not in few
    assert "the tall one" not in sol.get("/journal/insights/?span=all").text
