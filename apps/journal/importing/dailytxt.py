"""Pages out of an unlocked backup of DailyTxT. Its form: docs/import-formats.md."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from apps.journal.importing.dates import moment_in
from apps.journal.importing.imported_page import ImportedPage, Left, ReadingReport
from apps.journal.importing.plain_lines import heading_split
from apps.journal.importing.values import a_list, objects, text, words

MONTH: Final = re.compile(r"(?:.*/)?(\d{4})/(\d{2})\.json")


def pages(
    year: int, month: int, days: Mapping[str, Any], tags: Mapping[int, str], report: ReadingReport
) -> Iterator[ImportedPage]:
    """One month: `days` with `day`, `text`, `tags` by number, `files`, `isBookmarked`."""
    for each in objects(days.get("days")):
        report.leave(Left.PICTURES, len(a_list(each.get("files"))))
        report.leave(Left.VERSIONS, len(a_list(each.get("history"))))
        number = each.get("day")
        moment = moment_in(f"{year:04}-{month:02}-{number:02}") if type(number) is int else None
        title, body = heading_split(text(each.get("text")))
        if not (title or body.strip()) and (each.get("files") or each.get("history")):
            continue  # a day with files alone: they are counted above
        yield ImportedPage(
            title=title,
            body=body,
            day=moment.day if moment else None,
            tags=words([tags.get(n) for n in a_list(each.get("tags")) if type(n) is int]),
            is_pinned=each.get("isBookmarked") is True,
        )


def tag_names(file: Mapping[str, Any]) -> dict[int, str]:
    tags = objects(file.get("tags"))
    return {each["id"]: text(each.get("name")) for each in tags if type(each.get("id")) is int}
