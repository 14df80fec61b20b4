"""Words that the guides use in their own sense."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from apps.articles.content.definitions import TermDefinition
from apps.articles.models.search_index import words_of_row


class TermQuerySet(models.QuerySet["Term"]):
    """How terms are looked up."""

    def defined(self) -> list[TermDefinition]:
        """Return what the guides need in order to link the terms and to explain them in place."""
        return [
            TermDefinition(
                slug=each.slug,
                term=each.term,
                short=each.short,
                wordings=[each.term, *each.forms],
            )
            for each in self.only("slug", "term", "short", "forms")
        ]


class Term(models.Model):
    """One entry of the glossary. Columns that end in `_html` were cleaned when it was loaded.

    `guide` is the address of the guide that says more, as it is in the file.
    """

    slug = models.SlugField(unique=True, max_length=80)
    term = models.CharField(max_length=120)
    forms = ArrayField(models.CharField(max_length=120))
    short = models.TextField()
    short_html = models.TextField()
    more_html = models.TextField(blank=True)
    text = models.TextField()
    guide = models.SlugField(max_length=80, blank=True)

    search = words_of_row("term")

    objects: ClassVar = TermQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [Lower("term")]
        indexes: ClassVar = [GinIndex(fields=["search"], name="term_search")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return f"{reverse('reference:glossary')}#{self.slug}"

    @property
    def letter(self) -> str:
        """The letter under which it stands."""
        return self.term[0].upper()
