"""A page as another program wrote it, and the count of what cannot come along."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from apps.journal.entries.limits import LONGEST_BODY, LONGEST_TITLE
from apps.journal.entries.tags import each_once
from apps.journal.exporting.entry_json import LONGEST_WORD, MOST_WORDS, entry_data, page_of
from apps.journal.exporting.photo_files import PICTURES
from apps.journal.importing.content import MONTH_FIRST
from apps.journal.importing.plain_lines import without_empty_start, without_soft_breaks
from apps.vault.registry import RowData, Unreadable

EXAMPLES: Final = 3
_A_YEAR: Final = timedelta(days=366)


class Left(StrEnum):
    """Why something cannot come along: the key of its words in `summary.py`."""

    NO_DAY = "no_day"
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"
    UNREADABLE = "unreadable"
    IN_THE_BIN = "in_the_bin"
    OTHER_JSON = "other_json"
    BROKEN_FILE = "broken_files"
    LOCKED_FILE = "locked_files"
    ZIPS = "zips"
    FILES = "files"
    PHOTOS_MISSING = "photos_missing"
    PHOTOS_BROKEN = "photos_broken"
    PHOTOS_LATE = "photos_late"
    PICTURES = "pictures"
    FILMS = "films"
    RECORDINGS = "recordings"
    DOCUMENTS = "documents"
    PLACES = "places"
    VERSIONS = "versions"
    FIELDS = "fields"


_ENDINGS: Final = {
    Left.PICTURES: PICTURES,
    Left.FILMS: (".mp4", ".mov", ".3gp", ".avi", ".webm", ".m4v", ".mkv"),
    Left.RECORDINGS: (".mp3", ".m4a", ".aac", ".wav", ".ogg", ".opus", ".amr", ".flac"),
    Left.DOCUMENTS: (".pdf",),
}


def kind_of_file(name: str) -> Left:
    """What a file that is on no page is counted as, by the ending of its name."""
    ending = name.lower()
    return next((kind for kind, ends in _ENDINGS.items() if ending.endswith(ends)), Left.FILES)


class Told(StrEnum):
    """What came along, and not quite as somebody would expect."""

    TODAY = "days"
    FILE_TIME = "file_time"
    FAR_AHEAD = "far_ahead"
    IN_UTC = "in_utc"
    UTF_16 = "utf_16"
    WINDOWS_1252 = "windows_1252"
    LETTERS_LOST = "letters_lost"


class HowDated(StrEnum):
    """Where the day of a page comes from."""

    SAID = "said"
    FILE_TIME = "file_time"
    TODAY = "today"


@dataclass(frozen=True, kw_only=True)
class PhotoFile:
    """A picture of a page: its name in the archive, and what was said of it.

    `typed` is the reference to it in the text, which goes once the picture is found.
    """

    name: str
    description: str = ""
    typed: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportedPage:
    """The one value that every reader gives.

    `month_first` is the other day that a numeric date may stand for, and None where there is no
    doubt; `day_first` is how a date without doubt was written, and None where it is not numeric.
    `name` is what the page is called in its file, to show it where its day was guessed. `stamp` is
    its moment in digits, by which Diarium names the folder of its pictures.
    """

    body: str
    day: date | None
    month_first: date | None = None
    day_first: bool | None = None
    how_dated: HowDated = HowDated.SAID
    time: str = ""
    zone: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    prompt_text: str = ""
    is_pinned: bool = False
    photos: tuple[PhotoFile, ...] = ()
    name: str = ""
    stamp: str = ""

    def says_something(self) -> bool:
        return bool(self.body.strip() or self.title.strip() or self.feelings or self.photos)

    def with_photos(self, photos: Iterable[PhotoFile]) -> "ImportedPage":
        """The page with those of its pictures that are in the file.

        The text names those alone that are not: what was said of one of them is not lost.
        """
        found, body = tuple(photos), self.body
        for typed in {photo.typed for photo in found} - {""}:
            body = body.replace(typed, "")
        if body != self.body:
            body = without_empty_start(re.sub(r"\n{3,}", "\n\n", body)).rstrip("\n")
        return replace(self, photos=found, body=body)

    def settled(self, *, day_first: bool) -> "ImportedPage":
        """The page with one day: one that may be two days is read as the file's other days are."""
        if self.month_first is None:
            return self
        return replace(self, day=self.day if day_first else self.month_first, month_first=None)


