"""The quiz's forms as data: what is asked, how it is keyed and which words go with a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from json import dumps

from apps.quiz.scoring import Band, Constants, Key, Scale


class Kind(StrEnum):
    """A scored form ends in a place on the map; a list only sets out what was noticed."""

    SCORED = "scored"
    LIST = "list"


class Status(StrEnum):
    """Only a live version is offered; a retired one still explains results that were saved."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Item:
    """One statement. ``key`` is None in a list, which has no score."""

    id: str
    text: str
    key: Key | None


@dataclass(frozen=True, slots=True)
class Line:
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
    """Guides and prompts to suggest when all conditions hold; ``note`` says why they are shown."""

    when: tuple[Condition, ...]
    note: str
    guides: tuple[str, ...]
    prompts: tuple[str, ...]
    safety: bool


@dataclass(frozen=True)
class Questionnaire:
    """One version of one form, checked when it was read."""

    slug: str
    kind: Kind
    version: str
    status: Status
    locale: str
    published: date
    minutes: int
    title: str
    summary: str
    frame: str
    promise: str
    intro: tuple[str, ...]
    labels: tuple[str, ...]
    skip_label: str
    constants: Constants
    lines: Mapping[Scale, Line]
    items: tuple[Item, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that an answer depends on; a live version's never changes."""
        asked = [
            [self.slug, self.kind, self.version, self.frame, self.skip_label, *self.labels],
            [self.constants.sd, self.constants.alpha, self.constants.retest],
            [
                [item.id, item.text, *((item.key.scale, item.key.direction) if item.key else ())]
                for item in self.items
            ],
        ]
        return sha256(dumps(asked, ensure_ascii=True).encode()).hexdigest()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The points of the answer scale from 1 on, each with its words."""
        return [(str(point), label) for point, label in enumerate(self.labels, start=1)]

    def label(self, mark: str) -> str:
        """The words of an answer's mark; empty for anything that is not a point of the scale."""
        return dict(self.choices).get(mark, "")
