"""Results over time: compared only where they may be, and in three careful phrases."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.models import KeptResult
from apps.quiz.questionnaire.catalogue import QuestionnaireCatalogue
from apps.quiz.questionnaire.model import VersionStatus
from apps.quiz.results.content import KeptResultContent, KeptScore
from apps.quiz.results.series import Dated, ResultSeries, compared, series_of
from apps.quiz.results.time_chart import BOTTOM, LEFT, RIGHT, TOP, draw
from apps.quiz.scoring.score import Scale
from apps.quiz.sitting import browser
from apps.vault.codec import replace as with_changes
from tests.factories import open_vault_of
from tests.quiz.sample_forms import BETWEEN, EASY, HARD, leaning, self_partner, sitting_with
from tests.quiz.steps import text_of
from tests.quiz.test_history import RESULTS, keep
from tests.quiz.test_observations import MIXED, noticed

FIRST = date(2026, 8, 1)
WEEK = timedelta(weeks=1)
NINES = timedelta(weeks=9)


def scoring(value: float, *, on: date = FIRST, about: str = "A", **changes: Any) -> Dated:
    """A kept result whose two scores are given, whatever its answers say."""
    record = KeptResultContent.of(sitting_with(leaning(EASY, EASY)), day=on, about=about)
    lines = tuple(
        with_changes(line, value=value, low=value - 0.6, high=value + 0.6) for line in record.lines
    )
    return Dated(uuid4(), with_changes(record, lines=lines, **changes))


def words(earlier: Dated, later: Dated) -> list[str]:
    since = compared(earlier, later)
    assert since is not None
    return [str(line.words) for line in since.lines]


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (5.25, "within the usual wobble"),
        (4.30, "within the usual wobble"),
        (4.25, "perhaps a change"),
        (3.71, "perhaps a change"),
        (3.60, "a clear change on these questions"),
        (6.90, "a clear change on these questions"),
    ],
)
def test_a_pair_is_told_in_the_words_of_the_method(later: float, said: str) -> None:
    assert words(scoring(5.25), scoring(later, on=FIRST + NINES)) == [said, said]


@pytest.mark.parametrize(
    "other",
    [
        scoring(4, about="B"),
        scoring(4, about=""),
        scoring(4, slug="self-friend"),
        scoring(4, version="1.0"),
    ],
)
def test_another_person_form_or_meaning_is_never_compared(other: Dated) -> None:
    assert compared(scoring(4), other) is None
    assert len(series_of([scoring(4), other])) == 2 or not other.record.is_scored


def test_a_version_that_corrects_a_slip_is_still_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    corrected = msgspec.structs.replace(self_partner(), version="3.1", status=VersionStatus.RETIRED)
    both = QuestionnaireCatalogue((self_partner(), corrected))
    monkeypatch.setattr(browser, "catalogue", lambda: both)
    assert compared(scoring(4), scoring(4, version="3.1", on=FIRST + NINES))
    assert len(series_of([scoring(4), scoring(4, version="3.1")])) == 1


def test_results_without_a_name_are_not_compared_unless_about_people_in_general() -> None:
    early, late = scoring(5, about=""), scoring(3, about=" ", on=FIRST + NINES)
    assert compared(early, late) is None
    [series] = series_of([early, late])
    assert (series.is_comparable, series.has_several) == (False, False)
    assert [step.since for step in series.steps] == [None, None]
    everybody = [scoring(5, about="", slug="self-general") for _ in range(2)]
    assert compared(*everybody)
    assert series_of(everybody)[0].has_several


def test_capitals_and_spaces_make_no_other_person() -> None:
    assert compared(scoring(4, about="The  Tall One"), scoring(4, about="the tall one"))
    assert len(series_of([scoring(4, about="É "), scoring(4, about="é")])) == 1


def test_the_order_in_which_two_are_named_does_not_matter() -> None:
    early, late = scoring(5), scoring(3, on=FIRST + NINES)
    since = compared(late, early)
    assert since == compared(early, late)
    assert since is not None
    assert [line.difference for line in since.lines] == ["−2.00", "−2.00"]


def test_a_gap_under_eight_weeks_is_noted_as_short() -> None:
    def is_short(days: int) -> bool:
        since = compared(scoring(4), scoring(4, on=FIRST + timedelta(days=days)))
        assert since is not None
        return since.is_short

    assert (is_short(0), is_short(55), is_short(56)) == (True, True, False)


def test_a_list_of_what_was_noticed_is_never_compared() -> None:
    one = Dated(uuid4(), KeptResultContent.of(noticed(MIXED), day=FIRST))
    other = Dated(uuid4(), KeptResultContent.of(noticed(MIXED), day=FIRST + NINES))
    assert compared(one, other) is None
    assert series_of([one, other]) == []


def in_a_row(*values: float) -> ResultSeries:
    [series] = series_of(scoring(v, on=FIRST + NINES * n) for n, v in enumerate(values))
    return series


def test_no_direction_is_spoken_of_under_four_points() -> None:
    assert not in_a_row(1, 4, 7).may_have_a_direction
    assert in_a_row(4, 4, 4, 4.5).may_have_a_direction
    assert in_a_row(4, 4, 4, 4.5).all_overlap
    assert not in_a_row(2, 4, 4, 4.5).all_overlap
    assert in_a_row(4).look_again == FIRST + timedelta(days=56)


@given(st.lists(st.floats(1, 7), min_size=1, max_size=12))
def test_every_point_and_bar_lies_inside_the_drawing(values: list[float]) -> None:
    results = [
        Dated(uuid4(), with_changes(each.record, lines=tuple(_cut(each.record))))
        for each in (scoring(v, on=FIRST + WEEK * n) for n, v in enumerate(values))
    ]
    chart = draw(series_of(results)[0])
    for track in chart.tracks:
        assert len(track.spots) == len(values)
        for spot in track.spots:
            assert LEFT < spot.x < RIGHT
            assert TOP <= spot.top <= spot.y <= spot.bottom <= BOTTOM


def _cut(record: KeptResultContent) -> list[KeptScore]:
    return [
        with_changes(line, low=max(1, line.low), high=min(7, line.high)) for line in record.lines
    ]


@pytest.mark.django_db
def test_the_page_has_words_a_line_with_a_description_and_a_table(maya: Client) -> None:
    for n, lean in enumerate((EASY, HARD, EASY, HARD, BETWEEN)):
        keep(
            maya, sitting_with(leaning(lean, EASY), seed=n), day=FIRST + NINES * (n - 3), about="A"
        )
    html = maya.get(RESULTS).content.decode()
    page = text_of(html)
    assert "−2.00 since 1 August 2026, a clear change on these questions." in page
    assert "0.00 since 1 August 2026, within the usual wobble." in page
    assert "Not all ranges overlap" in page
    description = html.partition('<desc id="line-desc-1">')[2].partition("</desc>")[0]
    assert (
        "1 August 2026: Discomfort with closeness 6.0 (5.4 to 6.6); Worry 2.0 (1.4 to 2.6)."
        in text_of(description)
    )
    assert "stroke-dasharray" in html
    assert_no_verdict(page)


@pytest.mark.django_db
def test_under_five_results_there_is_no_line(maya: Client) -> None:
    for n in range(4):
        lean = (HARD, BETWEEN)[n % 2]
        keep(maya, sitting_with(leaning(lean, EASY), seed=n), day=FIRST + NINES * n, about="A")
    html = maya.get(RESULTS).content.decode()
    page = text_of(html)
    assert 'class="over-time"' not in html
    assert "each with the change since the one before" in page
    assert "−2.00, a clear change on these questions" in page
    assert "Each bar is the range" not in page
    assert_no_verdict(page)


def assert_no_verdict(page: str) -> None:
    for verdict in ("better", "improve", "worse than", "progress"):
        assert verdict not in page.replace("Higher is not worse.", "")


@pytest.mark.django_db
def test_different_persons_stand_on_one_map(maya: Client, sol: Client) -> None:
    partner = keep(maya, sitting_with(leaning(HARD, EASY)), about="A")
    friend = keep(maya, sitting_with(leaning(EASY, BETWEEN), slug="self-friend"))
    a_list = keep(maya, noticed(MIXED))
    asked = [("r", str(row.id)) for row in (partner, friend, a_list)]
    address = f"{RESULTS}map/?" + "&".join("=".join(pair) for pair in asked)
    html = maya.get(address).content.decode()
    assert "1. " in html
    assert html.count("<ellipse") == 2
    assert "What you notice" not in html
    assert "since" not in text_of(html)
    assert sol.get(address).status_code == 404
    assert "tick two results" in maya.get(f"{RESULTS}map/?r=x&r={partner.id}").content.decode()


@pytest.mark.django_db
def test_two_of_one_kind_on_one_map_say_how_they_differ(maya: Client) -> None:
    rows = [
        keep(maya, sitting_with(leaning(lean, EASY), seed=n), about="A")
        for n, lean in enumerate((HARD, EASY))
    ]
    html = maya.get(f"{RESULTS}map/?r={rows[1].id}&r={rows[0].id}").content.decode()
    assert "−4.00 since 21 November 2026, a clear change on these questions" in text_of(html)
    assert "Both are of the same day." in html


@pytest.mark.django_db
def test_many_results_cost_no_more_questions_to_the_database(maya: Client) -> None:
    vault = open_vault_of(maya)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert maya.get(RESULTS).status_code == 200
        return len(seen)

    KeptResult.keep(vault, sitting_with(leaning(HARD, EASY), seed=99), day=FIRST)
    few = queries()
    for n in range(12):
        KeptResult.keep(vault, sitting_with(leaning(EASY, EASY), seed=n), day=FIRST + WEEK * n)
    assert queries() == few


def test_results_of_one_day_stand_beside_each_other() -> None:
    [series] = series_of([scoring(3), scoring(4), scoring(5)])
    xs = [spot.x for spot in draw(series).tracks[0].spots]
    assert xs == sorted(set(xs))


def test_every_line_has_a_sign_besides_its_colour() -> None:
    scales = [track.scale for track in draw(in_a_row(3, 4)).tracks]
    assert scales == [Scale.AVOIDANCE, Scale.ANXIETY]
    assert all(
        re.fullmatch(r"M[\d.]+ [\d.]+L[\d.]+ [\d.]+", t.path) for t in draw(in_a_row(3, 4)).tracks
    )
    assert [track.path for track in draw(in_a_row(3)).tracks] == ["", ""]


@pytest.mark.django_db
def test_of_two_on_one_day_the_one_kept_first_is_the_earlier(maya: Client) -> None:
    rows = [keep(maya, sitting_with(leaning(HARD, EASY), seed=n), about="A") for n in range(6)]
    late = keep(maya, sitting_with(leaning(EASY, EASY), seed=9), about="A")
    for row in rows:
        html = maya.get(f"{RESULTS}map/?r={late.id}&r={row.id}").content.decode()
        assert "−4.00 since" in text_of(html)


@pytest.mark.django_db
def test_a_version_that_is_not_here_stands_apart(maya: Client) -> None:
    row = keep(maya, sitting_with(leaning(HARD, EASY)), about="A")
    vault = open_vault_of(maya)
    row._become(vault, with_changes(row.contents(vault), version="9.0"))
    html = maya.get(RESULTS).content.decode()
    assert "Of other versions" in html
    assert "What you noticed" not in html
    page = text_of(maya.get(f"{RESULTS}{row.id}/").content.decode())
    assert "6.0 (5.4 to 6.6)" in page


def as_version(client: Client, row: KeptResult, version: str) -> KeptResult:
    vault = open_vault_of(client)
    row._become(vault, with_changes(row.contents(vault), version=version))
    return row


@pytest.mark.django_db
def test_results_of_earlier_statements_open_and_say_why_nothing_is_compared(maya: Client) -> None:
    now = keep(maya, sitting_with(leaning(EASY, EASY)), day=FIRST + NINES, about="A")
    assert "another meaning" not in text_of(maya.get(RESULTS).content.decode())
    before = keep(maya, sitting_with(leaning(HARD, EASY)), day=FIRST, about="A")
    as_version(maya, before, "2.0")
    page = text_of(maya.get(RESULTS).content.decode())
    assert "These answer an earlier version of the statements (2.0)." in page
    assert "Earlier results of this set answer statements of another meaning." in page
    assert page.count("If you want to look again") == 1  # only of the statements of now
    assert " since 1 August 2026" not in page
    together = text_of(maya.get(f"{RESULTS}map/?r={now.id}&r={before.id}").content.decode())
    assert "no change between them is worked out" in together
    assert " since 1 August 2026" not in together
    opened = maya.get(f"{RESULTS}{before.id}/").content.decode()
    assert "boxed in" in opened  # the statement as it was answered
    for kind in ("csv", "json"):
        assert maya.get(f"{RESULTS}{before.id}/{kind}/").status_code == 200
