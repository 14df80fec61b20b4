"""The figures of our own statements, tried on people drawn from a model whose figures are known."""

from functools import cache
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.models import DonatedSitting
from apps.quiz.scoring.psychometrics import (
    FEWEST,
    TooFew,
    alpha,
    correlations,
    eigen,
    figures,
    two_factors,
)
from apps.quiz.scoring.score import Direction, Scale
from tests.quiz.sample_forms import self_partner

LEVEL, NOISE, MIDDLE = 0.7, 1.0, 4.0
ROUNDED = 1 / 12  # the variance that rounding to whole numbers adds
R = LEVEL**2 / (LEVEL**2 + NOISE**2 + ROUNDED)
ALPHA = 8 * R / (1 + 7 * R)


@cache
def crowd(people: int, *, swapped: str = "") -> tuple[str, ...]:
    """Marks by a two-factor model: two unrelated levels, and noise. ``swapped`` goes with the
    other line than its own."""
    chance, form = Random(11), self_partner()
    found = []
    for _ in range(people):
        levels = {scale: MIDDLE + LEVEL * chance.gauss() for scale in Scale}
        marks = ""
        for item in form.items:
            assert item.key is not None
            others = [scale for scale in Scale if scale is not item.key.scale]
            scale = others[0] if item.id == swapped else item.key.scale
            felt = min(7, max(1, round(levels[scale] + NOISE * chance.gauss())))
            marks += str(felt if item.key.direction is Direction.FORWARD else 8 - felt)
        found.append(marks)
    return tuple(found)


def test_known_figures_come_out_again() -> None:
    found = figures(self_partner(), crowd(4000))
    assert (found.sittings, found.left_out) == (4000, 0)
    for line in found.lines:
        assert line.mean == pytest.approx(MIDDLE, abs=0.06)
        assert line.r == pytest.approx(R, abs=0.03)
        assert line.alpha == pytest.approx(ALPHA, abs=0.02)
    assert found.between == pytest.approx(0, abs=0.06)
    assert found.out_of_place == []
    own = (LEVEL**2 / (LEVEL**2 + NOISE**2 + ROUNDED)) ** 0.5
    for item in found.items:
        assert item.own == pytest.approx(own, abs=0.06)
        assert item.other == pytest.approx(0, abs=0.08)
        assert item.sd == pytest.approx((LEVEL**2 + NOISE**2 + ROUNDED) ** 0.5, abs=0.06)


def test_two_eigenvalues_stand_out_and_they_sum_to_the_number_of_items() -> None:
    values = figures(self_partner(), crowd(1000)).eigenvalues
    assert sum(values) == pytest.approx(16)
    assert sorted(values, reverse=True) == list(values)
    assert values[1] > 2 * values[2]


def test_a_statement_that_goes_with_the_other_line_is_found() -> None:
    found = figures(self_partner(), crowd(1000, swapped="X5"))
    assert [item.id for item in found.out_of_place] == ["X5"]


def test_under_two_hundred_complete_sittings_nothing_is_worked_out() -> None:
    whole = crowd(FEWEST)
    with pytest.raises(TooFew):
        figures(self_partner(), whole[1:])
    with pytest.raises(TooFew) as few:
        figures(self_partner(), (*whole[1:], "0" * 16, "4" * 15, "", "x" * 16))
    assert few.value.complete == FEWEST - 1
    with_gaps = figures(self_partner(), (*whole, "0" + "4" * 15))
    assert (with_gaps.sittings, with_gaps.left_out) == (FEWEST, 1)


def test_answers_that_never_vary_are_no_error() -> None:
    found = figures(self_partner(), ["4" * 16] * FEWEST)
    assert [(line.r, line.alpha) for line in found.lines] == [(0, 0), (0, 0)]


def test_alpha_by_hand() -> None:
    """Two items, four people: variances 5/3 and 5/3, of the sum 16/3; alpha = 2 (1 - 10/16)."""
    assert alpha([[1, 2, 3, 4], [2, 1, 4, 3]]) == pytest.approx(0.75)
    assert alpha([[1, 2, 3, 4], [1, 2, 3, 4]]) == pytest.approx(1)


def test_two_clean_groups_load_on_a_factor_each() -> None:
    """Within a group r = .64, so each loads .8; between the groups nothing."""
    r = [[1.0 if i == j else 0.64 if i // 4 == j // 4 else 0.0 for j in range(8)] for i in range(8)]
    loadings = two_factors(r)
    for place, pair in enumerate(loadings):
        big, small = sorted(map(abs, pair), reverse=True)
        assert big == pytest.approx(0.8, abs=0.01), place
        assert small == pytest.approx(0, abs=0.01), place
    assert len({max((0, 1), key=lambda k: abs(pair[k])) for pair in loadings[:4]}) == 1


columns = st.lists(
    st.lists(st.integers(1, 7).map(float), min_size=6, max_size=6), min_size=2, max_size=6
)


@given(columns)
def test_eigenvectors_give_the_matrix_again(drawn: list[list[float]]) -> None:
    matrix = correlations(drawn)
    found = eigen(matrix)
    n = len(matrix)
    for i in range(n):
        for j in range(n):
            again = sum(value * vector[i] * vector[j] for value, vector in found)
            assert again == pytest.approx(matrix[i][j], abs=1e-8)


def test_only_a_symmetric_matrix_is_taken() -> None:
    with pytest.raises(ValueError, match="not symmetric"):
        eigen([[1.0, 2.0], [0.0, 1.0]])


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("item_statistics", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_prints_the_figures_or_refuses() -> None:
    rows = [DonatedSitting(slug="self-partner", version="3.0", marks=m) for m in crowd(1000)]
    DonatedSitting.objects.bulk_create(rows[: FEWEST - 1])
    assert "199 complete sittings. Nothing is worked out under 200." in told("self-partner")
    assert "alpha" not in told("self-partner")
    DonatedSitting.objects.bulk_create(rows[FEWEST - 1 :])
    page = told("self-partner")
    assert "self-partner 3.0: 1000 sittings, 0 with gaps left out" in page
    assert "alpha 0.7" in page
    assert "eigenvalues: " in page
    assert "self-friend 3.0: 0 complete sittings." in told()
    with pytest.raises(CommandError):
        told("notice-partner")
    with pytest.raises(CommandError):
        told("self-partner", "--form-version", "9.0")
