"""The form that the quiz tests use, and a sitting of it with answers of their choice."""

from collections.abc import Mapping

from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import ScoredForm
from apps.quiz.sitting.sitting import UNSEEN, Sitting, Usual

# Answers that lean one way or the other, by item. Forward items are named first.
EASY = {**dict.fromkeys(("1", "2", "3", "4"), "2"), **dict.fromkeys(("5", "6", "7", "8"), "6")}
HARD = {**dict.fromkeys(("1", "2", "3", "4"), "6"), **dict.fromkeys(("5", "6", "7", "8"), "2")}
BETWEEN = dict(zip("12345678", "45434345", strict=True))


SELF = ("self-partner", "self-past", "self-friend", "self-parent", "self-general")


def scored(slug: str) -> ScoredForm:
    form = catalogue().offered(slug)
    assert isinstance(form, ScoredForm)
    return form


def self_partner() -> ScoredForm:
    return scored("self-partner")


def leaning(avoidance: Mapping[str, str], anxiety: Mapping[str, str]) -> dict[str, str]:
    """Marks by item id; a number that is left out was never seen."""
    return {f"A{n}": mark for n, mark in avoidance.items()} | {
        f"X{n}": mark for n, mark in anxiety.items()
    }


def sitting_with(
    marks: Mapping[str, str],
    *,
    seed: int = 7,
    usual: Usual | None = Usual.YES,
    slug: str = "self-partner",
) -> Sitting:
    form = scored(slug)
    line = "".join(marks.get(item.id, UNSEEN) for item in form.items)
    return Sitting(form, seed, line, usual)
