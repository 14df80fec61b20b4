"""A number is the same wherever it is read, and agrees with the words beside it."""

from itertools import product

import pytest
from django.template.defaultfilters import floatformat
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.results.method import method_page
from apps.quiz.scoring.reliable_change import Movement, reliable_change
from apps.quiz.scoring.rounding import signed_hundredths, tenths
from tests.quiz.sample_forms import self_partner


@given(st.floats(1, 7))
def test_a_score_in_a_file_is_that_of_the_page(score: float) -> None:
    assert tenths(score) == floatformat(score, 1)


@pytest.mark.parametrize(
    ("score", "said"), [(4.25, "4.3"), (4.75, "4.8"), (3.0, "3.0"), (4.125, "4.1")]
)
def test_half_rounds_up(score: float, said: str) -> None:
    assert tenths(score) == said


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (0.25, "+0.25"),
        (-1.125, "−1.13"),
        (33 / 7 - 4.589285714285714, "+0.13"),
        (0.9583333333333335, "+0.96"),
        (-4.0, "−4.00"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-0.004, "0.00"),
    ],
)
def test_a_difference_has_its_sign_and_none_where_there_is_none(
    difference: float, said: str
) -> None:
    assert signed_hundredths(difference) == said


def test_no_difference_is_shown_on_the_other_side_of_the_border_that_its_words_name() -> None:
    """Of every two scores that six, seven or eight answers can have."""
    perhaps_from = float(
        tenths(method_page(catalogue()).perhaps_from)
    )  # as the method page says it
    scores = sorted({total / n for n in (6, 7, 8) for total in range(n, 7 * n + 1)})
    for earlier, later in product(scores, repeat=2):
        change = reliable_change(earlier=earlier, later=later, constants=self_partner().constants)
        shown = abs(float(signed_hundredths(change.difference).replace("−", "-")))
        assert (shown < perhaps_from) == (change.movement is Movement.WOBBLE)
