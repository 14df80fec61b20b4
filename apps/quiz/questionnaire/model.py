"""The quiz's forms as data: what is asked, how it is keyed and which words go with a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from json import dumps

from apps.quiz.scoring.score import Band, Constants, ItemKey, Scale


class QuestionnaireKind(StrEnum):
    """A scored form ends in a place on the map; a list only sets out what was noticed."""

    SCORED = "scored"
    LIST = "list"


class VersionStatus(StrEnum):
    """Only a live version is offered; a retired one still explains results that were saved."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


class Side(StrEnum):
    """In a list: which way a step of the partner goes, or that it is the person's own move."""

    AWAY = "away"
    TOWARDS = "towards"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Item:
    """One statement. ``key`` is given in a scored form, ``side`` in a list, never both."""

    id: str
    text: str
    key: ItemKey | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class ScaleText:
    """What one scale is called, and the words for each place on it."""

    scale: Scale
    name: str
    measures: str
    low_end: str
    high_end: str
    short: Mapping[Band, str]
    words: Mapping[Band, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """A claim about one line's range, or about one answer; every part that is given must hold."""

    scale: Scale | None = None
    above: float | None = None
    below: float | None = None
    bands: tuple[Band, ...] = ()
    item: str | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Guides, prompts and practices to suggest when all conditions hold.

    ``note`` says why they are shown.
    """

    when: tuple[Condition, ...]
    note: str
    guides: tuple[str, ...]
    prompts: tuple[str, ...]
    practices: tuple[str, ...]
    safety: bool


@dataclass(frozen=True, slots=True)
class ResultLimit:
    """Something that a form's result cannot tell, in a word or two and in a sentence."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class ResultWords:
    """What the result of a scored form is called. ``mark`` is empty or stands beside the date."""

    heading: str
    point: str
    setting: str
    mark: str
    limits: tuple[ResultLimit, ...]


@dataclass(frozen=True, slots=True)
class ListWords:
    """What stands around the two lists. An answer of ``seen_from`` or more was seen more.

    ``if_afraid`` takes the place of all rules for somebody who is afraid.
    """

    heading: str
    seen_from: int
    more: str
    less: str
    no_more: str
    no_less: str
    missed: tuple[str, ...]
    if_afraid: Rule


@dataclass(frozen=True, slots=True)
class FearWords:
    """What a form says of fear, which goes before anything else that it could find."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """One version of one form, checked when it was read.

    ``changed`` tells what is other than in the version before; it is empty in a first one.
    ``general`` says that it is about close people at large, so that its results need no name.
    """

    slug: str
    version: str
    status: VersionStatus
    locale: str
    published: date
    changed: str
    minutes: int
    general: bool
    title: str
    summary: str
    for_whom: str
    about: str
    frame: str
    promise: str
    intro: tuple[str, ...]
    labels: tuple[str, ...]
    skip_label: str
    fear: FearWords
    items: tuple[Item, ...]
    rules: tuple[Rule, ...]

    @property
    def kind(self) -> QuestionnaireKind:
        raise NotImplementedError

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that an answer depends on; a live version's never changes."""
        asked = [
            [self.slug, self.kind, self.version, self.frame, self.skip_label, *self.labels],
            self.weighed,
            [[item.id, item.text, *(part for part in _way(item) if part)] for item in self.items],
        ]
        return sha256(dumps(asked, ensure_ascii=True).encode()).hexdigest()

    @property
    def weighed(self) -> list[float] | list[str]:
        """What else an answer depends on, in the fingerprint of this kind of form."""
        raise NotImplementedError

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The points of the answer scale from 1 on, each with its words."""
        return [(str(point), label) for point, label in enumerate(self.labels, start=1)]

    def label(self, mark: str) -> str:
        """The words of an answer's mark; empty for anything that is not a point of the scale."""
        return dict(self.choices).get(mark, "")

    def frame_of(self, item: Item) -> str:
        """The words over a statement: of whom and of which time it speaks."""
        return self.frame


@dataclass(frozen=True, kw_only=True)
class ScoredForm(Questionnaire):
    """A form that ends in a place on the map."""

    constants: Constants
    lines: Mapping[Scale, ScaleText]
    result: ResultWords

    @property
    def kind(self) -> QuestionnaireKind:
        return QuestionnaireKind.SCORED

    @property
    def weighed(self) -> list[float]:
        return [self.constants.sd, self.constants.alpha, self.constants.retest]


@dataclass(frozen=True, kw_only=True)
class NoticingList(Questionnaire):
    """A form that ends in two lists. It has no keys and no constants, so nothing can score it."""

    frame_moves: str
    lists: ListWords

    @property
    def kind(self) -> QuestionnaireKind:
        return QuestionnaireKind.LIST

    @property
    def weighed(self) -> list[str]:
        return [self.frame_moves]

    def frame_of(self, item: Item) -> str:
        return self.frame_moves if item.side is Side.MOVE else self.frame


def _way(item: Item) -> tuple[str | None, ...]:
    return (item.key.scale, item.key.direction) if item.key else (item.side,)
