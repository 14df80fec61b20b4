"""What readers say about a guide: an answer, perhaps some words, and the day. Nobody's name."""

from dataclasses import dataclass
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.articles.models.guides import Guide

MOST_LISTED: Final = 100


class Useful(models.TextChoices):
    """Whether a guide was of use."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


@dataclass(frozen=True, slots=True)
class FeedbackPart:
    """Some answers; `older` is the `?before=` of those that came before them, if there are any."""

    answers: list["Feedback"]
    older: int | None
    is_further_back: bool


class FeedbackManager(models.Manager["Feedback"]):
    """How answers are kept."""

    def newest(self, *, on: str = "", before: int | None = None) -> "FeedbackPart":
        """Read the last answers on one guide (its slug) or on all, below an id. One query."""
        rows = self.filter(guide__slug=on) if on else self.all()
        rows = rows if before is None else rows.filter(pk__lt=before)
        columns = ("version", "useful", "missing", "day", "guide__slug", "guide__title")
        found = rows.select_related("guide").only(*columns).order_by("-pk")
        read = list(found[: MOST_LISTED + 1])
        older = read[MOST_LISTED - 1].pk if len(read) > MOST_LISTED else None
        return FeedbackPart(read[:MOST_LISTED], older, is_further_back=before is not None)

    def keep(self, guide: Guide, *, useful: str, missing: str) -> "Feedback":
        """Keep an answer to the guide as it reads today."""
        return self.create(guide=guide, version=guide.reviewed, useful=useful, missing=missing)


class Feedback(models.Model):
    """One answer. It is plain: editors read it. There is no column for who gave it, and no hour."""

    LONGEST: Final = 4000  # characters

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="feedback")
    version = models.DateField(help_text="The day on which the guide, as read, was last checked.")
    useful = models.CharField(max_length=6, choices=Useful)
    missing = models.TextField(blank=True, max_length=LONGEST)
    day = models.DateField(default=timezone.localdate)

    objects: ClassVar[FeedbackManager] = FeedbackManager()

    class Meta:
        verbose_name_plural = "feedback"
        ordering: ClassVar = ["-day", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(useful__in=Useful.values), name="feedback_useful_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.useful}"
