"""The newest texts of the guides in the editing room, and the published text of each."""

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

from django.conf import settings

from apps.articles.content.checks import problems_of_guide, problems_of_library
from apps.articles.content.parse import (
    FactSheet,
    GuideText,
    RecordText,
    TopicText,
    guide_from,
    read_facts,
    read_topics,
)
from apps.articles.content.style_rules import StyleReport, measure, warnings_of_wording
from apps.articles.models import Revision, RevisionState
from apps.common.content_files.toml_file import ContentError
from apps.common.markdown import RECORDS


@dataclass(frozen=True, kw_only=True)
class LibraryTexts:
    """The facts and topics of the files, and every guide as it is published."""

    sheet: FactSheet
    topics: dict[str, TopicText]
    live: dict[str, Revision]

    @classmethod
    def read(cls) -> Self:
        """Read the files of facts and topics, and the published texts. Raises ContentError."""
        facts = settings.LIBRARY / "facts.toml"
        return cls(
            sheet=_sheet(facts, facts.stat().st_mtime_ns),
            topics=read_topics(settings.LIBRARY / "topics.toml"),
            live=Revision.objects.live().by_slug(),
        )

    @cached_property
    def guides(self) -> dict[str, GuideText]:
        """The published texts, read; one that cannot be read any more is left out."""
        found = {}
        for slug, row in self.live.items():
            try:
                found[slug] = guide_from(row.text, name=f"{slug}.md")
            except ContentError:
                continue
        return found

    def records_in(self, text: str) -> list[RecordText]:
        """The records that a text cites, each once, as they are first cited."""
        names = (name.strip() for found in RECORDS.findall(text) for name in found.split(","))
        return [
            self.sheet.records[name] for name in dict.fromkeys(names) if name in self.sheet.records
        ]


@lru_cache(maxsize=1)
def _sheet(path: Path, _changed: int) -> FactSheet:
    """The facts, read once for each time that their file changes: it is long."""
    return read_facts(path)


@dataclass(frozen=True, kw_only=True)
class CheckedGuide:
    """What the checks say of a text. `guide` and `wording` are missing if it cannot be read."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    guide: GuideText | None = None
    wording: StyleReport | None = None
    records: list[RecordText] = field(default_factory=list)

    def with_problems(self, problems: list[str], *, slug: str) -> Self:
        """The same report with the problems that only a check of the whole library finds."""
        found = (problem.removeprefix(f"{slug}.md: ") for problem in problems)
        return replace(self, problems=list(dict.fromkeys([*self.problems, *found])))


def check(source: str, *, slug: str, library: LibraryTexts) -> CheckedGuide:
    """Hold a text to every rule that the loader holds a file to. Raises nothing."""
    name = f"{slug}.md"
    try:
        guide = guide_from(source, name=name)
    except ContentError as unreadable:
        return CheckedGuide(problems=[str(unreadable).removeprefix(f"{name}: ")])
    others = [each for each in library.guides.values() if each.slug != slug]
    before = set(problems_of_library(library.guides.values()))
    between = [
        problem
        for problem in problems_of_library([*others, guide])
        if problem.startswith(f"{name}: ") or problem not in before
    ]
    return CheckedGuide(
        problems=[
            *problems_of_guide(guide, sheet=library.sheet, topics=library.topics),
            *(problem.removeprefix(f"{name}: ") for problem in between),
        ],
        warnings=list(warnings_of_wording(guide)),
        guide=guide,
        wording=measure(guide),
        records=library.records_in(source),
    )


@dataclass(frozen=True, kw_only=True)
class RevisionTexts:
    """The revisions that matter for one guide."""

    last: Revision | None
    live: Revision | None
    file: Revision | None

    @classmethod
    def of(cls, slug: str) -> Self:
        rows = Revision.objects.of(slug)
        return cls(last=rows.first(), live=rows.live().first(), file=rows.from_files().first())

    @property
    def draft(self) -> Revision | None:
        """The last text, if it is a draft that differs from what readers see."""
        if self.last is None or self.last.state != RevisionState.DRAFT:
            return None
        return None if self.live and self.live.digest == self.last.digest else self.last

    @property
    def current(self) -> Revision | None:
        """What an editor goes on from: the draft, else what readers see."""
        return self.draft or self.live

    @property
    def differing_file(self) -> Revision | None:
        """What the file says, if readers see something else."""
        if not self.live or not self.file or self.live.in_file:
            return None
        return self.file if self.file.digest != self.live.digest else None

    @property
    def is_conflict(self) -> bool:
        """Whether the file was changed after the edit that readers see."""
        file = self.differing_file
        return bool(file and self.live and file.number > self.live.number)
