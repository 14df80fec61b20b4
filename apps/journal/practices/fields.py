"""A practice's questions as form fields, and what was answered as an entry keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.common.limits import with_limits
from apps.journal.entries.content import EntryContent, PromptAnswer
from apps.practices.loop_drawing import LoopDrawing, loop_of
from apps.practices.notes import AppliedNote, notes_on
from apps.practices.practice import (
    AFTER,
    BEFORE,
    STRONGEST,
    WEAKEST,
    Practice,
    PracticeQuestion,
    QuestionKind,
)
from apps.practices.sentences import SentencePart, put_together, sentence_parts
from apps.vault.codec import replace

LONGEST_LINE = 500
LONGEST_TEXT = 20_000
# The prefix of a question's id in the name of its form field.
PREFIX: Final = "answer-"

NUMBERS: Final = [(str(number), str(number)) for number in range(WEAKEST, STRONGEST + 1)]


class AnswerText(forms.CharField):
    """A browser sends line ends as CR LF; an answer keeps them as the writer knows them."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class PracticeField:
    """A question beside its field, the notes on what it says now, and the words around it.

    `part` is None where the answer does not become part of a sentence.
    """

    question: PracticeQuestion
    field: BoundField
    notes: tuple[AppliedNote, ...]
    part: SentencePart | None

    @property
    def is_named_by_part(self) -> bool:
        """Whether the fixed beginning is all that the question says."""
        return self.part is not None and self.part.is_named_by(self.question.label)


class WithPractice(forms.Form):
    """A form that may ask the questions of a practice as well as its own."""

    practice_id = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, practice: Practice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice = practice
        # Whether the questions for a later day are asked now: when what was sent has one of them.
        self.asks_later = practice is not None and any(
            name_of(each.id) in self.data for each in practice.later
        )
        self.fields |= fields_of(practice) if practice else {}

    def says_something(self, data: Mapping[str, Any]) -> bool:
        """Whether anything was answered; the title that a practice comes with says nothing."""
        if self.practice is None:
            return False
        return bool(answers_in(self.practice, data) or data.get(BEFORE) or data.get(AFTER))

    def answered(self, page: EntryContent) -> EntryContent:
        """The page with what was answered to the practice, if it is one."""
        practice, data = self.practice, self.cleaned_data
        if practice is None:
            return page
        head = replace(
            page.head,
            practice=practice.id,
            practice_version=practice.version,
            before=strength_in(data, BEFORE),
            after=strength_in(data, AFTER),
        )
        return replace(page, head=head, answers=answers_in(practice, data))

    def has_more(self) -> bool:
        """Whether the page of a practice says anything beside its answers, or says it wrongly."""
        own = {name_of(each.id) for each in self.practice.questions} if self.practice else set()
        beside = [name for name in self.errors if name not in own | {BEFORE, AFTER}]
        fields = ("body", "water", "feelings", "own_words", "tags", "people")
        return bool(beside or any(self[name].value() for name in fields if name in self.fields))

    def questions(self) -> list[PracticeField]:
        """Each question that is asked now, or was answered while it was asked."""
        if self.practice is None:
            return []
        fields = [(each, self[name_of(each.id)]) for each in self.practice.questions]
        notes, parts = self.notes(), sentence_parts(self.practice)
        return [
            PracticeField(
                each,
                field,
                tuple(note for note in notes if note.question == each),
                parts.get(each.id) if each.kind is QuestionKind.LINE else None,
            )
            for each, field in fields
            if (each.asked and (not each.later or self.asks_later)) or field.value()
        ]

    def for_later(self) -> list[PracticeQuestion]:
        """The questions that the form does not ask today."""
        if self.practice is None or self.asks_later:
            return []
        return [each for each in self.practice.later if not self[name_of(each.id)].value()]

    def notes(self) -> tuple[AppliedNote, ...]:
        """The notes on what the fields say now, kept or not."""
        return notes_on(self.practice, self._answers_so_far()) if self.practice else ()

    def together(self) -> str:
        """The text that the practice puts together out of the fields, saved or not."""
        return put_together(self.practice, self._answers_so_far()) if self.practice else ""

    def loop(self) -> LoopDrawing | None:
        """The drawing that the fields make, saved or not."""
        return loop_of(self.practice, self._answers_so_far()) if self.practice else None

    def _answers_so_far(self) -> dict[str, str]:
        """Every field of the practice by the id of its question, as text."""
        ids = [each.id for each in self.practice.questions] if self.practice else []
        names = [*ids, *(name for name in (BEFORE, AFTER) if name in self.fields)]
        return {name: _as_text(self[name_of(name)].value()) for name in names}


