"""Help lines by country: what is shown, until when, and how each service is reached."""

from datetime import date, timedelta
from typing import ClassVar, Self
from urllib.parse import quote

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Min, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.common.models import VersionMark, VersionMarkManager
from apps.support.parse import CONFIDENCES, KINDS, ContactRow

WORLDWIDE = "international"
SHOWN_FOR = timedelta(days=180)


class HelpKind(models.TextChoices):
    EMERGENCY = "emergency", _("Emergency")
    ABUSE = "abuse", _("Abuse by a partner, or at home")
    CRISIS = "crisis", _("Thoughts of suicide, or distress that cannot wait")
    TALK = "talk", _("Someone to talk to")
    OWN = "own", _("Worried about how you behave")
    THERAPIST = "therapist", _("Finding a therapist")


class Confidence(models.TextChoices):
    HIGH = "high", _("Confirmed on an official page or in recent news")
    MEDIUM = "medium", _("Long established and widely listed")
    LOW = "low", _("Doubtful: not shown")


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Phone")
    TEXT = "text", _("Text message")
    TTY = "tty", _("Text phone or relay")
    WHATSAPP = "whatsapp", _("WhatsApp")
    EMAIL = "email", _("Email")
    WEB = "web", _("Website")


class CountryQuerySet(models.QuerySet["Country"]):
    def to_choose(self) -> Self:
        """The countries a reader may pick; the worldwide finders are there for all of them."""
        return self.exclude(slug=WORLDWIDE).order_by("name")


class Country(models.Model):
    """A country with services of its own, or the worldwide finders."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    lang = models.CharField(max_length=10, help_text="Language of the services' names.")
    emergency_note = models.CharField(
        max_length=200, blank=True, help_text="What to do when one cannot speak."
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = CountryQuerySet.as_manager()

    class Meta:
        db_table = "pages_country"  # the name that the released table has
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("support:country", args=[self.slug])


class SupportLineQuerySet(models.QuerySet["SupportLine"]):
    def in_country(self, country: Country) -> Self:
        return self.filter(country=country)

    def worldwide(self) -> Self:
        return self.filter(country__slug=WORLDWIDE)

    def of_emergencies(self) -> Self:
        """The emergency lines of every country, in the order of the countries."""
        return self.of_countries().filter(kind=HelpKind.EMERGENCY)

    def of_countries(self) -> Self:
        return self.exclude(country__slug=WORLDWIDE).order_by("country__position", "position")

    def shown(self, *, on: date) -> Self:
        """Keep trusted lines that were listed or checked at most SHOWN_FOR before `on`.

        The worldwide finders do not grow stale: they are what remains when a country's lines do.
        """
        fresh = Q(latest__gte=on - SHOWN_FOR) | Q(country__slug=WORLDWIDE)
        return self.trusted().filter(fresh)

    def trusted(self) -> Self:
        """Keep lines that are not doubtful, each with the `latest` day of a look at it."""
        dated = self.annotate(latest=Greatest("listed", "checked"))
        return dated.exclude(confidence=Confidence.LOW)

    def first_day_hidden(self) -> date | None:
        """The day on which the first line leaves its page, if nobody tests it before."""
        oldest = self.trusted().of_countries().aggregate(oldest=Min("latest"))["oldest"]
        return oldest + SHOWN_FOR + timedelta(days=1) if oldest else None

    def with_contacts(self) -> Self:
        return self.select_related("country").prefetch_related("contacts")

    def untested(self) -> Self:
        return self.filter(checked__isnull=True)

    def doubtful(self) -> Self:
        return self.filter(confidence=Confidence.LOW)


class SupportLine(models.Model):
    """One service: what for, who for, when, at what cost, and how sure we are of it."""

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=HelpKind)
    also = ArrayField(models.CharField(max_length=10, choices=HelpKind), default=list, blank=True)
    audience = models.CharField(max_length=120, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    cost = models.CharField(max_length=120, blank=True)
    languages = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    remark = models.TextField(blank=True, help_text="For editors; never shown.")
    confidence = models.CharField(max_length=6, choices=Confidence)
    listed = models.DateField(help_text="Taken from public sources on this day.")
    checked = models.DateField(null=True, blank=True, help_text="A person called or opened it.")

    objects = SupportLineQuerySet.as_manager()

    class Meta:
        db_table = "pages_supportline"  # the name that the released table has
        ordering = ["country", "position"]
        constraints = [
            models.UniqueConstraint("country", "name", name="line_once_in_a_country"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="line_kind_known"),
            models.CheckConstraint(
                condition=Q(also__contained_by=list(KINDS)), name="line_other_kinds_known"
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=CONFIDENCES), name="line_confidence_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kinds(self) -> list[str]:
        """Everything that the service is for, in words."""
        return [str(HelpKind(kind).label) for kind in (self.kind, *self.also)]

    @property
    def first_call(self) -> "Contact | None":
        """The number that stands out on the page, if any; a website or a text phone never does."""
        first = next(iter(self.contacts.all()), None)
        return first if first and first.kind in {ContactKind.PHONE, ContactKind.TEXT} else None

    @property
    def other_ways(self) -> "list[Contact]":
        """Every other way to reach the service."""
        ways = list(self.contacts.all())
        return ways[1:] if self.first_call else ways


class Contact(models.Model):
    """One way to reach a service."""

    line = models.ForeignKey(SupportLine, on_delete=models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=ContactKind)
    label = models.CharField(max_length=120)
    value = models.CharField(max_length=200)

    class Meta:
        db_table = "pages_contact"  # the name that the released table has
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("line", "position", name="contact_once_in_a_place"),
            models.CheckConstraint(
                condition=Q(kind="phone", value__regex=r"^[0-9*#]+$")
                | Q(kind__in=["text", "tty", "whatsapp"], value__regex=r"^[0-9]+$")
                | Q(kind="email", value__regex=r"^[^@[:space:]]+@[^@[:space:]]+$")
                | Q(kind="web", value__startswith="https://"),
                name="contact_fits_its_kind",
            ),
            models.CheckConstraint(condition=~Q(label=""), name="contact_can_be_read"),
        ]

    def __str__(self) -> str:
        return self.label

    def row(self) -> ContactRow:
        return ContactRow(kind=self.kind, label=self.label, value=self.value)

    @property
    def href(self) -> str:
        """Where its link leads; `*` and `#` of a dialled code are escaped.

        Empty for a text phone, whose number no other phone can use, and where a line reads one
        thing and leads to another: whoever can write to the database could do that, and what is
        shown then is words without a link.
        """
        if self.kind == ContactKind.TTY or self.row().problem():
            return ""
        schemes = {"text": "sms:", "email": "mailto:", "web": "", "whatsapp": "https://wa.me/"}
        scheme = schemes.get(self.kind, "tel:")
        return f"{scheme}{quote(self.value, safe='@:/.-')}"

    @property
    def leaves_the_site(self) -> bool:
        return self.kind in {ContactKind.WEB, ContactKind.WHATSAPP}


class DirectoryVersion(VersionMark):
    """The mark of the help lines. The migration 0002_directory_version has the triggers."""

    objects = VersionMarkManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="directory_version_is_one_row")
        ]
