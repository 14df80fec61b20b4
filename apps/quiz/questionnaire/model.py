"""A questionnaire as data: its items, their keys, and the words that go with a result."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from json import dumps
from types import MappingProxyType
from typing import NamedTuple

from apps.common.content_files.toml_file import Text, TomlTable
from apps.quiz.scoring.score import Band, Constants, Direction, ItemKey, Scale


class QuestionnaireKind(StrEnum):
    """A scored form ends in a place on the map; a list sets out observations, without a score."""

    SCORED = "scored"
    LIST = "list"


class VersionStatus(StrEnum):
    """Only a live version is offered; a retired one still explains results that were saved."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


class Side(StrEnum):
    """Of an item in a list: which way a step of the partner goes, or that it is an own move."""

    AWAY = "away"
    TOWARDS = "towards"
    MOVE = "move"


class Item(TomlTable, frozen=True, kw_only=True):
    """One statement: with a scale and a direction in a scored form, with a side in a list."""

    id: Text
    text: Text
    scale: Scale | None = None
    direction: Direction | None = None
    side: Side | None = None

    @property
    def key(self) -> ItemKey | None:
        """How an answer to the item counts; None in a list, which has no score."""
        return ItemKey(self.scale, self.direction) if self.scale and self.direction else None


class ScaleText(TomlTable, frozen=True, kw_only=True):
    """The name of a scale, and the words for each band of it."""

    name: Text
    measures: Text
    low_end: Text
    high_end: Text
    short: dict[Band, Text]
    words: dict[Band, Text]


class ScaleTexts(TomlTable, frozen=True, kw_only=True):
    """The words of both scales."""

    avoidance: ScaleText
    anxiety: ScaleText


class Condition(TomlTable, frozen=True, kw_only=True):
    """A claim about one line's range, or about one answer; every part that is given must hold."""

    scale: Scale | None = None
    above: float | None = None
    below: float | None = None
    bands: tuple[Band, ...] = ()
    item: Text | None = None
    at_least: int | None = None


class Rule(TomlTable, frozen=True, kw_only=True):
    """Guides, prompts and practices to suggest when all conditions hold.

    ``note`` says why they are shown.
    """

    note: Text
    when: tuple[Condition, ...] = ()
    guides: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    safety: bool = False


class ResultLimit(TomlTable, frozen=True, kw_only=True):
    """Something that a form's result cannot tell, in a word or two and in a sentence."""

    lead: Text
    text: Text


class ResultWords(TomlTable, frozen=True, kw_only=True):
    """The words of the result of a scored form. ``mark`` is empty or stands beside the date.

    ``fear`` and ``fear_answer`` are what a form says of fear, which goes before anything else.
    """

    heading: Text
    point: Text
    setting: Text
    fear: Text
    fear_answer: Text
    mark: Text = ""
    limits: tuple[ResultLimit, ...] = ()


class ListWords(TomlTable, frozen=True, kw_only=True):
    """The words around the two lists. An answer of ``seen_from`` or more was seen more.

    ``if_afraid`` takes the place of all rules for somebody who is afraid.
    """

    heading: Text
    seen_from: int
    more: Text
    less: Text
    no_more: Text
    no_less: Text
    fear: Text
    fear_answer: Text
    afraid_note: Text
    missed: tuple[str, ...] = ()
    afraid_guides: tuple[str, ...] = ()
    afraid_prompts: tuple[str, ...] = ()
    afraid_practices: tuple[str, ...] = ()

    @property
    def if_afraid(self) -> Rule:
        return Rule(
            note=self.afraid_note,
            guides=self.afraid_guides,
            prompts=self.afraid_prompts,
            practices=self.afraid_practices,
        )


class FearWords(NamedTuple):
    """The words of a form about fear, which stand before any other result."""

    question: str
    answer: str


class Questionnaire(
    TomlTable,
    frozen=True,
    kw_only=True,
    dict=True,
    tag_field="kind",
    rename={"items": "item", "rules": "rule", "scale_texts": "scales"},
):
    """One version of one form, checked when it was read.

    ``changed`` tells the difference from the version before; it is empty in a first version.
    ``general`` says that it is about close people at large, so that its results need no name.
    """

    slug: Text
    version: Text
    status: VersionStatus
    locale: Text
    published: date
    minutes: int
    title: Text
    summary: Text
    for_whom: Text
    about: Text
    frame: Text
    promise: Text
    skip_label: Text
    changed: Text = ""
    general: bool = False
    intro: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def fear(self) -> FearWords:
        raise NotImplementedError

    @property
    def kind(self) -> QuestionnaireKind:
        raise NotImplementedError

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that an answer depends on; that of a live version never changes."""
        asked = [
            [self.slug, self.kind, self.version, self.frame, self.skip_label, *self.labels],
            self.weighed,
            [[item.id, item.text, *(part for part in _way(item) if part)] for item in self.items],
        ]
        return sha256(dumps(asked, ensure_ascii=True).encode()).hexdigest()

    @property
    def weighed(self) -> list[float] | list[str]:
        """The values of this kind of form on which an answer depends, for the fingerprint."""
        raise NotImplementedError

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The points of the answer scale from 1 on, each with its words."""
        return [(str(point), label) for point, label in enumerate(self.labels, start=1)]

    def label(self, mark: str) -> str:
        """The words of an answer's mark; empty for anything that is not a point of the scale."""
        return dict(self.choices).get(mark, "")

    def frame_of(self, item: Item) -> str:
        """The words over a statement: of which person and time the statement speaks."""
        return self.frame


class ScoredForm(Questionnaire, frozen=True, kw_only=True, tag="scored"):
    """A form that ends in a place on the map."""

    constants: Constants
    scale_texts: ScaleTexts
    result: ResultWords

    @cached_property
    def lines(self) -> Mapping[Scale, ScaleText]:
        """The words of each scale, as the result names them."""
        texts = self.scale_texts
        return MappingProxyType({Scale.AVOIDANCE: texts.avoidance, Scale.ANXIETY: texts.anxiety})

    @property
    def fear(self) -> FearWords:
        return FearWords(self.result.fear, self.result.fear_answer)

    @property
    def kind(self) -> QuestionnaireKind:
        return QuestionnaireKind.SCORED

    @property
    def weighed(self) -> list[float]:
        return [self.constants.sd, self.constants.alpha, self.constants.retest]


class NoticingList(Questionnaire, frozen=True, kw_only=True, tag="list"):
    """A form that ends in two lists. It has no keys and no constants, and so no score."""

    frame_moves: Text
    lists: ListWords

    @property
    def fear(self) -> FearWords:
        return FearWords(self.lists.fear, self.lists.fear_answer)

    @property
    def kind(self) -> QuestionnaireKind:
        return QuestionnaireKind.LIST

    @property
    def weighed(self) -> list[str]:
        return [self.frame_moves]

    def frame_of(self, item: Item) -> str:
        return self.frame_moves if item.side is Side.MOVE else self.frame


def major_of(version: str) -> str:
    """The part of a version that changes with the meaning of the statements."""
    return version.partition(".")[0]


def _way(item: Item) -> tuple[str | None, ...]:
    return (item.key.scale, item.key.direction) if item.key else (item.side,)
