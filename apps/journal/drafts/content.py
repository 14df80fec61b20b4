"""The content of a draft: each field of the composer as typed, to bytes and back."""

from datetime import datetime, timedelta
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

from django.http import QueryDict

from apps.common.http.request_values import small_int
from apps.common.markdown.plain_text import plain_lines
from apps.common.resubmission import echoed
from apps.journal.time_zones import DEVICE
from apps.vault.codec import Content, replace

SITTING: Final = timedelta(minutes=10)
MOST_LOCKED_DRAFTS: Final = 20  # that wait while a journal is locked
LONGEST_HEADING: Final = 80
LOOKED_AT: Final = 1500  # characters of a body, enough for a heading
MOST_FIELDS: Final = 300
MOST_REVISION: Final = 2**31 - 1
# Fields of the composer that name the draft and its writer: never part of a draft.
ABOUT_THE_DRAFT: Final = frozenset({"draft", "draft_from", "writer"})
# What a page has before a word is written.
FRAME: Final = frozenset(
    {
        "entry_id",
        "revision",
        "prompt_id",
        "came_from",
        "not_an_answer",
        "practice_id",
        "day",
        "time",
        "zone",
        "clock",
    }
)


class DraftMark(NamedTuple):
    """Which draft, and how far it had come: `tab` is made anew by every composer that opens.

    So a draft has one writer, who counts up: of two sends the one that was made later is known,
    in whatever order they arrive.
    """

    tab: UUID
    revision: int

    @classmethod
    def read(cls, text: str) -> "DraftMark | None":
        """A mark as it travels in a form (`uuid:7`), or None for anything else."""
        tab, _colon, revision = text.partition(":")
        number = small_int(revision, most=MOST_REVISION)
        if number is None:
            return None
        try:
            return cls(UUID(tab), number)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.tab}:{self.revision}"


class DraftContent(Content, frozen=True, kw_only=True):
    """`saved` and `sitting` (when this stretch of writing began) are times in UTC.

    `continues` is the mark of the draft that this one was opened from. `while_closed` tells that
    it came through the drop box. `fields` are those of the form, each once, in its order.
    """

    always_present: ClassVar = frozenset({"continues", "while_closed"})
    takes_lone_surrogates: ClassVar = True

    fields: tuple[tuple[str, tuple[str, ...]], ...]
    saved: datetime
    sitting: datetime
    continues: str = ""
    while_closed: bool = False

    @classmethod
    def sent(cls, data: QueryDict, *, now: datetime) -> "DraftContent":
        """What a composer sent, whatever its fields are called, but no password."""
        typed = echoed(data)
        names = [name for name in typed if name not in ABOUT_THE_DRAFT][:MOST_FIELDS]
        return cls(
            fields=tuple((name, tuple(typed.getlist(name))) for name in names),
            saved=now,
            sitting=now,
            continues=data.get("draft_from", "")[:60],
        )

    @property
    def data(self) -> QueryDict:
        """The fields as a form takes them."""
        data = QueryDict(mutable=True)
        for name, values in self.fields:
            data.setlist(name, list(values))
        return data

    @property
    def entry_id(self) -> UUID | None:
        """The page that these words are for; it need not be kept yet."""
        try:
            return UUID(self._first("entry_id"))
        except ValueError:
            return None

    @property
    def revision(self) -> int:
        """The revision of that page which was opened; 0 for a new one."""
        return small_int(self._first("revision"), most=MOST_REVISION) or 0

    @property
    def device_zone(self) -> str:
        """What the writer's device calls its time zone, where its clock dated the page."""
        return self._first("zone") if self._first("clock") == DEVICE else ""

    @property
    def heading(self) -> str:
        """The title, or else the first words of the page."""
        words = [self._first("title"), " ".join(plain_lines(self._first("body")[:LOOKED_AT]))]
        words += [self._first(name) for name, _values in self.fields if name not in FRAME]
        heading = next((" ".join(text.split()) for text in words if text.strip()), "")
        return heading if len(heading) <= LONGEST_HEADING else f"{heading[:LONGEST_HEADING]}…"

    def has_words(self) -> bool:
        """Whether anything was said that an empty page does not say."""
        spoken = (values for name, values in self.fields if name not in FRAME)
        return any(text.strip() for values in spoken for text in values)

    def after(self, earlier: "DraftContent") -> "DraftContent":
        """These words in the stretch of writing of an earlier send, unless that stretch is over.

        One that began far ahead is over: the clock was wrong.
        """
        is_new = abs(self.saved - earlier.sitting) >= SITTING
        return self if is_new else replace(self, sitting=earlier.sitting)

    def _first(self, name: str) -> str:
        return next((text for each, texts in self.fields if each == name for text in texts), "")
