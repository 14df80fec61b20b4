"""A page of results is worked out before it is rendered: its template only prints."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.shortcuts import render
from django.test import Client

from apps.common.http.responses import render_page
from tests.quiz.sample_forms import BETWEEN, EASY, HARD, leaning, sitting_with
from tests.quiz.steps import RESULT, carrying
from tests.quiz.test_history import RESULTS, keep
from tests.quiz.test_observations import MIXED, noticed

QUIZ = Path(__file__).resolve().parents[2] / "apps" / "quiz"
WORKED_OUT_IN = tuple(str(QUIZ / folder) for folder in ("results", "scoring", "sitting"))
FIRST, SECOND = date(2026, 3, 1), date(2026, 8, 1)


@contextmanager
def watched(calls: list[str]) -> Iterator[None]:
    """Every call of a function that works something out is written down."""

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(WORKED_OUT_IN):
            calls.append(frame.f_code.co_qualname)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(before)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is called of the quiz while the templates of results are rendered."""
    made: list[str] = ["nothing was rendered"]

    def watching(renders: Any) -> Any:
        def rendered(*args: Any, **kwargs: Any) -> Any:
            if made == ["nothing was rendered"]:
                made.clear()
            with watched(made):
                return renders(*args, **kwargs)

        return rendered

    monkeypatch.setattr("apps.quiz.views.result.render_page", watching(render_page))
    monkeypatch.setattr("apps.quiz.views.history.render", watching(render))
    return made


def test_a_result_is_worked_out_before_it_is_rendered(calls: list[str]) -> None:
    partner = sitting_with(leaning(HARD, EASY))
    friend = sitting_with(leaning(BETWEEN, HARD), slug="self-friend")
    for address in (RESULT, "/quiz/compare/"):
        assert carrying(partner, friend).get(address).status_code == 200
        assert calls == []


def test_a_list_is_worked_out_before_it_is_rendered(calls: list[str]) -> None:
    assert carrying(noticed(MIXED)).get("/quiz/notice-partner/result/").status_code == 200
    assert calls == []


@pytest.mark.django_db
def test_kept_results_are_worked_out_before_they_are_rendered(
    maya: Client, calls: list[str]
) -> None:
    one = keep(maya, sitting_with(leaning(HARD, EASY), seed=1), day=FIRST, about="A")
    two = keep(maya, sitting_with(leaning(EASY, EASY), seed=2), day=SECOND, about="A")
    seen = keep(maya, noticed(MIXED), day=FIRST)
    addresses = [f"{RESULTS}{row.id}/" for row in (one, two, seen)]
    for address in (RESULTS, *addresses, f"{RESULTS}map/?r={one.id}&r={two.id}"):
        assert maya.get(address).status_code == 200
        assert calls == [], address
