"""Reads the files beside the guides (glossary, paths, questions, books) into plain values."""

from dataclasses import dataclass, field
from pathlib import Path

from apps.articles.content.parse import read_stripped
from apps.common.content_files.toml_file import TomlTable


class TermText(TomlTable, frozen=True, kw_only=True):
    """A word that the guides use in their own sense, and the wordings that mean it."""

    slug: str
    term: str
    short: str
    forms: list[str] = []
    more: str = ""
    guide: str = ""

    @property
    def wordings(self) -> list[str]:
        return list(dict.fromkeys([self.term, *self.forms]))


class PathText(TomlTable, frozen=True, kw_only=True):
    """A few guides in the order in which somebody would read them. `then` stands at the end."""

    slug: str
    title: str
    for_whom: str
    summary: str
    guides: list[str]
    then: str = ""
    safety: bool = False


class QuestionText(TomlTable, frozen=True, kw_only=True):
    """A question as somebody asks it, on a topic, and our answer in a few sentences."""

    slug: str
    topic: str
    question: str
    answer: str
    guide: str = ""


class BookText(TomlTable, frozen=True, kw_only=True):
    """A book: whom it is for, what is good in it, and what to take care of."""

    slug: str
    title: str
    authors: list[str]
    year: int
    for_whom: str
    note: str
    care: str = ""


class NeedText(TomlTable, frozen=True, kw_only=True):
    """One thing that people look for: how they type it, and the pages that are meant."""

    slug: str
    phrases: list[str]
    pages: list[str]
    safety: bool = False
    nothing: str = ""


class GlossaryFile(TomlTable, frozen=True):
    """The file of the glossary."""

    term: list[TermText] = []


class PathsFile(TomlTable, frozen=True):
    """The file of the reading paths."""

    path: list[PathText] = []


class QuestionsFile(TomlTable, frozen=True):
    """The file of the questions that have a short answer."""

    question: list[QuestionText] = []


class ReadingListFile(TomlTable, frozen=True):
    """The file of the reading list."""

    book: list[BookText] = []


class SearchFile(TomlTable, frozen=True):
    """The file of what people type into the search."""

    need: list[NeedText] = []


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Everything beside the guides, in the order of the files."""

    terms: list[TermText] = field(default_factory=list)
    paths: list[PathText] = field(default_factory=list)
    questions: list[QuestionText] = field(default_factory=list)
    books: list[BookText] = field(default_factory=list)
    needs: list[NeedText] = field(default_factory=list)
    editors: str = ""


def read_reference(folder: Path) -> Reference:
    """Read the files that are there. Raises ContentError."""
    editors = folder / "pages" / "editors.md"
    return Reference(
        terms=_read(folder / "glossary.toml", GlossaryFile).term,
        paths=_read(folder / "paths.toml", PathsFile).path,
        questions=_read(folder / "questions.toml", QuestionsFile).question,
        books=_read(folder / "reading-list.toml", ReadingListFile).book,
        needs=_read(folder / "search.toml", SearchFile).need,
        editors=editors.read_text("utf-8") if editors.is_file() else "",
    )


def _read[File](path: Path, kind: type[File]) -> File:
    """The file, or an empty one where it is not there."""
    return read_stripped(path, kind) if path.is_file() else kind()