def name_of(question_id: str) -> str:
    """The field that asks a question; the strengths have names of their own."""
    return question_id if question_id in {BEFORE, AFTER} else f"{PREFIX}{question_id}"


def fields_of(practice: Practice) -> dict[str, forms.Field]:
    """A field for each question, none of which must be answered."""
    fields = {name_of(question.id): _field(question) for question in practice.questions}
    if practice.strength:
        for name in (BEFORE, AFTER):
            fields[name] = _chosen_once(NUMBERS, label=practice.strength)
    return fields


def answers_in(practice: Practice, data: Mapping[str, Any]) -> tuple[PromptAnswer, ...]:
    """The answers in the order of the questions, without the skipped ones."""
    given = ((each.id, _as_text(data.get(name_of(each.id)))) for each in practice.questions)
    return tuple(PromptAnswer(question_id, text) for question_id, text in given if text.strip())


def initial_of(practice: Practice, answers: Iterable[PromptAnswer]) -> dict[str, Any]:
    """Kept answers, as the fields of the practice show them."""
    kept = {answer.question: answer.text for answer in answers}
    return {
        name_of(each.id): kept[each.id].split("\n")
        if each.kind is QuestionKind.CHECKS
        else kept[each.id]
        for each in practice.questions
        if each.id in kept
    }


def carried_over(practice: Practice, last: EntryContent) -> dict[str, Any]:
    """The initial answers of a new sitting: those of the last sitting that carry over."""
    names = {each.id for each in practice.questions if each.carries and each.asked}
    return initial_of(practice, [answer for answer in last.answers if answer.question in names])


def strength_in(data: Mapping[str, Any], name: str) -> int | None:
    value = data.get(name)
    return int(value) if value else None


def _field(question: PracticeQuestion) -> forms.Field:
    options = [(option, option) for option in question.options]
    if question.kind is QuestionKind.CHOICE:
        return _chosen_once(options, label=question.label)
    if question.kind is QuestionKind.NUMBER:
        return _chosen_once(NUMBERS, label=question.label)
    if question.kind is QuestionKind.CHECKS:
        return forms.MultipleChoiceField(
            label=question.label,
            required=False,
            choices=options,
            widget=forms.CheckboxSelectMultiple,
        )
    if question.kind is QuestionKind.DATE:
        return forms.DateField(
            label=question.label,
            required=False,
            error_messages={
                "invalid": _("Write the day as year-month-day, such as 2026-11-21, or leave it.")
            },
        )
    longest = LONGEST_LINE if question.kind is QuestionKind.LINE else LONGEST_TEXT
    return AnswerText(
        label=question.label,
        required=False,
        strip=False,
        max_length=longest,
        error_messages={
            "max_length": with_limits(
                ngettext_lazy(
                    "There is room for %(most)s character here.",
                    "There is room for %(most)s characters here.",
                    "most",
                ),
                most=longest,
            )
        },
    )


def _chosen_once(options: list[tuple[str, str]], *, label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=options, widget=forms.RadioSelect)


def _as_text(value: Any) -> str:
    """An answer as it is kept: text as typed, checks one a line, a day in ISO form."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "\n".join(value)
    return str(value or "")
