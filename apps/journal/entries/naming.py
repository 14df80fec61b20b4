"""What a page is called in a list: its title, else its first words, else what it answers."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from apps.common.markdown.plain_text import plain_lines
from apps.journal.entries.content import EntryContent, EntryHead
from apps.practices.catalogue import find
from apps.practices.practice import QuestionKind

LONGEST_NAME: Final = 70
LONGEST_PREVIEW: Final = 140
LOOKED_AT: Final = 1500  # characters of a body, enough for both
IN_WORDS: Final = frozenset({QuestionKind.LINE, QuestionKind.TEXT})


class EntryName(NamedTuple):
    """The name of a page, and one line of what it says after that; either may be empty."""

    name: str
    preview: str = ""


def name_of(page: EntryContent) -> EntryName:
    """The title, else the first words, else the practice or question it answers.

    The name has at most LONGEST_NAME characters unless it is a title or a question, the preview
    at most LONGEST_PREVIEW, each cut at the end of a word. A page without any of it has no name.
    """
    lines = list(_lines(page))
    if title := page.head.title:
        return EntryName(title, _cut(" ".join(lines), LONGEST_PREVIEW)[0])
    if lines:
        name, rest = _cut(lines[0], LONGEST_NAME)
        return EntryName(
            name, _cut(" ".join([*filter(None, [rest]), *lines[1:]]), LONGEST_PREVIEW)[0]
        )
    return EntryName(name_by_head(page.head))


def name_by_head(head: EntryHead) -> str:
    """The title, else the practice or the question that the page answers, else nothing."""
    practice = find(head.practice)
    return head.title or (practice.title if practice else "") or head.prompt_text


def without_words(photos: int) -> str:
    """The name of a page that says nothing."""
    return _("A page with a photo") if photos else _("A page without words")


def _lines(page: EntryContent) -> Iterator[str]:
    for text in (page.body, *_written_answers(page)):
        yield from plain_lines(text[:LOOKED_AT])


def _written_answers(page: EntryContent) -> Iterator[str]:
    """The answers in words; a day, a number or a chosen box says little without its question."""
    practice = find(page.head.practice)
    chosen = (
        {each.id for each in practice.questions if each.kind not in IN_WORDS} if practice else ()
    )
    for answer in page.answers:
        if answer.question not in chosen:
            yield answer.text


def preview_of(text: str) -> str:
    """The first words of a Markdown text in one line, at most LONGEST_PREVIEW characters."""
    return _cut(" ".join(plain_lines(text[:LOOKED_AT])), LONGEST_PREVIEW)[0]


def _cut(words: str, most: int) -> tuple[str, str]:
    """The first `most` characters at most, cut at the end of a word if possible; and the rest."""
    if len(words) <= most:
        return words, ""
    end = words.rfind(" ", most // 2, most) if " " in words[most // 2 : most] else most - 1
    return f"{words[:end].rstrip()}…", words[end:].strip()
