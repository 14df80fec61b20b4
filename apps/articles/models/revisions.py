"""Every text that a guide has had, from its file or from the editing room. None is ever changed."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RevisionOrigin(models.TextChoices):
    """Where a text came from."""

    FILE = "file", _("from the file")
    EDIT = "edit", _("written here")


class RevisionState(models.TextChoices):
    """What became of a text when it arrived."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WAITING = "waiting", _("in the file, not taken over")


class RevisionConflict(Exception):
    """Somebody else stored a revision of the guide meanwhile: it is in `kept`."""

    def __init__(self, kept: "Revision") -> None:
        self.kept = kept
        super().__init__(str(kept))


class RevisionQuerySet(models.QuerySet["Revision"]):
    """How revisions are looked up."""

    def of(self, slug: str) -> Self:
        return self.filter(slug=slug).order_by("-number")

    def numbered(self, slug: str, number: int) -> "Revision | None":
        return self.of(slug).filter(number=number).first()

    def latest_of_each(self) -> Self:
        """The last text of each guide, whatever became of it."""
        return self.order_by("slug", "-number").distinct("slug")

    def live(self) -> Self:
        """The text of each guide that its readers see."""
        return self.filter(state=RevisionState.PUBLISHED).latest_of_each()

    def from_files(self) -> Self:
        """What each guide's file said last."""
        return self.filter(Q(origin=RevisionOrigin.FILE) | Q(in_file=True)).latest_of_each()

    def listed(self) -> Self:
        """The revisions without their texts, which no list shows."""
        return self.defer("text").select_related("author")

    def by_slug(self) -> dict[str, "Revision"]:
        return {each.slug: each for each in self}

    def edited_texts(self) -> dict[str, str]:
        """The published texts that no file has said yet, by guide."""
        return {each.slug: each.text for each in self.live() if not each.in_file}

    def was_known(self, slug: str, text: str, *, until: int) -> bool:
        """Whether one of the first `until` revisions of a guide said exactly this."""
        return self.of(slug).filter(digest=digest_of(as_kept(text)), number__lte=until).exists()

    @transaction.atomic
    def add(
        self,
        slug: str,
        text: str,
        *,
        after: int,
        state: RevisionState = RevisionState.DRAFT,
        **columns: Any,
    ) -> "Revision":
        """Keep a text as the next revision of a guide of which the writer saw number `after`.

        Raises RevisionConflict if that is not the last one (0 stands for none).
        """
        text = as_kept(text)
        last = self.of(slug).first()
        if last is not None and last.number != after:
            raise RevisionConflict(last)
        number = last.number + 1 if last else 1
        row = Revision(
            slug=slug, number=number, text=text, digest=digest_of(text), state=state, **columns
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise RevisionConflict(self.of(slug)[0]) from None
        return row

    def take_files(self, files: Mapping[str, str]) -> None:
        """Keep what the files say now, where that is new.

        A file's text is published, unless an edit was published that the file has never said:
        then it waits beside the edit until an editor has looked at both.
        """
        live, said, last = self.live().by_slug(), self.from_files().by_slug(), self.last_numbers()
        for slug, text in files.items():
            digest, now = digest_of(as_kept(text)), live.get(slug)
            if now and now.digest == digest:
                now.is_now_in_file()
                continue
            edited = now is not None and not now.in_file
            if edited and slug in said and said[slug].digest == digest:
                continue
            state = RevisionState.WAITING if edited else RevisionState.PUBLISHED
            after = last.get(slug, 0)
            self.add(slug, text, after=after, state=state, origin=RevisionOrigin.FILE, in_file=True)

    def last_numbers(self) -> dict[str, int]:
        return dict(self.latest_of_each().values_list("slug", "number"))


class Revision(models.Model):
    """One text of a guide, whole: what stands between the lines of +++, and what follows."""

    slug = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=8, choices=RevisionOrigin, default=RevisionOrigin.EDIT)
    state = models.CharField(max_length=10, choices=RevisionState, default=RevisionState.DRAFT)
    in_file = models.BooleanField(default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    objects: ClassVar = RevisionQuerySet.as_manager()

    if TYPE_CHECKING:
        author_id: int | None

    class Meta:
        ordering: ClassVar = ["slug", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "number"], name="revision_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=RevisionState.values), name="revision_state"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=RevisionOrigin.values), name="revision_origin"
            ),
            models.CheckConstraint(
                condition=~Q(state=RevisionState.WAITING) | Q(origin=RevisionOrigin.FILE),
                name="revision_only_files_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug}, revision {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == RevisionState.DRAFT

    def says(self, text: str) -> bool:
        return self.digest == digest_of(as_kept(text))

    def is_now_in_file(self) -> None:
        """Note that the file says exactly this."""
        if not self.in_file:
            self.in_file = True
            self.save(update_fields=["in_file"])


def as_kept(text: str) -> str:
    """Return a text as files have it: one kind of line end, and one at the very end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def digest_of(text: str) -> str:
    """Return the name of a text: SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
