"""A guide as it is read: everything that follows from its text is stored when it is loaded."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, Count, Deferrable, F, Func, Max, Min, OuterRef, Q, When
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone
from django.utils.functional import cached_property

from apps.articles.models.audience import Reader
from apps.articles.models.facts import FactRecord
from apps.articles.models.paths import Path, PathStep
from apps.articles.models.related import NamesGuide, RelatedGuides
from apps.articles.models.search_index import SEARCH_CONFIG, FoundByWords
from apps.articles.models.topics import Topic
from apps.common.http.fixed_addresses import address_with_slug


def _read_by(qualification: str) -> Q:
    return Q(credits__contains=[{"part": "read", "qualification": qualification}])


class GuideQuerySet(FoundByWords["Guide"]):
    """How guides are looked up."""

    def published(self) -> Self:
        """Keep what readers see: the day has come, and no editor has taken it down."""
        return self.filter(published__lte=timezone.localdate(), withdrawn=False)

    def standing(self) -> Self:
        """Keep what no editor has taken down, also if its day has not come."""
        return self.filter(withdrawn=False)

    def not_of_safety(self) -> Self:
        """Keep what may be shown unasked: nothing about safety."""
        return self.filter(safety=False)

    def on_topic(self, topic: Topic | None) -> Self:
        """Keep one topic's guides; without a topic keep all."""
        return self.filter(topic=topic) if topic else self

    def for_reader(self, reader: str) -> Self:
        """Leave out what was written for the other side only; an empty reader keeps all."""
        other = {Reader.PARTNER: Reader.SELF, Reader.SELF: Reader.PARTNER}
        if reader == Reader.COUPLE:
            return self.filter(reader__in=[Reader.COUPLE, Reader.BOTH])
        return self.exclude(reader=other[Reader(reader)]) if reader else self

    def cards(self) -> Self:
        """Fetch what a card in a list shows, in one query."""
        return self.select_related("topic").only(
            *("slug", "number", "title", "question", "summary", "reader", "minutes"),
            *("topic__title", "topic__slug"),
        )

    def by_topic(self) -> Self:
        """Put the guides of a topic together, topics in their order."""
        return self.order_by("topic__position", "number")

    def beginning_with(self, slug: str) -> Self:
        """Put one guide before all others, which stay in their order."""
        return self.order_by(Case(When(slug=slug, then=0), default=1), "number")

    def checked_between(self) -> dict[str, Any]:
        """Return how many guides there are, the oldest and newest day of a last check, and how
        many of them a clinician or a domestic-abuse service has read.
        """
        return self.aggregate(
            guides=Count("pk"),
            oldest=Min("reviewed"),
            newest=Max("reviewed"),
            by_clinician=Count("pk", filter=_read_by("clinician")),
            by_abuse_service=Count("pk", filter=_read_by("domestic-abuse service")),
        )

    def in_order(self, slugs: Iterable[str]) -> list["Guide"]:
        """Return the cards of these guides in this order; those that are not there are left out."""
        wanted = list(slugs)
        found = {each.slug: each for each in self.filter(slug__in=wanted).cards()}
        return [found[slug] for slug in wanted if slug in found]

    def after(self, guide: "Guide", *, path: str) -> RelatedGuides["Guide"]:
        """Return where a guide of `pages()` leads. A query only for who came along a path."""
        came = next((step for step in guide.steps if step.slug == path), None)
        following = self.in_order([came.next_slug]) if came and came.next_slug else []
        return RelatedGuides(
            related=guide.next_cards,
            steps=guide.steps,
            came=came,
            came_next=following[0] if following else None,
        )

    def named_by_guide(self) -> ArraySubquery:
        """Return, for a query of guides, what a card shows of those that each of them leads to."""
        place = Func(OuterRef("related"), F("slug"), function="array_position")
        named = self.annotate(place=Cast(place, models.IntegerField()))
        columns = {name: name for name in ("slug", "title", "summary", "reader")}
        led_to = named.filter(place__isnull=False).order_by("place")
        return ArraySubquery(led_to.values(as_json=JSONObject(**columns)))

    def beside[Row: NamesGuide](self, rows: Iterable[Row]) -> list[tuple[Row, "Guide | None"]]:
        """Pair each row with the guide that it names, or with nothing where that is not there."""
        shelf = list(rows)
        found = self.filter(slug__in={row.guide for row in shelf}).cards()
        by_slug = {guide.slug: guide for guide in found}
        return [(row, by_slug.get(row.guide)) for row in shelf]

    def dated(self) -> Self:
        """Fetch where each guide is and when it changed, in one query."""
        return self.only("slug", "published", "changes")

    def lately_changed(self, most: int) -> list["Guide"]:
        """Return the cards of the guides that changed last, the newest first."""
        by_day = sorted(self.dated(), key=lambda each: (each.modified, each.pk), reverse=True)
        wanted = [guide.pk for guide in by_day[:most]]
        cards = self.select_related("topic").only(
            "slug", "number", "title", "summary", "published", "changes", "topic__title"
        )
        found = cards.in_bulk(wanted)
        return [found[pk] for pk in wanted]

    def for_editor_list(self) -> Self:
        """Fetch what an editor's list shows, in one query."""
        return self.only(
            "slug", "title", "published", "reviewed", "review_due", "withdrawn", "credits"
        )

    def links(self, slugs: Iterable[str]) -> Self:
        """Fetch what a link to each of these guides says, in one query."""
        return self.filter(slug__in=list(slugs)).only("slug", "title", "safety")

    def called(self, slug: str) -> "Guide | None":
        return self.filter(slug=slug).first()

    def by_slug(self, slugs: Iterable[str]) -> dict[str, "Guide"]:
        """Return the pages of those of the guides that are there."""
        return {each.slug: each for each in self.filter(slug__in=list(slugs)).pages()}

    def pages(self) -> Self:
        """Fetch what a guide's own page shows, in one query."""
        pages = self.select_related("topic").defer("search", "head", "gist", "text")
        return pages.annotate(
            on_paths=Path.objects.through_guide(),
            cards_after=Guide.objects.published().named_by_guide(),
        )


