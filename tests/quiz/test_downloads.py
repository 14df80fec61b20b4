"""A result leaves as a file that the person asked for, complete, harmless and named for nothing."""

import csv
import json
from io import StringIO

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.results.downloads import FORMULA_STARTS, harmless
from apps.quiz.scoring.score import Scale
from apps.quiz.sitting.sitting import Sitting, Usual
from tests.quiz.sample_forms import BETWEEN, EASY, HARD, SELF, leaning, scored, sitting_with
from tests.quiz.steps import RESULT, carried, carrying, post, text_of
from tests.quiz.test_observations import MIXED, noticed

# No test in this file is given the database, so any query at all would fail it.

SITTING = sitting_with(leaning(EASY | {"8": "0"}, HARD), usual=Usual.NO)


def downloaded(sitting: Sitting, kind: str) -> str:
    response = carrying(sitting).get(f"/quiz/{sitting.form.slug}/result/{kind}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("kind", "mime"), [("json", "application/json"), ("csv", "text/csv")])
def test_the_file_is_handed_over_and_kept_in_no_cache(kind: str, mime: str) -> None:
    response = carrying(SITTING).get(f"{RESULT}{kind}/")
    assert response["Content-Type"].startswith(mime)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    name = response["Content-Disposition"].removeprefix('attachment; filename="')
    assert name.startswith("answers-20")
    assert name.endswith(f'.{kind}"')
    assert not response.cookies


@pytest.mark.parametrize("slug", SELF)
def test_the_score_can_be_worked_out_again_from_the_file(slug: str) -> None:
    sitting = sitting_with(leaning(EASY | {"8": "0"}, HARD), slug=slug)
    content = json.loads(downloaded(sitting, "json"))
    form = scored(slug)
    assert (content["form"], content["version"]) == (slug, form.version)
    assert [answer["text"] for answer in content["answers"]] == [i.text for i in form.items]
    for line in ("avoidance", "anxiety"):
        counted = [a["counts"] for a in content["answers"] if a["line"] == line and a["counts"]]
        for answer in content["answers"]:
            turned = answer["direction"] == "reversed" and answer["answer"]
            assert answer["counts"] == (8 - answer["answer"] if turned else answer["answer"])
        assert content["lines"][line]["score"] == round(sum(counted) / len(counted), 4)
    assert content["lines"]["avoidance"]["answered"] == 7
    assert content["constants"]["source"] == "provisional"
    assert sorted(answer["shown"] for answer in content["answers"]) == list(range(1, 17))


def test_the_table_has_a_row_for_each_statement_and_the_numbers_of_the_result() -> None:
    text = downloaded(SITTING, "csv")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeffid,statement,")
    assert [row[0] for row in rows[1:17]] == [item.id for item in SITTING.form.items]
    assert rows[17][1:5] == ["Discomfort with closeness", "avoidance", "2.0", "1.3 to 2.7"]
    assert rows[18][1:5] == ["Worry about being left", "anxiety", "6.0", "5.4 to 6.6"]
    assert "Not a test" in rows[19][1]


def test_the_table_rounds_as_the_page_does() -> None:
    sitting = sitting_with(leaning(BETWEEN | {"1": "6"}, BETWEEN | {"1": "6"}))
    assert sitting.result.on(Scale.AVOIDANCE).value % 0.5 == 0.25  # type: ignore[union-attr]
    rows = list(csv.reader(StringIO(downloaded(sitting, "csv"))))
    page = text_of(carrying(sitting).get(RESULT).content.decode())
    for name, _scale, score, place in (row[1:5] for row in rows[17:19]):
        assert f"{name} (8 of 8 answers) {score} {place}" in page


def test_a_list_leaves_without_any_score() -> None:
    content = json.loads(downloaded(noticed(MIXED), "json"))
    assert not {"lines", "constants", "usual"} & set(content)
    assert not any("counts" in answer for answer in content["answers"])
    assert len(list(csv.reader(StringIO(downloaded(noticed(MIXED), "csv"))))) == 1 + 16 + 1


@pytest.mark.django_db
def test_fear_is_in_no_file() -> None:
    client = carrying(noticed(MIXED, done=False))
    post(client, "/quiz/notice-partner/review/", afraid="on")
    carried(client, "notice-partner")
    for kind in ("json", "csv"):
        text = client.get(f"/quiz/notice-partner/result/{kind}/").content.decode()
        assert "afraid" not in text


@given(st.text())
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert not harmless(cell).lstrip(" ").startswith(FORMULA_STARTS)
    assert harmless(cell).endswith(cell)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_there_are_two_kinds_of_file_and_none_before_the_end() -> None:
    assert carrying(SITTING).get(f"{RESULT}xlsx/").status_code == 404
    unfinished = carrying(sitting_with(leaning(EASY, HARD), usual=None))
    assert unfinished.get(f"{RESULT}json/")["Location"] == "/quiz/self-partner/review/"
    assert Client().get(f"{RESULT}json/")["Location"] == "/quiz/self-partner/?from=lapsed"
