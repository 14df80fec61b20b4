"""What the demo member is made of, read from fixtures/demo/: text, and days counted from today."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings

from apps.common.content_files.toml_file import ContentError, Text, TomlTable, read_toml

FOLDER: Final = settings.BASE_DIR / "fixtures" / "demo"


class DemoPhoto(TomlTable, frozen=True, kw_only=True):
    """A JPEG beside the file, and the words under it."""

    file: Text
    description: Text

    @property
    def jpeg(self) -> bytes:
        return (FOLDER / self.file).read_bytes()


class DemoPage(TomlTable, frozen=True, kw_only=True):
    """A page of the journal; its day is given by exactly one of `days_ago`, `from_a_year_ago`.

    `prompt` is the id of the question that it answers, `earlier` what its body said before it was
    changed. `due_days_ago` answers the question of a practice until when the page waits. One with
    `is_kit` stands on Today as the kit for a hard hour.
    """

    days_ago: int | None = None
    from_a_year_ago: int | None = None
    due_days_ago: int | None = None
    time: Text
    title: str = ""
    water: int | None = None
    feelings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    prompt: str = ""
    practice: str = ""
    before: int | None = None
    after: int | None = None
    answers: dict[str, str] = {}
    body: str = ""
    earlier: str = ""
    photos: tuple[DemoPhoto, ...] = ()
    pinned: bool = False
    is_kit: bool = False
    trashed: bool = False

    def day(self, today: date) -> date:
        if self.days_ago is not None:
            return days_before(today, self.days_ago)
        return year_before(today) + timedelta(days=self.from_a_year_ago or 0)


class DemoPages(TomlTable, frozen=True, kw_only=True, rename={"pages": "page"}):
    """The file of the pages; `zone` is where their times were read from a clock."""

    zone: Text
    pages: tuple[DemoPage, ...]


class DemoGuide(TomlTable, frozen=True, kw_only=True):
    """A guide that is saved."""

    slug: Text
    title: Text
    days_ago: int


class DemoPlace(TomlTable, frozen=True, kw_only=True):
    """Where the reader stopped in a guide."""

    slug: Text
    title: Text
    section: Text
    heading: Text
    days_ago: int


class DemoPassage(TomlTable, frozen=True, kw_only=True):
    """Words of a guide, letter by letter, with a note."""

    slug: Text
    title: Text
    quote: Text
    note: str = ""
    days_ago: int


class DemoShelf(TomlTable, frozen=True, kw_only=True):
    """What is kept of the guides."""

    reading_as: str
    guides: tuple[DemoGuide, ...]
    places: tuple[DemoPlace, ...]
    passages: tuple[DemoPassage, ...]


class DemoResult(TomlTable, frozen=True, kw_only=True):
    """A finished quiz: its form by slug, and a sign for each statement in the form's order."""

    form: Text
    seed: int
    marks: Text
    usual: Text
    about: str = ""
    note: str = ""
    days_ago: int


class DemoCourse(TomlTable, frozen=True, kw_only=True):
    """A course, and how many of its steps lie behind."""

    id: Text
    steps_behind: int


class DemoTemplate(TomlTable, frozen=True, kw_only=True):
    """A template of the member's own."""

    name: Text
    body: Text
    days_ago: int


class DemoDraft(TomlTable, frozen=True, kw_only=True):
    """A page that saved itself and was not kept."""

    hours_ago: int
    title: str
    body: Text
    tags: str
    people: str


class DemoMember(TomlTable, frozen=True, kw_only=True):
    """The file of everything but the pages."""

    made_days_ago: int
    shelf: DemoShelf
    results: tuple[DemoResult, ...]
    course: DemoCourse
    templates: tuple[DemoTemplate, ...]
    draft: DemoDraft


class DemoContent(NamedTuple):
    """Both files; the pages in the order of their days."""

    zone: str
    pages: tuple[DemoPage, ...]
    member: DemoMember


def demo_content(today: date, *, folder: Path = FOLDER) -> DemoContent:
    """The content of the demo member, who is made `today`. Raises ContentError."""
    file = read_toml(folder / "pages.toml", DemoPages)
    for page in file.pages:
        if (page.days_ago is None) == (page.from_a_year_ago is None):
            raise ContentError(f"pages.toml: page {page.title!r}: needs one day, not two or none")
    ordered = sorted(file.pages, key=lambda page: (page.day(today), page.time))
    return DemoContent(file.zone, tuple(ordered), read_toml(folder / "member.toml", DemoMember))


def days_before(today: date, days: int) -> date:
    return today - timedelta(days=days)


def year_before(today: date) -> date:
    """The same day of last year; for a 29 February the 28th."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)
