"""Makes the table of phrases: what people type, and the names of every page there is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.articles.content.parse import GuideText
from apps.articles.content.reference_parse import NeedText, Reference
from apps.articles.models import SearchPhrase
from apps.articles.search.meanings import GUIDE
from apps.articles.search.synonyms import concepts
from apps.articles.search.words import words_in
from apps.common.content_files.table_sync import Columns
from apps.common.markdown import plain_line
from apps.practices.catalogue import catalogue
from apps.support.parse import CountryRow, parse

# What a name must have to count among other words: one word alone stands for too much.
FEWEST: Final = 2
# What a word of a phrase adds to its weight: half of the searches name the partner and avoidance.
MUCH, LITTLE = 10, 3
EXACT: Final = {"question": 1000, GUIDE: 900}
SAYS_LITTLE: Final = frozenset(
    {
        "avoid",
        "attach",
        "relationship",
        "xpartner",
        "xi",
        "xami",
        "xnot",
        "xshould",
        "style",
        "get",
        "go",
    }
)
# Pages of the site that are no guide, question, term or book: the address, the name, a line.
OTHER_PAGES: Final[dict[str, tuple[Promise, Promise]]] = {
    "/quiz/": (
        _("The quiz"),
        _("Eight or sixteen statements, and roughly where you are on two scales. No type."),
    ),
    "/support/": (
        _("Someone to talk to"),
        _("People to call or write to, by country. You do not have to be sure."),
    ),
    "/support/#own-behaviour": (
        _("If you have hurt someone"),
        _("What to do first, and people who talk with those who have hurt a partner."),
    ),
    "/support/#therapist": (
        _("Registers of therapists"),
        _("Where to look a therapist up, by country."),
    ),
    "/reading-list/": (
        _("Reading list"),
        _("Well-known books, with what each is good for and what to take care of."),
    ),
    "/guides/evidence/": (
        _("Evidence"),
        _("Every claim that our guides rest on, the papers behind it, and what each found."),
    ),
    "/glossary/": (_("Glossary"), _("The words that our guides use, said plainly.")),
    "/journal/practices/": (
        _("Practices"),
        _("A few questions with kind notes and a next step, to answer in the journal or on paper."),
    ),
    "/journal/breathing/": (_("Slow breathing"), _("A few slow breaths, with or without sound.")),
    "/journal/deck/": (
        _("Questions, from light to deep"),
        _("Cards with one question each, and “pass” is always an answer."),
    ),
    "/privacy/": (_("Privacy"), _("What is kept, for how long, and who could read it.")),
    "/safety/": (
        _("Staying safe here"),
        _("What this site leaves behind on a device, and how to leave quickly."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class PageName:
    """A page as a search shows it; `named` is what it is called, in the words people type."""

    url: str
    title: str
    summary: str
    kind: str
    named: tuple[str, ...] = ()
    whole: bool = True

    @property
    def shown(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("url", "title", "summary", "kind")}


def countries_of(folder: Path) -> list[CountryRow]:
    """The countries of the file of help lines; none where it is not there. Raises ContentError."""
    path = folder / "support.toml"
    return parse(path.read_text("utf-8")) if path.is_file() else []


def pages_of(
    guides: Iterable[GuideText], *, reference: Reference, countries: Iterable[CountryRow]
) -> dict[str, PageName]:
    """Every page that a search can name, by its address. A guide shows its own card."""
    pages = [
        *_guides(guides),
        *_questions(reference),
        *_terms(reference),
        *_books(reference),
        *_practices(),
        *_countries(countries),
        *(
            PageName(url=url, title=str(title), summary=str(line), kind="page", named=(str(title),))
            for url, (title, line) in OTHER_PAGES.items()
        ),
    ]
    return {page.url: page for page in pages}


def phrase_columns(needs: Iterable[NeedText], *, pages: dict[str, PageName]) -> dict[str, Columns]:
    """The columns of every phrase, by its key: the hand-kept ones first, then the names."""
    rows: dict[str, Columns] = {}
    said: dict[str, str] = {}
    for need in needs:
        shown = [pages[url].shown for url in need.pages if url in pages]
        for phrase in need.phrases:
            key = f"{need.slug}: {phrase}"
            said[key] = concepts(words_in(phrase))
            rows[key] = {"pages": shown, "safety": need.safety, "nothing": need.nothing}
            rows[key] |= {"whole": False}
    for page in pages.values():
        for n, name in enumerate(dict.fromkeys(page.named)):
            key = f"{page.url} {n}"[:220]
            said[key] = concepts(words_in(name))
            rows[key] = {"pages": [page.shown], "safety": False, "nothing": ""}
            rows[key] |= {"whole": page.whole}
    stems = SearchPhrase.objects.stems(sorted(set(said.values())))
    found = {}
    for position, (key, columns) in enumerate(rows.items(), start=1):
        words = stems[said[key]]
        is_name = not columns["whole"] and key.startswith("/")
        if words and not (is_name and len(words) < FEWEST and not key.startswith("/support/")):
            found[key] = columns | {"key": key, "words": words, "position": position}
            found[key]["weight"] = _weight(words, of=columns)
    return found


def _weight(words: list[str], *, of: Columns) -> int:
    """What a phrase weighs; a question or a guide's name that was typed word for word is on top."""
    named = EXACT.get(of["pages"][0]["kind"], 0) if of["whole"] and of["pages"] else 0
    return named or sum(LITTLE if word in SAYS_LITTLE else MUCH for word in words)


