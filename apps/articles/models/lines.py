"""The sentences of a guide, so that a search can show the one that has the words."""

from typing import ClassVar

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from apps.articles.models.guides import SEARCH_CONFIG, Guide


class Line(models.Model):
    """One sentence, in the order in which the guide says them."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("text", config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering: ClassVar = ["guide_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guide", "place"], name="line_place_once")
        ]

    def __str__(self) -> str:
        return self.text