@dataclass(kw_only=True)
class ReadingReport:
    """What is counted while a file is read. `zone` is the writer's own, empty while unknown."""

    today: date
    zone: str = ""
    left: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    guessed: list[tuple[str, str]] = field(default_factory=list)
    unsure: list[tuple[str, str]] = field(default_factory=list)
    unsure_count: int = 0
    starred: list[str] = field(default_factory=list)  # ids of pages, the oldest first

    def leave(self, why: Left, count: int = 1) -> None:
        self.left[why] += count

    def tell(self, what: Told, count: int = 1) -> None:
        self.told[what] += count

    def note_guess(self, page: ImportedPage) -> None:
        """Count a day that was guessed, and remember the first few."""
        if page.how_dated is HowDated.SAID or page.day is None:
            return
        is_today = page.how_dated is HowDated.TODAY
        self.tell(Told.TODAY if is_today else Told.FILE_TIME)
        if not is_today and len(self.guessed) < EXAMPLES:
            self.guessed.append((page.name, page.day.isoformat()))

    def note_far_ahead(self, page: ImportedPage) -> None:
        """Count a day that is more than a year ahead: some calendars count years otherwise."""
        if page.day is not None and page.day - self.today > _A_YEAR:
            self.tell(Told.FAR_AHEAD)

    def note_doubt(self, page: ImportedPage) -> None:
        """Count a day that can be read in two ways, and remember the first few, both of them."""
        if page.month_first is None or page.day is None:
            return
        self.unsure_count += 1
        if len(self.unsure) < EXAMPLES:
            self.unsure.append((page.day.isoformat(), page.month_first.isoformat()))


def row_data(page: ImportedPage, report: ReadingReport) -> Iterator[RowData]:
    """The page as a row of ours, or nothing where it cannot come along; that is counted."""
    if not page.says_something():
        report.leave(Left.NO_WORDS)
        return
    if page.day is None:
        report.leave(Left.NO_DAY)
        return
    body, title = without_soft_breaks(page.body), " ".join(page.title.split())
    if len(title) > LONGEST_TITLE:  # no word of it is cut: it begins the text
        body, title = f"{title}\n\n{body}" if body else title, ""
    lists = {"tags": page.tags, "people": page.people, "feelings": page.feelings}
    for name, words in lists.items():
        lists[name], others = _kept_words(each_once(words))
        if others:  # nor any of these
            body = f"{body}\n\n{', '.join(others)}".strip("\n")
    if len(body) > LONGEST_BODY:
        report.leave(Left.TOO_LONG)
        return
    said: dict[str, Any] = {"day": page.day.isoformat(), "body": body}
    said |= {"time": page.time, "zone": page.zone, "title": title, "prompt_text": page.prompt_text}
    try:
        said |= {name: list(words) for name, words in lists.items()}
        said = {name: value for name, value in said.items() if value} | {"body": body}
        data = entry_data(page_of(said))
    except Unreadable:
        report.leave(Left.UNREADABLE)
        return
    report.note_guess(page)
    report.note_far_ahead(page)
    report.note_doubt(page)
    yield {**data, **_beside(page)}


def _kept_words(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """The words that a page can keep as such, and those that are too many or too long."""
    kept = [word for word in words if len(word) <= LONGEST_WORD][:MOST_WORDS]
    return tuple(kept), [word for word in words if word not in set(kept)]


def _beside(page: ImportedPage) -> Mapping[str, Any]:
    """What a row says that is no field of an entry, until it is brought in."""
    beside: dict[str, Any] = {}
    if page.month_first is not None:
        beside[MONTH_FIRST] = page.month_first.isoformat()
    return beside


def entry_part(data: RowData) -> dict[str, Any]:
    """The row without what stands beside the entry."""
    return {name: value for name, value in data.items() if name != MONTH_FIRST}
