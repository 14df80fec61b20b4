"""What a result suggests next: guides, prompts and practices chosen by the form's own rules.

The guides are read from the library's own files, without a database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from apps.articles.content.parse import GuideText, read_guide
from apps.articles.models import Reader
from apps.practices import links
from apps.practices.links import PracticeLink
from apps.quiz.questionnaire.model import Condition, NoticingList, Rule
from apps.quiz.sitting.sitting import Sitting

MOST_GUIDES = 3
MOST_PROMPTS = 2
MOST_PRACTICES = 2
GUIDES = Path(__file__).resolve().parents[3] / "fixtures" / "guides"


@dataclass(frozen=True, slots=True)
class GuideCard:
    """What a result shows of a guide."""

    slug: str
    number: int
    title: str
    summary: str
    prompts: tuple[str, ...]
    published: date
    for_couples: bool


@cache
def guide_cards(folder: Path = GUIDES) -> Mapping[str, GuideCard]:
    """Slug → card for every guide in ``folder``. Raises ContentError, which names the guide."""
    guides = (read_guide(path) for path in sorted(folder.glob("*.md")))
    return {guide.slug: _card(guide) for guide in guides}


def _card(guide: GuideText) -> GuideCard:
    return GuideCard(
        slug=guide.slug,
        number=guide.number,
        title=guide.title,
        summary=guide.summary,
        prompts=tuple(guide.prompts),
        published=guide.published,
        for_couples=guide.reader == Reader.COUPLE,
    )


@dataclass(frozen=True, slots=True)
class SuggestedGuide:
    guide: GuideCard
    why: str


@dataclass(frozen=True, slots=True)
class SuggestedPrompt:
    """A prompt for the journal; ``id`` is the one opaque word that the link to it has."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """At most three guides, two prompts and two practices.

    A ``safety_note`` is there where safety comes first.
    """

    guides: tuple[SuggestedGuide, ...]
    prompts: tuple[SuggestedPrompt, ...]
    practices: tuple[PracticeLink, ...]
    safety_note: str


def suggest(sitting: Sitting, library: Mapping[str, GuideCard], *, today: date) -> Suggestions:
    """The suggestions for a sitting, out of the guides in ``library`` published by ``today``.

    Rules are taken in order. Where a safety rule holds, nothing made for couples is suggested.
    """
    rules = [rule for rule in sitting.form.rules if _holds(rule, sitting)]
    notes = [rule.note for rule in rules if rule.safety]
    shelf = _shelf(library, today=today, for_couples=not notes)
    return _from(rules, shelf, alone=bool(notes), safety_note=notes[0] if notes else "")


def suggest_if_afraid(
    form: NoticingList, library: Mapping[str, GuideCard], *, today: date
) -> Suggestions:
    """What is suggested to somebody who is afraid, whatever else they answered."""
    shelf = _shelf(library, today=today, for_couples=False)
    return _from([form.lists.if_afraid], shelf, alone=True)


def _shelf(
    library: Mapping[str, GuideCard], *, today: date, for_couples: bool
) -> dict[str, GuideCard]:
    return {
        slug: card
        for slug, card in library.items()
        if card.published <= today and (for_couples or not card.for_couples)
    }


def _from(
    rules: list[Rule], shelf: Mapping[str, GuideCard], *, alone: bool, safety_note: str = ""
) -> Suggestions:
    return Suggestions(
        guides=tuple(_guides(rules, shelf))[:MOST_GUIDES],
        prompts=tuple(_prompts(rules, shelf.values()))[:MOST_PROMPTS],
        practices=tuple(_practices(rules, alone=alone))[:MOST_PRACTICES],
        safety_note=safety_note,
    )


def _guides(rules: Iterable[Rule], shelf: Mapping[str, GuideCard]) -> Iterable[SuggestedGuide]:
    why: dict[str, str] = {}
    for rule in rules:
        for slug in rule.guides:
            why.setdefault(slug, rule.note)
    return [SuggestedGuide(shelf[slug], note) for slug, note in why.items() if slug in shelf]


def _prompts(rules: Iterable[Rule], cards: Iterable[GuideCard]) -> Iterable[SuggestedPrompt]:
    texts = {
        f"{card.number}-{place}": text
        for card in cards
        for place, text in enumerate(card.prompts, start=1)
    }
    wanted = dict.fromkeys(prompt for rule in rules for prompt in rule.prompts)
    return [SuggestedPrompt(name, texts[name]) for name in wanted if name in texts]


def _practices(rules: Iterable[Rule], *, alone: bool) -> Iterable[PracticeLink]:
    """The practices that rules name, as the journal offers them; ``alone``: none made for two."""
    wanted = dict.fromkeys(name for rule in rules for name in rule.practices)
    found = (links.find(name) for name in wanted)
    return [link for link in found if link and not (alone and link.is_for_two)]


def _holds(rule: Rule, sitting: Sitting) -> bool:
    values = {statement.item.id: statement.value for statement in sitting.statements}
    return all(_is_met(condition, sitting, values) for condition in rule.when)


def _is_met(condition: Condition, sitting: Sitting, values: Mapping[str, int | None]) -> bool:
    if condition.item is not None:
        return (values[condition.item] or 0) >= (condition.at_least or 0)
    score = sitting.result.on(condition.scale) if condition.scale else None
    if score is None:
        return False
    return (
        (condition.above is None or score.low > condition.above)
        and (condition.below is None or score.high < condition.below)
        and (not condition.bands or score.band in condition.bands)
    )
