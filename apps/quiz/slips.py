"""A finished sitting inside the form that keeps it, so that nothing is lost while a page is open.

The cookie ends after two hours and goes with a sign-out; the form may be sent after either. The
slip is sealed text of a format of its own, so that neither can stand in for the other.
"""

from apps.quiz.packing import packed, unpacked
from apps.quiz.sealed_text import opened, sealed
from apps.quiz.sitting import Sitting

FORMAT = "k1."


def slip(sitting: Sitting) -> str:
    return sealed(packed(sitting), form=FORMAT)


def read_slip(value: str) -> Sitting | None:
    """The finished sitting of a slip, or None for anything that is not one of ours."""
    sitting = unpacked(opened(value, form=FORMAT))
    return sitting if sitting and sitting.is_finished else None