class Guide(models.Model):
    """One guide. Columns that end in `_html` were rendered and cleaned when it was loaded."""

    slug = models.SlugField(unique=True, max_length=80)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="guides")
    reader = models.CharField(max_length=10, choices=Reader)
    language = models.CharField(max_length=8, default="en")
    question = models.TextField()
    summary = models.TextField()
    safety = models.BooleanField(default=False)
    prompts = ArrayField(models.TextField())
    related = ArrayField(models.SlugField(max_length=80))

    content_note_html = models.TextField(blank=True)
    answer_html = models.TextField()
    key_points_html = ArrayField(models.TextField())
    for_whom_html = models.TextField()
    not_for_html = models.TextField()
    body_html = models.TextField()
    closing_html = models.TextField()
    contents = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    records = models.ManyToManyField(FactRecord, related_name="guides", blank=True)
    terms = models.JSONField(default=list)

    published = models.DateField()
    reviewed = models.DateField()
    review_due = models.DateField()
    changes = models.JSONField(default=list)
    # Who wrote, edited and read it, as parse.CreditText says; empty where nobody is named.
    credits = models.JSONField(default=list, db_default=[])
    withdrawn = models.BooleanField(default=False)

    words = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField()
    gist = models.TextField()
    text = models.TextField()
    head = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=SEARCH_CONFIG)
        + SearchVector("gist", weight="B", config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=SEARCH_CONFIG)
        + SearchVector("gist", weight="B", config=SEARCH_CONFIG)
        + SearchVector("text", weight="C", config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar = GuideQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="guide_search"),
            models.Index(fields=["published"], name="guide_published"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], name="guide_number_once", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(reader__in=Reader.values), name="guide_reader_known"
            ),
            models.CheckConstraint(
                condition=Q(prompts__len__range=(1, 5)), name="guide_has_prompts"
            ),
            models.CheckConstraint(
                condition=Q(key_points_html__len__range=(2, 6)), name="guide_has_key_points"
            ),
            models.CheckConstraint(
                condition=Q(reviewed__gte=F("published"), review_due__gt=F("reviewed")),
                name="guide_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0, words__gt=0, minutes__gt=0), name="guide_counts_positive"
            ),
            models.CheckConstraint(
                condition=~Q(body_html="") & ~Q(closing_html="") & ~Q(answer_html=""),
                name="guide_has_its_blocks",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return address_with_slug("articles:guide", self.slug)

    @cached_property
    def numbered_prompts(self) -> list[tuple[str, str]]:
        """Each prompt with the stable id by which the journal knows it, such as `9-2`."""
        return [(f"{self.number}-{n}", prompt) for n, prompt in enumerate(self.prompts, start=1)]

    @property
    def direction(self) -> str:
        """Which way its language is written: `rtl` or `ltr`."""
        is_rtl = self.language.split("-")[0] in settings.LANGUAGES_BIDI
        return "rtl" if is_rtl else "ltr"

    @property
    def modified(self) -> date:
        """The latest day on which its text changed."""
        changes = (date.fromisoformat(each["date"]) for each in self.changes)
        return max([self.published, *changes])

    @property
    def authors(self) -> list[dict[str, str]]:
        return self._credited("written")

    @property
    def editors(self) -> list[dict[str, str]]:
        return self._credited("edited")

    @property
    def readers(self) -> list[dict[str, str]]:
        """Who read it and put their name to it, clinicians and services among them."""
        return self._credited("read")

    @property
    def clinicians(self) -> list[dict[str, str]]:
        return [each for each in self.readers if each["qualification"] == "clinician"]

    @property
    def abuse_services(self) -> list[dict[str, str]]:
        named = "domestic-abuse service"
        return [each for each in self.readers if each["qualification"] == named]

    def _credited(self, part: str) -> list[dict[str, str]]:
        return [each for each in self.credits if each["part"] == part]

    @cached_property
    def next_cards(self) -> list["Guide"]:
        """The guides that it leads to, with what a card shows; only `pages()` knows."""
        return [Guide(**card) for card in getattr(self, "cards_after", None) or ()]

    @cached_property
    def steps(self) -> list[PathStep]:
        """Where it stands on each path that leads through it; only `pages()` knows."""
        return [PathStep.at(self.slug, path=path) for path in getattr(self, "on_paths", None) or ()]

    def is_overdue(self, today: date | None = None) -> bool:
        """Whether the day has passed by which somebody should have read it again."""
        return self.review_due < (today or timezone.localdate())
