"""The summary of an import: what came in and what could not, in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.common.limits import Limit, with_limits
from apps.journal.entries.limits import LONGEST_BODY
from apps.journal.importing.archive import LARGEST_FILE, LIMITS, MEBIBYTE
from apps.journal.importing.content import ImportContent
from apps.journal.models.photos import MOST_SEALED, PHOTOS
from apps.journal.preferences.content import MOST_PINS

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
ORDERS: Final = frozenset({DAY_FIRST, MONTH_FIRST})
SOURCES = {
    "ours": gettext_lazy("an export of this journal"),
    "day_one": gettext_lazy("a Day One export"),
    "journiv": gettext_lazy("a Journiv export"),
    "dailytxt": gettext_lazy("a DailyTxT backup"),
    "jrnl": gettext_lazy("a journal of jrnl"),
    "mini_diary": gettext_lazy("a Mini Diary export"),
    "journey": gettext_lazy("a Journey export"),
    "diarium": gettext_lazy("a Diarium export"),
    "apple_journal": gettext_lazy("an Apple Journal export"),
    "google_keep": gettext_lazy("notes of Google Keep"),
    "standard_notes": gettext_lazy("a Standard Notes backup"),
    "joplin": gettext_lazy("notes of Joplin"),
    "text": gettext_lazy("Markdown or text files"),
}
KINDS = {
    "entries": ngettext_lazy("%(n)d page", "%(n)d pages", "n"),
    "photos": ngettext_lazy("%(n)d photo", "%(n)d photos", "n"),
    "photo files": ngettext_lazy("%(n)d photo", "%(n)d photos", "n"),
    "shelves": ngettext_lazy("your shelf", "your shelf", "n"),
    "places": ngettext_lazy("your places in courses", "your places in courses", "n"),
    "journal settings": ngettext_lazy("your journal’s settings", "your journal’s settings", "n"),
    "templates": ngettext_lazy("%(n)d template", "%(n)d templates", "n"),
    "trash": ngettext_lazy("%(n)d page in the trash", "%(n)d pages in the trash", "n"),
    "photos in the trash": ngettext_lazy(
        "%(n)d photo in the trash", "%(n)d photos in the trash", "n"
    ),
    "drafts": ngettext_lazy("%(n)d draft", "%(n)d drafts", "n"),
    "entry versions": ngettext_lazy(
        "%(n)d earlier text of a page", "%(n)d earlier texts of pages", "n"
    ),
    "sittings": ngettext_lazy(
        "%(n)d quiz that is not finished", "%(n)d quizzes that are not finished", "n"
    ),
    "quiz results": ngettext_lazy("%(n)d kept result", "%(n)d kept results", "n"),
}
LEFT = {
    "pages": ngettext_lazy(
        "%(n)d page that this version cannot read",
        "%(n)d pages that this version cannot read",
        "n",
    ),
    "no_words": ngettext_lazy(
        "%(n)d page without any words",
        "%(n)d pages without any words",
        "n",
    ),
    "no_day": ngettext_lazy(
        "%(n)d page that says no day that we can read",
        "%(n)d pages that say no day that we can read",
        "n",
    ),
    "too_long": ngettext_lazy(
        "%(n)d page that is longer than %(longest)s characters",
        "%(n)d pages that are longer than %(longest)s characters",
        "n",
    ),
    "unreadable": ngettext_lazy(
        "%(n)d page that is not written as its program writes them",
        "%(n)d pages that are not written as their program writes them",
        "n",
    ),
    "in_the_bin": ngettext_lazy(
        "%(n)d note that lies in the bin there", "%(n)d notes that lie in the bin there", "n"
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
    "photos_missing": ngettext_lazy(
        "%(n)d photo that a page names and the file does not hold",
        "%(n)d photos that pages name and the file does not hold",
        "n",
    ),
    "photos_broken": ngettext_lazy(
        "%(n)d photo that is broken, or of a kind that we do not read",
        "%(n)d photos that are broken, or of a kind that we do not read",
        "n",
    ),
    "photos_late": ngettext_lazy(
        "%(n)d photo that was not reached in time",
        "%(n)d photos that were not reached in time",
        "n",
    ),
    "pictures": ngettext_lazy(
        "%(n)d picture or attached file that is on no page",
        "%(n)d pictures or attached files that are on no page",
        "n",
    ),
    "films": ngettext_lazy("%(n)d film", "%(n)d films", "n"),
    "recordings": ngettext_lazy("%(n)d recording", "%(n)d recordings", "n"),
    "documents": ngettext_lazy(
        "%(n)d PDF or other attached file", "%(n)d PDFs or other attached files", "n"
    ),
    "places": ngettext_lazy("the place of %(n)d page", "the places of %(n)d pages", "n"),
    "fields": ngettext_lazy(
        "%(n)d other thing that was noted beside a page",
        "%(n)d other things that were noted beside pages",
        "n",
    ),
    "versions": ngettext_lazy("%(n)d earlier version", "%(n)d earlier versions", "n"),
    "other_json": ngettext_lazy(
        "%(n)d JSON file that is no page of a program we know",
        "%(n)d JSON files that are no pages of a program we know",
        "n",
    ),
    "broken_files": ngettext_lazy(
        "%(n)d file that is broken and cannot be read",
        "%(n)d files that are broken and cannot be read",
        "n",
    ),
    "locked_files": ngettext_lazy(
        "%(n)d file that is locked with a password",
        "%(n)d files that are locked with a password",
        "n",
    ),
    "zips": ngettext_lazy(
        "%(n)d zip in the zip that we did not look into: import it by itself",
        "%(n)d zips in the zip that we did not look into: import each by itself",
        "n",
    ),
    "files": ngettext_lazy(
        "%(n)d file that is no text of a page", "%(n)d files that are no text of a page", "n"
    ),
}
STARRED = ngettext_lazy(
    "the star or pin of %(n)d page: it stays on top of your pages",
    "the stars or pins of %(n)d pages: they stay on top of your pages, %(most)s at most",
    "n",
)
TOLD = {
    "days": ngettext_lazy(
        "%(n)d page says no day and is put on today.",
        "%(n)d pages say no day and are put on today.",
        "n",
    ),
    "file_time": ngettext_lazy(
        "%(n)d page says no day and is put on the day of its file.",
        "%(n)d pages say no day and are put on the days of their files.",
        "n",
    ),
    "far_ahead": ngettext_lazy(
        "%(n)d page is on a day more than a year from now. It comes in on the day that it says.",
        "%(n)d pages are on days more than a year from now. They come in on the days they say.",
        "n",
    ),
    "in_utc": ngettext_lazy(
        "%(n)d page names no time zone: its day and time are those of UTC.",
        "%(n)d pages name no time zone: their days and times are those of UTC.",
        "n",
    ),
    "utf_16": ngettext_lazy(
        "%(n)d file was saved as UTF-16 and was read as that.",
        "%(n)d files were saved as UTF-16 and were read as that.",
        "n",
    ),
    "windows_1252": ngettext_lazy(
        "%(n)d file was saved by an older Windows program (Windows-1252) and was read as that.",
        "%(n)d files were saved by an older Windows program (Windows-1252) and were read as that.",
        "n",
    ),
    "letters_lost": ngettext_lazy(
        "%(n)d file has damaged letters; a mark stands for each.",
        "%(n)d files have damaged letters; a mark stands for each.",
        "n",
    ),
}


def came(report: ImportContent) -> list[str]:
    starred = len(report.starred)
    pins = [str(STARRED % {"n": starred, "most": Limit(MOST_PINS)})] if starred else []
    return [*_worded(KINDS, report.counts), *pins]


def left_out(report: ImportContent) -> list[str]:
    return list(_worded(LEFT, report.left))


def told(report: ImportContent) -> list[str]:
    """What came along, and not quite as somebody would expect. Earlier reports had it in `left`."""
    return list(_worded(TOLD, {**report.left, **report.told}))


def guessed(report: ImportContent) -> list[tuple[str, date]]:
    """A few pages that are put on the days of their files, by the names of those."""
    return [(name, date.fromisoformat(day)) for name, day in report.guessed]


def unsure(report: ImportContent) -> dict[str, Any] | None:
    """The days that can be read in two ways, for the question which it is."""
    if not report.unsure_count:
        return None
    both = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in report.unsure]
    return {"count": report.unsure_count, "days": both, "first": both[0] if both else None}


def photos_in(report: ImportContent) -> int:
    return sum(1 for kind, _id in report.made or () if kind == PHOTOS)


def source(report: ImportContent) -> str:
    return str(SOURCES.get(report.source, ""))


def limits() -> dict[str, int]:
    """The limits of an import: MB of a file, pages, MB of one text, MB of photos."""
    return {
        "packed": LIMITS.packed // MEBIBYTE,
        "pages": LIMITS.rows,
        "text": LARGEST_FILE // MEBIBYTE,
        "photos": MOST_SEALED // MEBIBYTE,
    }


def limits_text() -> str:
    sentence = gettext_lazy(
        "A file may have %(packed)s MB and %(pages)s pages, and each text in it %(text)s MB. "
        "Photos are made smaller; a journal has room for %(photos)s MB of them."
    )
    return str(with_limits(sentence, **limits()))


def _worded(words: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[str]:
    for name, count in counts.items():
        if count and name in words:
            yield str(words[name] % {"n": count, "longest": Limit(LONGEST_BODY)})
