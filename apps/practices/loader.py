"""Reads one practice from its file, and refuses one that could not be asked."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

from apps.common.fixture_table import FixtureError, Table
from apps.practices.practice import (
    AFTER,
    BEFORE,
    FamilyName,
    NoteTarget,
    Practice,
    PracticeQuestion,
    QuestionKind,
    SafetyNote,
)

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
QUESTION_ID = re.compile(r"[a-z][a-z0-9_]*")
WITH_OPTIONS = frozenset({QuestionKind.CHOICE, QuestionKind.CHECKS})
IN_WORDS = frozenset({QuestionKind.LINE, QuestionKind.TEXT})

type Flags = Mapping[str, SafetyNote]


def read_flags(path: Path) -> dict[str, SafetyNote]:
    """The notes that several practices share, by name, each on no question yet."""
    table = _opened(path)
    flags = {}
    for flag in table.tables("flag"):
        flags[flag.text("id")] = _rule(flag, on=())
        flag.finish()
    table.finish()
    return flags


def read_practice(path: Path, flags: Flags) -> Practice:
    """One practice from its file; raises FixtureError, which names the file and the key."""
    table = _opened(path)
    practice = Practice(
        id=path.stem,
        version=table.whole("version"),
        title=table.text("title"),
        family=table.one_of("family", FamilyName),
        minutes=table.whole("minutes"),
        for_whom=table.text("for_whom"),
        why=table.text("why"),
        closing=table.text("closing"),
        content_note=_optional(table, "content_note"),
        strength=_optional(table, "strength"),
        outcome=_optional(table, "outcome"),
        waits=_optional(table, "waits"),
        tally=_optional(table, "tally"),
        shows=_optional(table, "shows"),
        together=table.texts("together"),
        guides=table.texts("guides"),
        couple=table.flag("couple"),
        safety=table.flag("safety"),
        support=table.flag("support"),
        by_month=table.flag("by_month"),
        by_week=table.flag("by_week"),
        questions=tuple(_question(each) for each in table.tables("question")),
        notes=tuple(_note(each, flags) for each in table.tables("note")),
    )
    table.finish()
    _check(practice, table)
    return practice


def _opened(path: Path) -> Table:
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), where=path.name)
    except tomllib.TOMLDecodeError as error:
        raise FixtureError(f"{path.name}: {error}") from error


def _optional(table: Table, key: str) -> str:
    return table.text(key) if table.has(key) else ""


def _question(table: Table) -> PracticeQuestion:
    question = PracticeQuestion(
        id=table.text("id"),
        label=table.text("label"),
        kind=table.one_of("kind", QuestionKind),
        hint=_optional(table, "hint"),
        options=table.texts("options"),
        ends=table.texts("ends"),
        hours=table.wholes("hours"),
        carries=table.flag("carries"),
        asked=not table.flag("retired"),
    )
    table.finish()
    if not QUESTION_ID.fullmatch(question.id) or question.id in {BEFORE, AFTER}:
        raise table.wrong("id", "is not one plain word, or is taken by the strengths")
    if (question.kind in WITH_OPTIONS) != (len(question.options) > 1):
        raise table.wrong("options", "belong to a choice or to checks, two at least")
    if len(set(question.options)) != len(question.options):
        raise table.wrong("options", "name the same thing twice")
    if question.ends and (question.kind is not QuestionKind.NUMBER or len(question.ends) != 2):
        raise table.wrong("ends", "are the two ends of a number")
    if question.hours and len(question.hours) != len(question.options):
        raise table.wrong("hours", "are one for each option")
    return question


def _note(table: Table, flags: Flags) -> SafetyNote:
    on = table.texts("on")
    if table.has("flag"):
        name = table.text("flag")
        table.finish()
        if name not in flags:
            raise table.wrong("flag", f"is {name!r}, which no flag is called")
        shared = flags[name]
        return SafetyNote(
            on=on,
            says=shared.says,
            pattern=shared.pattern,
            most_words=shared.most_words,
            self_harm=shared.self_harm,
            to=shared.to,
        )
    note = _rule(table, on=on)
    table.finish()
    return note


def _rule(table: Table, *, on: tuple[str, ...]) -> SafetyNote:
    note = SafetyNote(
        on=on,
        says=table.text("says"),
        pattern=_optional(table, "pattern"),
        most_words=table.whole("most_words") if table.has("most_words") else 0,
        chosen=table.texts("chosen"),
        at_least=table.whole("at_least") if table.has("at_least") else None,
        at_most=table.whole("at_most") if table.has("at_most") else None,
        self_harm=table.flag("self_harm"),
        to=table.one_of("to", NoteTarget) if table.has("to") else None,
    )
    bounds = note.at_least is not None or note.at_most is not None
    looks = (note.pattern, note.most_words, note.chosen, bounds, note.self_harm)
    if sum(map(bool, looks)) != 1:
        raise table.wrong("note", "must look at one thing: words, length, a choice or a number")
    try:
        re.compile(note.pattern)
    except re.error as error:
        raise table.wrong("pattern", f"cannot be read: {error}") from error
    return note


def _check(practice: Practice, table: Table) -> None:
    """What no single value shows."""
    ids = [question.id for question in practice.questions]
    if not SLUG.fullmatch(practice.id):
        raise table.wrong("name", "cannot stand in an address")
    if practice.version < 1 or practice.minutes < 1:
        raise table.wrong("version", "and minutes begin with 1")
    if not ids or len(set(ids)) != len(ids):
        raise table.wrong("question", "is missing, or an id is given twice")
    for name in _named(practice):
        if name not in ids:
            raise table.wrong("question", f"{name!r} is asked for, and is not there")
    _check_notes(practice, table)
    choice, day = {QuestionKind.CHOICE}, {QuestionKind.CHOICE, QuestionKind.DATE}
    for key, kinds in (("outcome", choice), ("tally", choice), ("waits", day)):
        named = practice.question(getattr(practice, key))
        if named and named.kind not in kinds:
            raise table.wrong(key, "is a question of a kind that cannot say it")
    waits = practice.question(practice.waits)
    if waits and waits.kind is QuestionKind.CHOICE and not waits.hours:
        raise table.wrong("waits", "is a choice that does not say how many hours")


def _check_notes(practice: Practice, table: Table) -> None:
    if practice.support:
        in_words = {each.id for each in practice.questions if each.kind in IN_WORDS}
        looked_at = {name for note in practice.notes if note.self_harm for name in note.on}
        if missed := in_words - looked_at:
            raise table.wrong(
                "support", f"needs a note on self-harm on {', '.join(sorted(missed))}"
            )
    for note in practice.notes:
        if not note.on:
            raise table.wrong("note", "is about no question")
        for name in note.on:
            question = practice.question(name)
            if name in {BEFORE, AFTER} and not practice.strength:
                raise table.wrong("note", "asks for a strength that is not weighed")
            if question and set(note.chosen) - set(question.options):
                raise table.wrong("note", f"asks for an option that {name!r} does not have")


def _named(practice: Practice) -> Iterator[str]:
    """Every question that some other part names."""
    yield from (name for name in (practice.outcome, practice.waits, practice.tally) if name)
    for note in practice.notes:
        yield from (name for name in note.on if name not in {BEFORE, AFTER})
    for line in practice.together:
        yield from (name for _text, name, _spec, _conversion in Formatter().parse(line) if name)
