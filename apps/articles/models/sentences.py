"""The sentences of a guide, so that a search can show the one that has the words."""

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
)
from django.db import models
from django.db.models import F

from apps.articles.models.guides import Guide
from apps.articles.models.search_index import SEARCH_CONFIG


class SentenceQuerySet(models.QuerySet["Sentence"]):
    """How sentences are looked up."""

    def best_of_each(
        self, guides: Iterable[Guide], query: SearchQuery, *, start: str, end: str
    ) -> dict[int, "Sentence"]:
        """Return for each guide's key the sentence that has the words best, its `marked` text too.

        `start` and `end` stand around each found word. One query.
        """
        lines = self.filter(guide__in=[guide.pk for guide in guides], search=query)
        rank = SearchRank(F("search"), query)
        best = lines.order_by("guide_id", rank.desc(), "place").distinct("guide_id").values("pk")
        marked = SearchHeadline(
            "text",
            query,
            config=SEARCH_CONFIG,
            start_sel=start,
            stop_sel=end,
            highlight_all=True,
        )
        found = self.filter(pk__in=best).annotate(marked=marked).defer("search")
        return {line.guide_id: line for line in found}


class Sentence(models.Model):
    """One sentence, in the order in which the guide says them, and the section that it is in.

    `section` is the id of the section's heading on the page, `heading` what that says.
    """

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=200, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("text", config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar = SentenceQuerySet.as_manager()

    guide_id: int

    class Meta:
        db_table = "articles_line"  # the name that the released table has
        ordering: ClassVar = ["guide_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guide", "place"], name="line_place_once")
        ]

    def __str__(self) -> str:
        return self.text
