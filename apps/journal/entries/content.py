"""The content of an entry: pure data, to bytes and back."""

from datetime import date
from typing import Final, NamedTuple, Self

import msgspec
from django.utils.translation import gettext_lazy

from apps.vault.codec import Content, replace
from apps.vault.crypto.sealing import Damaged

WATER_LABELS = {
    1: gettext_lazy("Rough"),
    2: gettext_lazy("Choppy"),
    3: gettext_lazy("Mixed"),
    4: gettext_lazy("Easy"),
    5: gettext_lazy("Calm"),
}


class EntryHead(Content, frozen=True, kw_only=True, omit_defaults=True):
    """What lists, the calendar and the plots need; a few words, so that it fits the first padding.

    `time` is the writer's own clock ("21:40") in `zone` (an IANA name), both empty when not said.
    `water` is the five-step check, 1 rough to 5 calm. `before` and `after` are strengths of a
    feeling from 0 to 10, around a practice. An entry that answers a practice names it, and the
    version of its questions. One that answers a guide's question remembers the guide, its title
    and section, and the day on which the text that asked was last checked, in ISO form.

    In bytes the day stands first, and what says nothing is left out: `head_scan.py`, beside this,
    knows how a head is written down to the last space.
    """

    day: date
    time: str = ""
    zone: str = ""
    title: str = ""
    water: int | None = None
    feelings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    prompt_id: str = ""
    prompt_text: str = ""
    guide: str = ""
    guide_title: str = ""
    guide_section: str = ""
    guide_version: str = ""
    practice: str = ""
    practice_version: int = 0
    before: int | None = None
    after: int | None = None


_OF_A_PROMPT: Final = (*("prompt_text", "guide", "guide_title", "guide_section", "guide_version"),)
_OF_A_PRACTICE: Final = ("practice", "practice_version", "before", "after")


class PromptAnswer(NamedTuple):
    """The answer to one question of a practice, by the question's id."""

    question: str
    text: str


class AnsweredBody(Content, frozen=True, kw_only=True):
    """The sealed body of an entry that answers a practice."""

    body: str
    answers: tuple[PromptAnswer, ...]


class EntryContent(msgspec.Struct, frozen=True, kw_only=True):
    """A whole entry as its writer sees it; `body` is Markdown exactly as typed."""

    head: EntryHead
    body: str
    answers: tuple[PromptAnswer, ...] = ()

    def answering(self, earlier: "EntryContent") -> "EntryContent":
        """This entry with the question as it was worded when the entry first answered it.

        Answers to a practice that this page knows nothing of stay as they were.
        """
        page, before = self, earlier.head
        if before.practice and not page.head.practice:
            kept = {name: getattr(before, name) for name in _OF_A_PRACTICE}
            page = replace(page, head=replace(page.head, **kept), answers=earlier.answers)
        if not before.prompt_text or before.prompt_id != page.head.prompt_id:
            return page
        kept = {name: getattr(before, name) for name in _OF_A_PROMPT}
        return replace(page, head=replace(page.head, **kept))

    def body_bytes(self) -> bytes:
        """The body as it was typed; of a practice, JSON with the body and the answers."""
        if not self.head.practice:
            return self.body.encode()
        return AnsweredBody(body=self.body, answers=self.answers).to_bytes()

    @classmethod
    def from_bytes(cls, head: bytes, body: bytes) -> Self:
        """The entry that was sealed in these two parts. Raises Damaged."""
        return cls.of_body(EntryHead.from_bytes(head), body)

    @classmethod
    def of_body(cls, head: EntryHead, body: bytes) -> Self:
        """The entry of an opened head with the body that was sealed beside it. Raises Damaged."""
        if head.practice:
            answered = AnsweredBody.from_bytes(body)
            return cls(head=head, body=answered.body, answers=answered.answers)
        try:
            return cls(head=head, body=body.decode())
        except ValueError as error:
            raise Damaged("The body of an entry is no text.") from error

    @property
    def water_label(self) -> str:
        return str(WATER_LABELS.get(self.head.water or 0, ""))
