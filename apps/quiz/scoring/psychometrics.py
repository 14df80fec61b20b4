"""Item statistics: how well our statements measure, from donated answers.

Only complete sittings count. The answers are turned as they are for a score, so that all items of
a line should point the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import atan2, cos, hypot, sin, sqrt
from statistics import correlation, fmean, pstdev, variance

from apps.quiz.questionnaire.model import ScoredForm
from apps.quiz.scoring.score import ItemAnswer, Scale
from apps.quiz.sitting.sitting import ANSWERS

type Matrix = list[list[float]]

SWEEPS = 60
SMALL = 1e-12


def eigen(matrix: Matrix) -> list[tuple[float, list[float]]]:
    """Eigenvalues with their unit vectors, the largest first, of a symmetric matrix.

    Cyclic Jacobi rotations (Golub & Van Loan, *Matrix Computations*, section 8.5). Made for some
    tens of rows; raises ValueError for a matrix that is not square or not symmetric.
    """
    n = len(matrix)
    if any(len(row) != n for row in matrix) or any(
        abs(matrix[i][j] - matrix[j][i]) > SMALL for i in range(n) for j in range(i)
    ):
        raise ValueError("the matrix is not symmetric")
    a = [list(row) for row in matrix]
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(SWEEPS):
        if sqrt(sum(a[i][j] ** 2 for i in range(n) for j in range(i))) < SMALL * n:
            break
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(a[p][q]) > SMALL / n:
                    _rotate(a, v, p, q)
    found = [(a[k][k], [row[k] for row in v]) for k in range(n)]
    return sorted(found, key=lambda pair: -pair[0])


def _rotate(a: Matrix, v: Matrix, p: int, q: int) -> None:
    """One rotation in the plane of p and q, after which a[p][q] is zero."""
    theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
    t = (1 if theta >= 0 else -1) / (abs(theta) + hypot(theta, 1))
    c = 1 / hypot(t, 1)
    s = t * c
    for row in a:
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    a[p], a[q] = (
        [c * x - s * y for x, y in zip(a[p], a[q], strict=True)],
        [s * x + c * y for x, y in zip(a[p], a[q], strict=True)],
    )
    for row in v:
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]


FEWEST = 200
FACTORS = 2
ROUNDS = 25
LEAST_APART = 0.1

type Column = list[float]


class TooFew(Exception):
    """Under 200 complete sittings nothing is worked out: it would look surer than it is."""

    def __init__(self, complete: int) -> None:
        super().__init__(f"{complete} of {FEWEST} complete sittings")
        self.complete = complete


@dataclass(frozen=True)
class ItemFigures:
    """One statement: mean and spread (SD) of the counted answers in points, and its loadings.

    ``own`` and ``other`` are the loadings, -1..1, on the factor of its line and on the other.
    """

    id: str
    scale: Scale
    mean: float
    sd: float
    own: float
    other: float

    @property
    def is_in_place(self) -> bool:
        """Whether the item clearly loads on its own line rather than on the other."""
        return self.own > 0 and self.own - abs(self.other) > LEAST_APART


@dataclass(frozen=True)
class LineFigures:
    """One line: mean and SD of the score in points, mean inter-item r, and Cronbach's alpha."""

    scale: Scale
    mean: float
    sd: float
    r: float
    alpha: float


@dataclass(frozen=True)
class FormFigures:
    """``sittings`` complete ones, ``left_out`` with gaps. ``eigenvalues`` the largest first."""

    sittings: int
    left_out: int
    lines: tuple[LineFigures, ...]
    between: float
    eigenvalues: tuple[float, ...]
    items: tuple[ItemFigures, ...]

    @property
    def out_of_place(self) -> list[ItemFigures]:
        return [item for item in self.items if not item.is_in_place]


def figures(form: ScoredForm, given: Sequence[str]) -> FormFigures:
    """All figures of a form from the marks of sittings, in the form's own order.

    Raises TooFew for fewer than 200 sittings without a gap.
    """
    whole = [
        marks for marks in given if len(marks) == len(form.items) and not set(marks) - {*ANSWERS}
    ]
    if len(whole) < FEWEST:
        raise TooFew(len(whole))
    columns = _columns(form, whole)
    by_scale = {
        scale: [columns[item.id] for item in form.items if item.key and item.key.scale is scale]
        for scale in Scale
    }
    scores = [[fmean(row) for row in zip(*by_scale[scale], strict=True)] for scale in Scale]
    r = correlations(list(columns.values()))
    return FormFigures(
        sittings=len(whole),
        left_out=len(given) - len(whole),
        lines=tuple(_line(scale, by_scale[scale]) for scale in Scale),
        between=_correlation(*scores),
        eigenvalues=tuple(value for value, _vector in eigen(r)),
        items=tuple(_items(form, columns, two_factors(r))),
    )