def _guides(guides: Iterable[GuideText]) -> Iterator[PageName]:
    for guide in guides:
        yield PageName(
            url=reverse("articles:guide", args=[guide.slug]),
            title=plain_line(guide.title),
            summary=plain_line(guide.summary),
            kind=GUIDE,
            named=(guide.title, guide.question, guide.slug.replace("-", " ")),
        )


def _questions(reference: Reference) -> Iterator[PageName]:
    for each in reference.questions:
        page = reverse("articles:questions", args=[each.topic])
        yield PageName(
            url=f"{page}#{each.slug}",
            title=plain_line(each.question),
            summary="",
            kind="question",
            named=(each.question,),
        )


def _terms(reference: Reference) -> Iterator[PageName]:
    for term in reference.terms:
        yield PageName(
            url=f"{reverse('reference:glossary')}#{term.slug}",
            title=plain_line(term.term),
            summary=plain_line(term.short),
            kind="term",
            named=tuple(term.wordings),
        )


def _books(reference: Reference) -> Iterator[PageName]:
    for book in reference.books:
        surnames = [author.split()[-1] for author in book.authors]
        authors = ", ".join(book.authors)
        yield PageName(
            url=f"{reverse('reference:reading_list')}#{book.slug}",
            title=plain_line(book.title),
            summary=f"{authors}, {book.year}. {plain_line(book.for_whom)}",
            kind="book",
            named=(
                *(book.title, f"{book.title} book", f"book {book.title}", *book.authors),
                *(f"{book.title} {name}" for name in surnames),
                *(f"{name} book" for name in surnames),
            ),
            whole=False,
        )


def _practices() -> Iterator[PageName]:
    for practice in catalogue().practices:
        yield PageName(
            url=reverse("journal:practice", args=[practice.id]),
            title=practice.title,
            summary=practice.for_whom,
            kind="practice",
            named=(practice.title, practice.id.replace("-", " ")),
            whole=False,
        )


def _countries(countries: Iterable[CountryRow]) -> Iterator[PageName]:
    for country in countries:
        if country.slug == "international":
            continue
        lines = [line.name for line in country.lines if line.confidence != "low"]
        named = [f"{country.name} help", f"{country.name} support", f"{country.name} help line"]
        yield PageName(
            url=reverse("support:country", args=[country.slug]),
            title=country.name,
            summary=str(_("People to call or write to in this country.")),
            kind="help",
            named=(country.name, *named, *lines),
            whole=False,
        )
