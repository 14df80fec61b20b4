"""Pages out of jrnl's JSON, text and Markdown. Where they are described: docs/import-formats.md."""

import re
from collections.abc import Iterator
from typing import Any, Final

from apps.journal.bounded_json import JsonText, dicts, first_object
from apps.journal.importing.dates import day_alone, day_in_text
from apps.journal.importing.imported_page import ImportedPage, Left, ReadingReport
from apps.journal.importing.values import text, words

_BRACKETED: Final = re.compile(r"^\[(?P<when>[^\]\n]{6,40})\][ \t]*(?P<title>.*)$", re.MULTILINE)
_BARE: Final = re.compile(
    r"^(?P<when>\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?!:)(?: ?[AP]M\b)?)[ \t]+(?P<title>\S.*)$",
    re.MULTILINE,
)
_UNDER_MONTHS: Final = re.compile(
    r"^### (?P<when>\d{4}-\d{2}-\d{2}(?: \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?)?) ?(?P<title>.*)$",
    re.MULTILINE,
)
_YEAR_OR_MONTH: Final = re.compile(r"^#{1,2} (?:\d{4}|[^\W\d]+)[ \t]*$\n?", re.MULTILINE)


def is_jrnl(members: dict[str, JsonText]) -> bool:
    if "entries" not in members or not members["entries"].is_array:
        return False
    first = first_object(members["entries"])
    return "date" in first and "creationDate" not in first


def pages(members: dict[str, JsonText], report: ReadingReport) -> Iterator[ImportedPage]:
    """`entries` with `title`, `body`, `date`, `time`, `tags`, `starred`."""
    for entry in dicts(members["entries"]):
        if entry is None:
            report.leave(Left.UNREADABLE)
        else:
            yield page_of_entry(entry)


def page_of_entry(entry: dict[str, Any]) -> ImportedPage:
    written = day_in_text(f"{text(entry.get('date'))} {text(entry.get('time'))}")
    return ImportedPage(
        title=text(entry.get("title")).strip(),
        body=text(entry.get("body")).strip("\n"),
        day=written.day if written else None,
        month_first=written.month_first if written else None,
        day_first=written.day_first if written else None,
        time=written.time if written else "",
        tags=tuple(tag.lstrip("@#") or tag for tag in words(entry.get("tags"))),
        is_pinned=entry.get("starred") is True,
    )


def pages_in_text(content: str) -> list[ImportedPage]:
    """The pages of a text with one `[2021-03-04 19:30] Title` after the other; none for others."""
    for pattern in (_UNDER_MONTHS, _BRACKETED, _BARE):
        starts = [found for found in pattern.finditer(content) if day_alone(found["when"])]
        if not starts or not _is_first(content[: starts[0].start()], pattern):
            continue
        ends = [*(found.start() for found in starts[1:]), len(content)]
        made = zip(starts, ends, strict=True)
        return [_page(found, content[found.end() : end], pattern) for found, end in made]
    return []


def _is_first(before: str, pattern: re.Pattern[str]) -> bool:
    """Whether nothing stands above the first page but jrnl's own headings."""
    return not (_YEAR_OR_MONTH.sub("", before) if pattern is _UNDER_MONTHS else before).strip()


def _page(found: re.Match[str], below: str, pattern: re.Pattern[str]) -> ImportedPage:
    written = day_in_text(found["when"])
    title = found["title"].strip()
    is_starred = pattern is not _UNDER_MONTHS and (title == "*" or title.endswith(" *"))
    body = _YEAR_OR_MONTH.sub("", below) if pattern is _UNDER_MONTHS else below
    return ImportedPage(
        title=title.removesuffix("*").strip() if is_starred else title,
        body=body.strip("\n").rstrip(),
        day=written.day if written else None,
        month_first=written.month_first if written else None,
        day_first=written.day_first if written else None,
        time=written.time if written else "",
        is_pinned=is_starred,
    )
