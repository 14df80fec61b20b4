"""The topics of the library."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Deferrable, Q
from django.utils import timezone

from apps.common.http.fixed_addresses import address_with_slug


class TopicQuerySet(models.QuerySet["Topic"]):
    """How topics are looked up."""

    def with_counts(self) -> Self:
        """Add `guide_count`, the number of published guides on each topic."""
        published = Q(guides__published__lte=timezone.localdate(), guides__withdrawn=False)
        counted = self.annotate(guide_count=Count("guides", filter=published))
        return counted.order_by("position")  # the default order is not kept when rows are grouped

    def with_guides(self) -> Self:
        """Keep the topics on which a guide is published."""
        return self.with_counts().filter(guide_count__gt=0)

    def with_questions(self) -> Self:
        """Keep the topics on which a question is answered."""
        return self.filter(questions__isnull=False).distinct()


class Topic(models.Model):
    """A topic: the guides of the library that belong together."""

    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=120)
    summary = models.TextField()
    position = models.PositiveSmallIntegerField()

    guide_count: int  # only where with_counts() added it

    objects: ClassVar = TopicQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["position"], name="topic_position_once", deferrable=Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_with_slug("articles:topic", self.slug)
