"""Whether the practices hold to their own rules; the command and the tests both ask."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from apps.common.content_files.toml_file import ContentError
from apps.common.text.readability import is_sentence, reading_grade, sentences
from apps.common.text.style_rules import IN_PRACTICES, banned_in
from apps.practices.catalogue import FLAGS, FOLDER
from apps.practices.courses import courses
from apps.practices.deck import deck
from apps.practices.loader import read_flags, read_practice
from apps.practices.practice import Practice, QuestionKind

FEWEST_QUESTIONS = 3
MOST_QUESTIONS = 14
MOST_MINUTES = 15
SENTENCES_OF_WHY = 2
HIGHEST_GRADE = 8.0
# Guides 22 and 23: nobody who reads these is offered anything that is made for two.
SAFETY_GUIDES: Final = frozenset({"distance-or-harm", "keeping-a-record-safely"})


def problems(folder: Path = FOLDER, flags: Path = FLAGS) -> list[str]:
    """Every problem of every practice in one line each; what cannot be read is one as well."""
    found: list[str] = [f"{where}: says {text!r}" for where, text in banned_elsewhere()]
    try:
        shared = read_flags(flags)
    except ContentError as error:
        return [str(error)]
    titles: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            practice = read_practice(path, shared)
        except ContentError as error:
            found.append(str(error))
            continue
        found += [f"{practice.id}: {problem}" for problem in problems_of(practice)]
        if practice.title in titles:
            found.append(f"{practice.id}: is called like {titles[practice.title]}")
        titles[practice.title] = practice.id
    return found


def problems_of(practice: Practice) -> Iterator[str]:
    """Each rule that this practice breaks, in words."""
    if not FEWEST_QUESTIONS <= len(practice.asked) <= MOST_QUESTIONS:
        yield f"asks {len(practice.asked)} questions"
    if practice.minutes > MOST_MINUTES:
        yield f"takes {practice.minutes} minutes, more than {MOST_MINUTES}"
    if len(sentences([practice.why])) != SENTENCES_OF_WHY:
        yield "does not say why in two sentences"
    if practice.couple and SAFETY_GUIDES & set(practice.guides):
        yield "is for two, and is offered by a guide about safety"
    for text in texts_of(practice):
        for word in banned_in(text, IN_PRACTICES):
            yield f"says {word!r} in {text[:60]!r}"
    whole = [text for text in texts_of(practice) if is_sentence(text)]
    if (grade := reading_grade(whole)) > HIGHEST_GRADE:
        yield f"has reading grade {grade:.1f}, above {HIGHEST_GRADE:.1f}"
    for question in practice.questions:
        if question.kind is QuestionKind.NUMBER and not question.ends:
            yield f"{question.id} does not say what 0 and 10 are"


def banned_elsewhere() -> Iterator[tuple[str, str]]:
    """What the sets and the deck say that no practice may say."""
    for each in courses():
        told = [each.title, each.for_whom, each.opening, each.finish]
        for text in [*told, *(step.why for step in each.steps)]:
            if any(banned_in(text, IN_PRACTICES)):
                yield each.id, text
    for level in deck():
        yield from (("deck", text) for text in level.cards if any(banned_in(text, IN_PRACTICES)))


def texts_of(practice: Practice) -> Iterator[str]:
    """Everything of a practice that somebody reads."""
    yield from (practice.title, practice.for_whom, practice.why, practice.closing)
    yield from (text for text in (practice.content_note, practice.strength) if text)
    for question in practice.questions:
        yield question.label
        yield from (text for text in (question.hint, *question.options, *question.ends) if text)
    yield from (note.says for note in practice.notes)
