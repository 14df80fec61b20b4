"""What the facts of a guide said when somebody last read it against them."""

import hashlib
from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from apps.articles.models.facts import FactRecord
from apps.articles.models.guides import Guide


class ReviewManager(models.Manager["Review"]):
    """How reviews are kept and asked."""

    def keep_up(self, guides: Iterable[Guide]) -> None:
        """Note the records of guides that have their records prefetched.

        A new review date takes all of them as they are now; otherwise only a newly cited record
        is taken, so that one that has changed since the review stays visible as changed.
        """
        digests = _digests()
        kept = {each.guide_id: each for each in self.all()}
        for guide in guides:
            row = kept.get(guide.pk) or Review(guide=guide, on=guide.reviewed)
            old = row.records if row.pk and row.on == guide.reviewed else {}
            cited = sorted(record.pk for record in guide.records.all())
            new = {name: old.get(name, digests[name]) for name in cited}
            if row.pk is None or (row.on, row.records) != (guide.reviewed, new):
                row.on, row.records = guide.reviewed, new
                row.save()

    def changed_since(self) -> dict[str, list[str]]:
        """The records that have changed since each guide was last read against them."""
        digests = _digests()
        rows = self.select_related("guide").only("records", "guide__slug")
        changed = {
            row.guide.slug: [name for name, old in row.records.items() if digests.get(name) != old]
            for row in rows
        }
        return {slug: names for slug, names in changed.items() if names}


class Review(models.Model):
    """The day of a guide's last review, and a digest of each record that it cites."""

    guide = models.OneToOneField(Guide, on_delete=models.CASCADE, related_name="review")
    on = models.DateField()
    records = models.JSONField(default=dict)

    objects: ClassVar[ReviewManager] = ReviewManager()

    def __str__(self) -> str:
        return f"{self.guide}, {self.on}"


def _digests() -> dict[str, str]:
    """What each record says now: its words, how sure we are, and on which papers it rests."""
    return {record.id: _digest(record) for record in FactRecord.objects.prefetch_related("sources")}


def _digest(record: FactRecord) -> str:
    papers = sorted(source.pk for source in record.sources.all())
    text = "\0".join([record.text, record.status, record.strength, *papers])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
