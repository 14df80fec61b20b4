"""A sitting as a short list that JSON can hold, and back."""

from apps.quiz.catalogue import catalogue
from apps.quiz.sitting import Pace, Sitting, Usual

type Packed = list[str | int]


def packed(sitting: Sitting) -> Packed:
    """Form, version, seed, marks, own word and pace."""
    form, usual = sitting.form, sitting.usual or ""
    return [form.slug, form.version, sitting.seed, sitting.marks, usual, sitting.pace]


def unpacked(content: object) -> Sitting | None:
    """The sitting again, or None for anything else and for a version that is not there any more."""
    match content:
        case [str(slug), str(version), int(seed), str(marks), str(usual), str(pace)]:
            form = catalogue().version(slug, version)
            if form is None:
                return None
            try:
                return Sitting(form, seed, marks, Usual(usual) if usual else None, Pace(pace))
            except ValueError:
                return None
    return None
