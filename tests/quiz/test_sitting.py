"""A sitting remembers every answer, and what it has not been told stays open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.scoring.score import Scale
from apps.quiz.sitting.sitting import SKIPPED, UNSEEN, Sitting, Usual
from tests.quiz.sample_forms import EASY, HARD, leaning, self_partner, sitting_with


def test_a_new_sitting_has_seen_nothing() -> None:
    sitting = Sitting.begin(self_partner())
    assert sitting.marks == UNSEEN * 16
    assert sitting.next_unseen == 1
    assert sitting.usual is None
    assert len(sitting.unanswered) == 16


@given(st.integers(1, 16), st.sampled_from("1234567"), st.integers(0, 2**48 - 1))
def test_an_answer_lands_on_the_statement_that_was_shown(n: int, mark: str, seed: int) -> None:
    form = self_partner()
    sitting = Sitting(form, seed, UNSEEN * 16).marked(n, mark)
    statement = sitting.statement(n)
    assert statement is not None
    assert statement.value == int(mark)
    assert statement.label == form.labels[int(mark) - 1]
    assert sitting.marks.count(UNSEEN) == 15
    assert sitting.marks[form.items.index(statement.item)] == mark


def test_leaving_out_is_not_the_same_as_not_having_seen() -> None:
    sitting = sitting_with({}).marked(1, SKIPPED)
    statement = sitting.statement(1)
    assert statement is not None
    assert statement.skipped
    assert statement.value is None
    assert sitting.next_unseen == 2
    assert len(sitting.unanswered) == 16


def test_there_is_no_statement_before_the_first_or_after_the_last() -> None:
    sitting = sitting_with({})
    assert sitting.statement(0) is None
    assert sitting.statement(17) is None


@pytest.mark.parametrize("mark", ["8", "x", "", "12"])
def test_an_odd_mark_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="sign"):
        sitting_with({}).marked(1, mark)


def test_the_seed_does_not_change_the_result() -> None:
    marks = leaning(EASY, HARD)
    results = [sitting_with(marks, seed=seed).result for seed in range(5)]
    scores = {(r.avoidance.value, r.anxiety.value) for r in results if r.avoidance and r.anxiety}
    assert scores == {(2.0, 6.0)}


def test_finishing_keeps_the_answers() -> None:
    sitting = sitting_with(leaning(EASY, EASY), usual=None)
    done = sitting.finished(Usual.NO)
    assert done.marks == sitting.marks
    assert done.usual is Usual.NO
    assert done.result.on(Scale.ANXIETY) is not None
