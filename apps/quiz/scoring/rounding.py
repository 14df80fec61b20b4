"""Numbers as a person reads them: half rounds up, as the pages' floatformat does it."""

from decimal import ROUND_HALF_UP, Decimal

# Means of six, seven or eight answers: what should lie exactly on a half may miss it by a rounding.
EXACT_PLACES = 9


def tenths(score: float) -> str:
    """A score with one decimal: 4.25 is 4.3."""
    return str(_rounded(score, "0.1"))


def signed_hundredths(difference: float) -> str:
    """A difference with its sign and two decimals; one that rounds to nothing has no sign.

    Two, because with one 0.96 would read as 1.0, from which on another word is said, and two
    scores that were both rounded would not add up with it.
    """
    rounded = _rounded(round(difference, EXACT_PLACES), "0.01")
    return f"{rounded:+}".replace("-", "−") if rounded else f"{abs(rounded)}"


def _rounded(value: float, step: str) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(step), ROUND_HALF_UP)
