"""Reads one practice from its file, and refuses one that could not be asked."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

from msgspec.structs import replace

from apps.common.content_files.toml_file import (
    ContentError,
    TomlTable,
    convert_values,
    read_toml,
    toml_values,
)
from apps.practices.practice import (
    AFTER,
    BEFORE,
    NoteTarget,
    Practice,
    PracticeQuestion,
    QuestionKind,
    SafetyNote,
    SharedNote,
)

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
QUESTION_ID = re.compile(r"[a-z][a-z0-9_]*")
WITH_OPTIONS = frozenset({QuestionKind.CHOICE, QuestionKind.CHECKS})
IN_WORDS = frozenset({QuestionKind.LINE, QuestionKind.TEXT})

type Flags = Mapping[str, SafetyNote]


class FlagFile(TomlTable, frozen=True):
    """The file of the notes that several practices share."""

    flag: tuple[SharedNote, ...]


def read_flags(path: Path) -> dict[str, SafetyNote]:
    """The notes that several practices share, by name, each on no question yet."""
    flags = read_toml(path, FlagFile).flag
    for flag in flags:
        _check_rule(flag, where=f"{path.name}: flag {flag.id}")
        if flag.on or flag.flag:
            raise ContentError(f"{path.name}: flag {flag.id}: on and flag belong to a practice")
    return {flag.id: flag for flag in flags}


def read_practice(path: Path, flags: Flags) -> Practice:
    """One practice from its file; raises ContentError, which names the file and the key."""
    values = toml_values(path.read_text("utf-8"), name=path.name)
    if "id" in values:
        raise ContentError(f"{path.name}: id is the name of the file, and is not written in it")
    written = convert_values(values | {"id": path.stem}, Practice, name=path.name)
    for question in written.questions:
        _check_question(question, where=f"{path.name}: question {question.id}")
    notes = tuple(
        _with_shared_words(note, flags, where=f"{path.name}: note {number}")
        for number, note in enumerate(written.notes, start=1)
    )
    practice = replace(written, notes=notes)
    _check(practice, where=path.name)
    return practice


def _check_question(question: PracticeQuestion, *, where: str) -> None:
    if not QUESTION_ID.fullmatch(question.id) or question.id in {BEFORE, AFTER}:
        raise ContentError(f"{where}: id is not one plain word, or is taken by the strengths")
    if (question.kind in WITH_OPTIONS) != (len(question.options) > 1):
        raise ContentError(f"{where}: options belong to a choice or to checks, two at least")
    if len(set(question.options)) != len(question.options):
        raise ContentError(f"{where}: options name the same thing twice")
    if question.ends and (question.kind is not QuestionKind.NUMBER or len(question.ends) != 2):
        raise ContentError(f"{where}: ends are the two ends of a number")
    if question.hours and len(question.hours) != len(question.options):
        raise ContentError(f"{where}: hours are one for each option")


def _with_shared_words(note: SafetyNote, flags: Flags, *, where: str) -> SafetyNote:
    """The note itself, or the shared one that it names, on the questions of this note."""
    if not note.flag:
        _check_rule(note, where=where)
        return note
    if note != SafetyNote(on=note.on, flag=note.flag):
        raise ContentError(f"{where}: flag stands alone beside the questions that it is on")
    if note.flag not in flags:
        raise ContentError(f"{where}: flag is {note.flag!r}, which no flag is called")
    return replace(flags[note.flag], on=note.on)


def _check_rule(note: SafetyNote, *, where: str) -> None:
    if not note.says:
        raise ContentError(f"{where}: says is missing")
    bounds = note.at_least is not None or note.at_most is not None
    looks = (note.pattern, note.most_words, note.chosen, bounds, note.self_harm)
    if sum(map(bool, looks)) != 1:
        raise ContentError(f"{where}: must look at one thing: words, length, a choice or a number")
    try:
        re.compile(note.pattern)
    except re.error as error:
        raise ContentError(f"{where}: pattern cannot be read: {error}") from error


def _check(practice: Practice, *, where: str) -> None:
    """Refuse a practice whose parts do not fit together."""
    ids = [question.id for question in practice.questions]
    if not SLUG.fullmatch(practice.id):
        raise ContentError(f"{where}: the name of the file cannot stand in an address")
    if practice.version < 1 or practice.minutes < 1:
        raise ContentError(f"{where}: version and minutes begin with 1")
    if not ids or len(set(ids)) != len(ids):
        raise ContentError(f"{where}: question is missing, or an id is given twice")
    for name in _named(practice):
        if name not in ids:
            raise ContentError(f"{where}: the question {name!r} is asked for, and is not there")
    _check_notes(practice, where=where)
    _check_fear(practice, where=where)
    choice, day = {QuestionKind.CHOICE}, {QuestionKind.CHOICE, QuestionKind.DATE}
    for key, kinds in (
        ("outcome", choice),
        ("tally", choice),
        ("fear", choice),
        ("waits", day),
    ):
        named = practice.question(getattr(practice, key))
        if named and named.kind not in kinds:
            raise ContentError(f"{where}: {key} is a question of a kind that cannot say it")
    waits = practice.question(practice.waits)
    if waits and waits.kind is QuestionKind.CHOICE and not waits.hours:
        raise ContentError(f"{where}: waits is a choice that does not say how many hours")


def _check_fear(practice: Practice, *, where: str) -> None:
    """The question about fear stands first, and an answer to it leads to the guide on harm."""
    if not practice.fear:
        return
    if practice.asked[0].id != practice.fear:
        raise ContentError(f"{where}: fear is asked by {practice.fear!r}, which is not asked first")
    leads = {name for note in practice.notes if note.to is NoteTarget.HARM for name in note.on}
    if practice.fear not in leads:
        raise ContentError(f"{where}: no note on {practice.fear!r} leads to the guide on harm")


def _check_notes(practice: Practice, *, where: str) -> None:
    if practice.support:
        in_words = {each.id for each in practice.questions if each.kind in IN_WORDS}
        looked_at = {name for note in practice.notes if note.self_harm for name in note.on}
        if missed := in_words - looked_at:
            names = ", ".join(sorted(missed))
            raise ContentError(f"{where}: support needs a note on self-harm on {names}")
    for note in practice.notes:
        if not note.on:
            raise ContentError(f"{where}: a note is about no question: {note.says!r}")
        for name in note.on:
            question = practice.question(name)
            if name in {BEFORE, AFTER} and not practice.strength:
                raise ContentError(f"{where}: a note asks for {name}, a strength that is not asked")
            if question and set(note.chosen) - set(question.options):
                raise ContentError(
                    f"{where}: a note asks for an option that {name!r} does not have"
                )


def _named(practice: Practice) -> Iterator[str]:
    """Every question that some other part names."""
    yield from (
        name for name in (practice.outcome, practice.waits, practice.tally, practice.fear) if name
    )
    yield from practice.draws
    for note in practice.notes:
        yield from (name for name in note.on if name not in {BEFORE, AFTER})
    for line in practice.together:
        yield from (name for _text, name, _spec, _conversion in Formatter().parse(line) if name)
