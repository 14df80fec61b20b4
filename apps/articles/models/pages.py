"""A page beside the guides (glossary, reading list, …): its own words and its numbered sources."""

from typing import ClassVar

from django.db import models


class ReferencePageQuerySet(models.QuerySet["ReferencePage"]):
    """How pages are looked up."""

    def named(self, slug: str) -> "ReferencePage":
        """Return the page, or an empty one where no file has brought it."""
        return self.filter(slug=slug).first() or ReferencePage(slug=slug)


class ReferencePage(models.Model):
    """What a page says beside its entries, and its numbered sources."""

    slug = models.SlugField(unique=True, max_length=100)
    body_html = models.TextField(blank=True)
    contents = models.JSONField(default=list)
    sources = models.JSONField(default=list)

    objects: ClassVar = ReferencePageQuerySet.as_manager()

    class Meta:
        db_table = "articles_page"  # the name that the released table has
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.slug
