"""The summary of an import: what came in and what could not, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.common.limits import Limit
from apps.journal.entries.forms import LONGEST_BODY
from apps.journal.importing.content import ImportContent
from apps.journal.preferences.content import MOST_PINS

SOURCES = {
    "ours": gettext_lazy("an export of this journal"),
    "day_one": gettext_lazy("a Day One export"),
    "journiv": gettext_lazy("a Journiv export"),
    "dailytxt": gettext_lazy("a DailyTxT backup"),
    "text": gettext_lazy("Markdown or text files"),
}
KINDS = {
    "entries": ngettext_lazy("%(n)d page", "%(n)d pages", "n"),
    "photos": ngettext_lazy("%(n)d photo", "%(n)d photos", "n"),
    "shelves": ngettext_lazy("your shelf", "your shelf", "n"),
    "places": ngettext_lazy("your places in courses", "your places in courses", "n"),
    "journal settings": ngettext_lazy("your journal’s settings", "your journal’s settings", "n"),
    "templates": ngettext_lazy("%(n)d template", "%(n)d templates", "n"),
    "quiz results": ngettext_lazy("%(n)d kept result", "%(n)d kept results", "n"),
}
LEFT = {
    "pages": ngettext_lazy(
        "%(n)d page that has no day, or is longer than %(longest)s characters",
        "%(n)d pages that have no day, or are longer than %(longest)s characters",
        "n",
    ),
    "rows": ngettext_lazy(
        "%(n)d item that this version cannot read",
        "%(n)d items that this version cannot read",
        "n",
    ),
    "photos": ngettext_lazy(
        "%(n)d photo without its page, or not as we write them",
        "%(n)d photos without their page, or not as we write them",
        "n",
    ),
    "pictures": ngettext_lazy(
        "%(n)d picture, film or recording", "%(n)d pictures, films or recordings", "n"
    ),
    "places": ngettext_lazy("the place of %(n)d page", "the places of %(n)d pages", "n"),
    "versions": ngettext_lazy("%(n)d earlier version", "%(n)d earlier versions", "n"),
    "files": ngettext_lazy(
        "%(n)d file that is no text of a page", "%(n)d files that are no text of a page", "n"
    ),
}
STARRED = ngettext_lazy(
    "the star or pin of %(n)d page: it stays on top of your pages",
    "the stars or pins of %(n)d pages: they stay on top of your pages, %(most)s at most",
    "n",
)
GUESSED = ngettext_lazy(
    "%(n)d page says no day and is put on today.",
    "%(n)d pages say no day and are put on today.",
    "n",
)


def came(report: ImportContent) -> list[str]:
    starred = len(report.starred)
    pins = [str(STARRED % {"n": starred, "most": Limit(MOST_PINS)})] if starred else []
    return [*_worded(KINDS, report.counts), *pins]


def left_out(report: ImportContent) -> list[str]:
    return list(_worded(LEFT, report.left))


def guessed(report: ImportContent) -> str:
    count = report.left.get("days", 0)
    return str(GUESSED % {"n": count}) if count else ""


def source(report: ImportContent) -> str:
    return str(SOURCES.get(report.source, ""))


def _worded(words: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[str]:
    for name, count in counts.items():
        if count and name in words:
            yield str(words[name] % {"n": count, "longest": Limit(LONGEST_BODY)})
