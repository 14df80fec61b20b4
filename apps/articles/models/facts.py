"""The fact sheet: what a guide may claim, how sure we are of it, and which papers carry it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FactStatus(models.TextChoices):
    """How well a claim has been checked."""

    CERTAIN = "certain", _("certain")
    LIKELY = "likely", _("likely")
    UNVERIFIED = "unverified", _("unverified")
    OPINION = "opinion", _("opinion")


class FactStrength(models.TextChoices):
    """How much evidence stands behind a claim."""

    STRONG = "strong", _("strong evidence")
    FAIR = "fair", _("fair evidence")
    WEAK = "weak", _("weak evidence")
    UNSTATED = "", _("strength not stated")


class Source(models.Model):
    """A paper, a book, a law or a page. The citation is Markdown; a DOI only where it is known."""

    key = models.SlugField(primary_key=True, max_length=60)
    citation = models.TextField()
    doi = models.CharField(max_length=120, blank=True)
    url = models.URLField(blank=True, db_default="")
    status = models.CharField(max_length=10, choices=FactStatus)

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[FactStatus.CERTAIN, FactStatus.LIKELY]),
                name="source_status_certain_or_likely",
            ),
            models.CheckConstraint(
                condition=Q(doi="") | Q(doi__startswith="10."), name="source_doi_begins_with_10"
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://"), name="source_url_is_https"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Fact(models.Model):
    """An entry of the fact sheet, with the wording that is safe and the one that is not."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    title = models.CharField(max_length=200)
    safe_wording = models.TextField(blank=True)
    do_not_write = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"F{self.number}"


class FactRecordQuerySet(models.QuerySet["FactRecord"]):
    """How records are looked up."""

    def saying(self, words: str) -> Self:
        """Keep the records with these words in them or in their fact, each with its papers."""
        found = Q(text__icontains=words) | Q(fact__title__icontains=words)
        found |= Q(id__istartswith=words) | Q(sources__citation__icontains=words)
        rows = self.filter(pk__in=self.filter(found).values("pk")) if words else self
        return rows.select_related("fact").prefetch_related("sources")

    def printable(self) -> Self:
        """Keep what a page may say, each with its fact, its papers and where it is used."""
        rows = self.exclude(status=FactStatus.UNVERIFIED).select_related("fact")
        return rows.prefetch_related("sources")


class FactRecord(models.Model):
    """One claim of a fact, such as F10.1. Guides cite records, never facts."""

    id = models.CharField(primary_key=True, max_length=10)
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="records")
    text = models.TextField()
    status = models.CharField(max_length=10, choices=FactStatus)
    strength = models.CharField(max_length=10, choices=FactStrength, blank=True)
    # What each of several sources found, by its key.
    found = models.JSONField(default=dict, blank=True, db_default={})
    sources = models.ManyToManyField(Source, related_name="records", blank=True)

    objects: ClassVar = FactRecordQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["fact_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=FactStatus.values), name="record_status_known"
            ),
            models.CheckConstraint(
                condition=Q(strength__in=FactStrength.values), name="record_strength_known"
            ),
            models.CheckConstraint(
                condition=Q(id__regex=r"^F[0-9]+\.[0-9]+$"), name="record_id_like_f10_1"
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def findings(self) -> list[tuple[Source, str]]:
        """Each of its papers with what that paper found; empty for the only one of a record."""
        return [(source, self.found.get(source.key, "")) for source in self.sources.all()]
