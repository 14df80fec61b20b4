"""Eigenvalues of a small symmetric matrix, in plain Python."""

from math import hypot, sqrt

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
