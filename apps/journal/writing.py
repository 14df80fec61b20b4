"""What an entry says, apart from where it is kept: pure data, to bytes and back."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from apps.vault.sealing import Damaged

WATER_LABELS = {
    1: gettext_lazy("Rough"),
    2: gettext_lazy("Choppy"),
    3: gettext_lazy("Mixed"),
    4: gettext_lazy("Easy"),
    5: gettext_lazy("Calm"),
}


@dataclass(frozen=True, kw_only=True)
class Head:
    """What lists need. `water` is the five-step check, 1 rough to 5 calm, or None."""

    day: date
    title: str = ""
    water: int | None = None
    feelings: tuple[str, ...] = field(default=())
    prompt_id: str = ""
    prompt_text: str = ""

    def to_bytes(self) -> bytes:
        """JSON in UTF-8; the day in ISO form."""
        return json.dumps(
            {**asdict(self), "day": self.day.isoformat()}, ensure_ascii=False
        ).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Head":
        """Raises Damaged for anything but what `to_bytes` makes. Unknown keys are passed over."""
        try:
            values: dict[str, Any] = json.loads(data)
            known = {f.name: values[f.name] for f in fields(cls) if f.name in values}
            known["day"] = date.fromisoformat(known["day"])
            known["feelings"] = tuple(known.get("feelings", ()))
            return cls(**known)
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged("The head of an entry cannot be read.") from error


@dataclass(frozen=True, kw_only=True)
class Page:
    """A whole entry as its writer sees it; `body` is Markdown exactly as typed."""

    head: Head
    body: str

    def answering(self, earlier: Head) -> "Page":
        """The same page with the question as it read when it was first answered."""
        if not earlier.prompt_text or earlier.prompt_id != self.head.prompt_id:
            return self
        return replace(self, head=replace(self.head, prompt_text=earlier.prompt_text))

    @classmethod
    def from_bytes(cls, head: bytes, body: bytes) -> "Page":
        """Raises Damaged."""
        try:
            return cls(head=Head.from_bytes(head), body=body.decode())
        except UnicodeDecodeError as error:
            raise Damaged("The body of an entry is not text.") from error

    @property
    def water_label(self) -> str:
        return str(WATER_LABELS.get(self.head.water or 0, ""))
