"""The files beside the guides as they were written; knows nothing of tables."""

from dataclasses import dataclass, field
from pathlib import Path

from apps.articles.content.parse import read_rows


@dataclass(frozen=True, kw_only=True)
class TermText:
    """A word that the guides use in their own sense, and the wordings that mean it."""

    slug: str
    term: str
    short: str
    forms: list[str] = field(default_factory=list)
    more: str = ""
    guide: str = ""

    @property
    def wordings(self) -> list[str]:
        return list(dict.fromkeys([self.term, *self.forms]))


@dataclass(frozen=True, kw_only=True)
class PathText:
    """A few guides in the order in which somebody would read them. `then` stands at the end."""

    slug: str
    title: str
    for_whom: str
    summary: str
    guides: list[str]
    then: str = ""
    safety: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionText:
    """A question as somebody asks it, on a topic, and our answer in a few sentences."""

    slug: str
    topic: str
    question: str
    answer: str
    guide: str = ""


@dataclass(frozen=True, kw_only=True)
class BookText:
    """A book: whom it is for, what is good in it, and what to take care of."""

    slug: str
    title: str
    authors: list[str]
    year: int
    for_whom: str
    note: str
    care: str = ""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Everything beside the guides, in the order of the files."""

    terms: list[TermText] = field(default_factory=list)
    paths: list[PathText] = field(default_factory=list)
    questions: list[QuestionText] = field(default_factory=list)
    books: list[BookText] = field(default_factory=list)
    editors: str = ""


def read_reference(folder: Path) -> Reference:
    """Read the files that are there. Raises UnreadableError."""
    editors = folder / "pages" / "editors.md"
    return Reference(
        terms=read_rows(TermText, folder / "glossary.toml", table="term"),
        paths=read_rows(PathText, folder / "paths.toml", table="path"),
        questions=read_rows(QuestionText, folder / "questions.toml", table="question"),
        books=read_rows(BookText, folder / "reading-list.toml", table="book"),
        editors=editors.read_text("utf-8") if editors.is_file() else "",
    )
