"""Answers that members gave to try our own questions: plain, without a sender, for good."""

import uuid

from django.db import models

from apps.common.dates import utc_today
from apps.quiz.sitting.sitting import SKIPPED, UNSEEN, Sitting


class DonatedSittingQuerySet(models.QuerySet["DonatedSitting"]):
    def of_version(self, slug: str, version: str) -> "DonatedSittingQuerySet":
        return self.filter(slug=slug, version=version)

    def answers(self) -> list[str]:
        """The marks of each sitting, sorted: the order does not tell when each was given."""
        return sorted(self.values_list("marks", flat=True))


class DonatedSitting(models.Model):
    """One sitting's answers in the form's own order. No member, no vault, no time, no seed.

    The id is random, so that it does not tell which came first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=50)
    version = models.CharField(max_length=20)
    day = models.DateField(default=utc_today)
    marks = models.CharField(max_length=64)

    objects = DonatedSittingQuerySet.as_manager()

    class Meta:
        db_table = "quiz_givensitting"  # the name that the released table has
        indexes = [models.Index(fields=["slug", "version"], name="given_by_version")]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"

    @classmethod
    def take(cls, sitting: Sitting) -> None:
        """Keep the answers of a scored sitting; statements that were not seen count as left out."""
        form = sitting.scored_form
        marks = sitting.marks.replace(UNSEEN, SKIPPED)
        cls.objects.create(slug=form.slug, version=form.version, marks=marks)
