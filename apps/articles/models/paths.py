"""Reading paths: a few guides on one trouble, in the order in which they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, OuterRef, Q
from django.db.models.functions import JSONObject

from apps.common.http.fixed_addresses import address_with_slug


@dataclass(frozen=True, kw_only=True)
class PathStep:
    """Where a guide stands on a path: which step of how many, and the guide that comes next."""

    slug: str
    title: str
    place: int
    of: int
    next_slug: str
    then_html: str

    @classmethod
    def at(cls, guide: str, *, path: dict[str, Any]) -> "PathStep":
        """Find a guide on a path that has it."""
        guides: Sequence[str] = path["guides"]
        place = guides.index(guide) + 1
        return cls(
            slug=path["slug"],
            title=path["title"],
            place=place,
            of=len(guides),
            next_slug=guides[place] if place < len(guides) else "",
            then_html=path["then_html"],
        )

    def get_absolute_url(self) -> str:
        return address_with_slug("articles:path", self.slug)


class PathQuerySet(models.QuerySet["Path"]):
    """How paths are looked up."""

    @staticmethod
    def through_guide() -> ArraySubquery:
        """Return, for a query of guides, the paths that lead through each of them."""
        through = Path.objects.filter(guides__contains=[OuterRef("slug")]).order_by("position")
        columns = {name: name for name in ("slug", "title", "guides", "then_html")}
        return ArraySubquery(through.values(as_json=JSONObject(**columns)))


class Path(models.Model):
    """A reading path. `guides` are addresses, in the order in which they are read."""

    slug = models.SlugField(unique=True, max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    for_whom = models.TextField()
    summary = models.TextField()
    guides = ArrayField(models.SlugField(max_length=80))
    then_html = models.TextField(blank=True)
    safety = models.BooleanField(default=False)

    objects: ClassVar = PathQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["position"], name="path_position_once", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(guides__len__gt=0), name="path_has_guides"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return address_with_slug("articles:path", self.slug)
