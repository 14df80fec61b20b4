"""The content of a kept result: pure data, to bytes and back.

Answers and scores are both kept: the answers so that the scores can be worked out again, and the
scores as they were shown on that day. A list has no scores.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import ClassVar, Final, Self

import msgspec

from apps.quiz.questionnaire.model import ScoredForm, major_of
from apps.quiz.scoring.score import METHOD_VERSION, Band, Scale, ScaleScore
from apps.quiz.sitting.browser import SittingDraftContent, unpacked
from apps.quiz.sitting.sitting import Pace, Sitting, Usual
from apps.vault.codec import Content, replace

LONGEST_NAME: Final = 60
LONGEST_NOTE: Final = 2000


class KeptScore(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The score of one line as it was shown, with the range of that score."""

    scale: Scale
    value: int | float
    answered: int
    asked: int
    sem: int | float
    mixed: bool
    low: int | float
    high: int | float
    place: Band

    @classmethod
    def of(cls, scale: Scale, score: ScaleScore) -> Self:
        return cls(
            scale=scale,
            value=score.value,
            answered=score.answered,
            asked=score.asked,
            sem=score.sem,
            mixed=score.mixed,
            low=score.low,
            high=score.high,
            place=score.band,
        )


class KeptResultContent(
    Content,
    frozen=True,
    kw_only=True,
    dict=True,  # for cached properties
    forbid_unknown_fields=True,
    tag_field="format",
    tag=1,
):
    """A kept sitting. ``about`` is a private name for the person it was about; it may be empty.

    ``flags`` names the hints on the manner of answering. ``given`` says that the answers were
    also handed over, without a name, to try our own questions.
    """

    always_present: ClassVar = frozenset({"format", "lines", "flags"})

    slug: str
    version: str
    title: str
    seed: int
    marks: str
    usual: Usual
    day: date
    about: str = ""
    note: str = ""
    lines: tuple[KeptScore, ...] = ()
    flags: tuple[str, ...] = ()
    method: int = METHOD_VERSION
    given: bool = False

    @classmethod
    def of(cls, sitting: Sitting, *, day: date, about: str = "", note: str = "") -> Self:
        """The content of a finished sitting; raises ValueError for an unfinished one."""
        if sitting.usual is None:
            raise ValueError("only a finished sitting is kept")
        return cls(
            slug=sitting.form.slug,
            version=sitting.form.version,
            title=sitting.form.title,
            seed=sitting.seed,
            marks=sitting.marks,
            usual=sitting.usual,
            day=day,
            about=about,
            note=note,
            lines=tuple(scored_lines(sitting)),
            flags=tuple(flags_of(sitting)),
        )

    @cached_property
    def sitting(self) -> Sitting | None:
        """The sitting again, or None where this release does not have its version any more."""
        return unpacked(
            SittingDraftContent(
                slug=self.slug,
                version=self.version,
                seed=self.seed,
                marks=self.marks,
                usual=self.usual,
                pace=Pace.ONE,
            )
        )

    @property
    def is_scored(self) -> bool:
        return self.sitting is not None and isinstance(self.sitting.form, ScoredForm)

    @property
    def is_general(self) -> bool:
        """Whether its form is about close people in general rather than about one of them."""
        return self.sitting is not None and self.sitting.form.general

    @property
    def is_list(self) -> bool:
        return self.sitting is not None and not self.is_scored

    @property
    def major(self) -> str:
        """The part of the version that changes with the meaning of the statements."""
        return major_of(self.version)

    @property
    def person(self) -> str:
        """The private name for comparisons: capitals and spaces make no other person."""
        return " ".join(self.about.split()).casefold()

    @property
    def is_placed(self) -> bool:
        return len(self.lines) == len(Scale)

    def on(self, scale: Scale) -> KeptScore | None:
        return next((line for line in self.lines if line.scale is scale), None)

    def labelled(self, *, about: str, note: str) -> Self:
        return replace(self, about=about, note=note)

    def has_answers_of(self, sitting: Sitting) -> bool:
        """Whether the result was made from this very sitting, with these very answers."""
        mine = (self.slug, self.version, self.seed, self.marks)
        form = sitting.form
        return mine == (form.slug, form.version, sitting.seed, sitting.marks)


def scored_lines(sitting: Sitting) -> Iterable[KeptScore]:
    """The lines of a sitting that have a score; none for a list."""
    if isinstance(sitting.form, ScoredForm):
        for scale in Scale:
            if score := sitting.result.on(scale):
                yield KeptScore.of(scale, score)


def flags_of(sitting: Sitting) -> Iterable[str]:
    """The names of the hints that hold for a sitting; none for a list."""
    if isinstance(sitting.form, ScoredForm):
        result = sitting.result
        hints = {
            "long run": result.long_run,
            "little spread": result.little_spread,
            "mixed": result.mixed,
            "not as usual": sitting.usual is Usual.NO,
        }
        yield from (name for name, holds in hints.items() if holds)
