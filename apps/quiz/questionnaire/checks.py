"""Checks of the wording of the forms, for the command and for the tests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from apps.common.content_files.toml_file import ContentError
from apps.common.text.readability import clauses, overlap, reading_grade, words
from apps.common.text.style_rules import IN_QUESTIONNAIRES, banned_in
from apps.quiz.questionnaire.catalogue import FOLDER, gathered
from apps.quiz.questionnaire.loader import read_form
from apps.quiz.questionnaire.model import Item, Questionnaire, ScoredForm, VersionStatus

FEWEST_WORDS = 3
# A statement with one of these asks two things: what somebody does, and why or what comes of it.
JOINED = re.compile(
    r"\b(?:so that|because|in order to|and then|to see if|to find out)\b|, (?:and|or) "
)
MOST_CHARACTERS = 100
HIGHEST_GRADE = 6.0
# The largest share of content words in common: of two items of one form, of two forms.
MOST_SHARED_WITHIN = 0.34
MOST_SHARED_BETWEEN = 0.40

type SimilarPair = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class FormReport:
    """The figures of one form; ``nearest`` is its most alike pair of items, with their overlap."""

    form: Questionnaire
    grade: float
    longest: int
    nearest: SimilarPair
    nearest_elsewhere: SimilarPair


@dataclass(frozen=True, slots=True)
class ChecksReport:
    """The figures of every sound form, and each problem in one line."""

    forms: tuple[FormReport, ...]
    problems: tuple[str, ...]


def examine(folder: Path = FOLDER) -> ChecksReport:
    """Read and check every form in ``folder``; a form that cannot be read is a problem."""
    forms, problems = _read(folder)
    try:
        gathered(forms, folder)
    except ContentError as error:
        problems.append(str(error))
    reports = tuple(_report(form, forms) for form in forms)
    problems += [problem for report in reports for problem in _problems(report)]
    return ChecksReport(forms=reports, problems=tuple(problems))


def all_that_is_read(form: Questionnaire) -> list[str]:
    """The sentences of a form that a person reads up to the last statement."""
    frames = dict.fromkeys(form.frame_of(item) for item in form.items)
    texts = [form.summary, form.for_whom, form.about, form.promise, *form.intro, *frames]
    return [*texts, *(item.text for item in form.items)]


def _read(folder: Path) -> tuple[list[Questionnaire], list[str]]:
    forms: list[Questionnaire] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            forms.append(read_form(path))
        except ContentError as error:
            problems.append(str(error))
    return forms, problems


def _report(form: Questionnaire, forms: list[Questionnaire]) -> FormReport:
    return FormReport(
        form=form,
        grade=reading_grade(clauses(all_that_is_read(form))),
        longest=max(len(item.text) for item in form.items),
        nearest=max(_pairs_within(form), default=(0.0, "", "")),
        nearest_elsewhere=max(_pairs_between(form, forms), default=(0.0, "", "")),
    )


def _pairs_within(form: Questionnaire) -> Iterator[SimilarPair]:
    for one, other in combinations(form.items, 2):
        yield overlap(one.text, other.text), one.id, other.id


def _pairs_between(form: Questionnaire, forms: list[Questionnaire]) -> Iterator[SimilarPair]:
    """Pairs of items of two forms; an older version of a form is not another form."""
    for other in forms:
        if other.slug != form.slug and VersionStatus.RETIRED not in {form.status, other.status}:
            for mine in form.items:
                for theirs in other.items:
                    yield overlap(mine.text, theirs.text), mine.id, f"{other.slug} {theirs.id}"


def _problems(report: FormReport) -> Iterator[str]:
    form = report.form
    where = f"{form.slug} {form.version}"
    for item in form.items:
        for problem in _problems_of(item):
            yield f"{where}: {item.id} {problem}"
        if (joined := JOINED.search(item.text)) and _is_asked_and_scored(form):
            yield f"{where}: {item.id} asks two things at once ({joined[0].strip(', ')!r})"
    for text in all_that_is_read(form):
        for word in banned_in(text, IN_QUESTIONNAIRES):
            yield f"{where}: says {word!r} in {text[:60]!r}"
    if report.grade > HIGHEST_GRADE:
        yield f"{where}: reading grade {report.grade:.1f}, above {HIGHEST_GRADE:.1f}"
    shared, one, other = report.nearest
    if shared > MOST_SHARED_WITHIN:
        yield f"{where}: {one} and {other} share {shared:.2f} of their words"
    shared, one, other = report.nearest_elsewhere
    if shared > MOST_SHARED_BETWEEN:
        yield f"{where}: {one} and {other} share {shared:.2f} of their words"


def _is_asked_and_scored(form: Questionnaire) -> bool:
    """A retired version keeps its words; a list notes what was seen, which may be a turn."""
    return form.status is VersionStatus.LIVE and isinstance(form, ScoredForm)


def _problems_of(item: Item) -> Iterator[str]:
    if len(item.text) > MOST_CHARACTERS:
        yield f"has {len(item.text)} characters, more than {MOST_CHARACTERS}"
    if len(words(item.text)) < FEWEST_WORDS:
        yield f"has fewer than {FEWEST_WORDS} words"
    if not item.text.endswith(".") or "!" in item.text:
        yield "is not one plain sentence"
