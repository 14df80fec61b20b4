"""What an entry says, apart from where it is kept: pure data, to bytes and back."""

import json
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy

from apps.vault.crypto.sealing import Damaged

WATER_LABELS = {
    1: gettext_lazy("Rough"),
    2: gettext_lazy("Choppy"),
    3: gettext_lazy("Mixed"),
    4: gettext_lazy("Easy"),
    5: gettext_lazy("Calm"),
}


@dataclass(frozen=True, kw_only=True)
class EntryHead:
    """What lists, the calendar and the plots need; a few words, so that it fits the first padding.

    `time` is the writer's own clock ("21:40") in `zone` (an IANA name), both empty when not said.
    `water` is the five-step check, 1 rough to 5 calm. `before` and `after` are strengths of a
    feeling from 0 to 10, around a practice. An entry that answers a practice names it, and the
    version of its questions. One that answers a guide's question remembers the guide, its title
    and section, and the day on which the text that asked was last checked, in ISO form.
    """

    day: date
    time: str = ""
    zone: str = ""
    title: str = ""
    water: int | None = None
    feelings: tuple[str, ...] = field(default=())
    tags: tuple[str, ...] = field(default=())
    people: tuple[str, ...] = field(default=())
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

    def to_bytes(self) -> bytes:
        """JSON in UTF-8; first the day in ISO form. What says nothing is left out.

        `apps/journal/entries/head_scan.py` knows how this is written down to the last space.
        """
        said = {
            f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default
        }
        return json.dumps({**said, "day": self.day.isoformat()}, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "EntryHead":
        """Raises Damaged for anything but what `to_bytes` makes. Unknown keys are passed over."""
        try:
            known: dict[str, Any]
            known, end = _JSON.raw_decode(text := data.decode())
            if end != len(text):
                raise ValueError("Something follows the head.")
            if not known.keys() <= _NAMES:
                known = {name: known[name] for name in known.keys() & _NAMES}
            known["day"] = date.fromisoformat(known["day"])
            for name in _LISTS:
                if name in known:
                    known[name] = tuple(known[name])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Damaged("The head of an entry cannot be read.") from error
        # What `cls(**known)` would come to, in a fifth of the time: insights read thousands.
        head = object.__new__(cls)
        head.__dict__.update(known)
        return head


_JSON: Final = json.JSONDecoder()
_NAMES: Final = frozenset(f.name for f in fields(EntryHead))
_LISTS: Final = ("feelings", "tags", "people")
_OF_A_PROMPT: Final = (*("prompt_text", "guide", "guide_title", "guide_section", "guide_version"),)
_OF_A_PRACTICE: Final = ("practice", "practice_version", "before", "after")


class PromptAnswer(NamedTuple):
    """What was written to one question of a practice, by the question's id."""

    question: str
    text: str


@dataclass(frozen=True, kw_only=True)
class EntryContent:
    """A whole entry as its writer sees it; `body` is Markdown exactly as typed."""

    head: EntryHead
    body: str
    answers: tuple[PromptAnswer, ...] = field(default=())

    def answering(self, earlier: "EntryContent") -> "EntryContent":
        """The same page with the question as it read when it was first answered.

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
        whole = {"body": self.body, "answers": [list(answer) for answer in self.answers]}
        return json.dumps(whole, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, head: bytes, body: bytes) -> "EntryContent":
        """Raises Damaged."""
        opened = EntryHead.from_bytes(head)
        try:
            if not opened.practice:
                return cls(head=opened, body=body.decode())
        except ValueError as error:
            raise Damaged("The body of an entry cannot be read.") from error
        text, answers = answers_in_body(body)
        return cls(head=opened, body=text, answers=answers)

    @property
    def water_label(self) -> str:
        return str(WATER_LABELS.get(self.head.water or 0, ""))


def answers_in_body(body: bytes) -> tuple[str, tuple[PromptAnswer, ...]]:
    """The text and the answers of a page that answers a practice. Raises Damaged."""
    try:
        whole = json.loads(body)
        answers = tuple(
            PromptAnswer(str(question), str(text)) for question, text in whole["answers"]
        )
        return str(whole["body"]), answers
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("The body of an entry cannot be read.") from error