def alpha(columns: Sequence[Column]) -> float:
    """Cronbach's alpha of the items: k / (k - 1) (1 - sum of variances / variance of the sum).

    Cronbach (1951, doi:10.1007/BF02310555). 0 where the sum does not vary at all.
    """
    k, total = len(columns), variance([sum(row) for row in zip(*columns, strict=True)])
    return k / (k - 1) * (1 - sum(map(variance, columns)) / total) if total else 0.0


def correlations(columns: Sequence[Column]) -> Matrix:
    """Pearson's r between all columns; 0 with one that does not vary."""
    n = len(columns)
    matrix = [[float(i == j) for j in range(n)] for i in range(n)]
    for i, j in combinations(range(n), 2):
        matrix[i][j] = matrix[j][i] = _correlation(columns[i], columns[j])
    return matrix


def two_factors(r: Matrix) -> list[tuple[float, float]]:
    """The loadings of each item on two factors, by principal axes, turned by varimax.

    Communalities start at the largest correlation of each item and are worked out anew 25 times
    (Harman 1976, *Modern Factor Analysis*); for two factors varimax is one angle (Kaiser 1958,
    doi:10.1007/BF02289233).
    """
    n = len(r)
    shared = [max((abs(r[i][j]) for j in range(n) if j != i), default=0.0) for i in range(n)]
    loadings: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        reduced = [[shared[i] if i == j else r[i][j] for j in range(n)] for i in range(n)]
        (one, first), (two, second) = eigen(reduced)[:FACTORS]
        one, two = sqrt(max(one, 0)), sqrt(max(two, 0))
        loadings = [(one * x, two * y) for x, y in zip(first, second, strict=True)]
        shared = [min(1.0, x * x + y * y) for x, y in loadings]
    return _varimax(loadings)


def _varimax(loadings: list[tuple[float, float]]) -> list[tuple[float, float]]:
    n = len(loadings)
    u = [x * x - y * y for x, y in loadings]
    v = [2 * x * y for x, y in loadings]
    up = 2 * (n * sum(a * b for a, b in zip(u, v, strict=True)) - sum(u) * sum(v))
    down = n * sum(a * a - b * b for a, b in zip(u, v, strict=True)) - (sum(u) ** 2 - sum(v) ** 2)
    angle = atan2(up, down) / 4
    c, s = cos(angle), sin(angle)
    return [(c * x + s * y, c * y - s * x) for x, y in loadings]


def _columns(form: ScoredForm, given: Sequence[str]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for place, item in enumerate(form.items):
        if item.key:
            counted = (ItemAnswer(item.key, int(marks[place])).counted for marks in given)
            found[item.id] = [float(value) for value in counted if value is not None]
    return found


def _line(scale: Scale, columns: list[Column]) -> LineFigures:
    scores = [fmean(row) for row in zip(*columns, strict=True)]
    pairs = [_correlation(one, other) for one, other in combinations(columns, 2)]
    return LineFigures(
        scale=scale, mean=fmean(scores), sd=pstdev(scores), r=fmean(pairs), alpha=alpha(columns)
    )


def _items(
    form: ScoredForm, columns: Mapping[str, Column], loadings: list[tuple[float, float]]
) -> list[ItemFigures]:
    """Each factor is given to the line that loads on it more, and points the way of that line."""
    scales = {item.id: item.key.scale for item in form.items if item.key}
    on = dict(zip(columns, loadings, strict=True))
    of_line = {scale: [on[each] for each in on if scales[each] is scale] for scale in Scale}
    place = dict(zip(Scale, _factor_of_each(*of_line.values()), strict=True))
    found = []
    for name, column in columns.items():
        scale = scales[name]
        own = place[scale]
        sign = 1 if sum(pair[own] for pair in of_line[scale]) >= 0 else -1
        found.append(
            ItemFigures(
                id=name,
                scale=scale,
                mean=fmean(column),
                sd=pstdev(column),
                own=sign * on[name][own],
                other=on[name][1 - own],
            )
        )
    return found


def _factor_of_each(
    one: list[tuple[float, float]], other: list[tuple[float, float]]
) -> tuple[int, int]:
    """Which of the two factors belongs to the first line, and which to the second."""

    def weight(line: list[tuple[float, float]], factor: int) -> float:
        return sum(pair[factor] ** 2 for pair in line)

    straight = weight(one, 0) + weight(other, 1)
    return (0, 1) if straight >= weight(one, 1) + weight(other, 0) else (1, 0)


def _correlation(one: Column, other: Column) -> float:
    return correlation(one, other) if pstdev(one) and pstdev(other) else 0.0
