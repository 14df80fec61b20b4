"""The editors' worklist: every guide with its state, first those that wait for an editor."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from apps.articles.models import Guide, Review, Revision, RevisionState

SOON: Final = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class WorklistRow:
    """One guide that waits in the editing room. `guide` is missing while it has only drafts."""

    slug: str
    title: str
    guide: Guide | None = None
    last: Revision | None = None
    live: Revision | None = None
    file: Revision | None = None
    changed: list[str] = field(default_factory=list)
    today: date = field(default_factory=timezone.localdate)

    @property
    def is_overdue(self) -> bool:
        return bool(self.guide and self.guide.is_overdue(self.today))

    @property
    def is_due_soon(self) -> bool:
        due = self.guide and self.guide.review_due
        return bool(due and self.today <= due <= self.today + SOON)

    @property
    def has_draft(self) -> bool:
        last, live = self.last, self.live
        return bool(
            last and last.state == RevisionState.DRAFT and not (live and live.digest == last.digest)
        )

    @property
    def differs_from_file(self) -> bool:
        return bool(self.live and not self.live.in_file)

    @property
    def is_conflict(self) -> bool:
        newer = self.live and self.file and self.file.number > self.live.number
        return bool(newer and self.differs_from_file)

    @property
    def waits(self) -> bool:
        needs_reading = self.is_overdue or self.is_due_soon or self.changed
        return bool(needs_reading or self.has_draft or self.differs_from_file)


def worklist() -> list[WorklistRow]:
    """Every guide, first those that wait, each with what it waits for. The queries do not grow."""
    rows = Revision.objects.listed()
    last, live = rows.latest_of_each().by_slug(), rows.live().by_slug()
    files, changed = rows.from_files().by_slug(), Review.objects.changed_since()
    guides = {each.slug: each for each in Guide.objects.for_editor_list()}
    today = timezone.localdate()
    found = [
        WorklistRow(
            slug=slug,
            title=guides[slug].title if slug in guides else slug,
            guide=guides.get(slug),
            last=last.get(slug),
            live=live.get(slug),
            file=files.get(slug),
            changed=changed.get(slug, []),
            today=today,
        )
        for slug in sorted({*guides, *last})
    ]
    return sorted(found, key=_urgency)


def _urgency(place: WorklistRow) -> tuple[bool, bool, date, str]:
    due = place.guide.review_due if place.guide else place.today
    return (not place.is_conflict, not place.waits, due, place.title)
