"""What a template of a writer's own says, apart from where it is kept: to bytes and back."""

import json
from dataclasses import asdict, dataclass
from typing import Final, Self

from apps.vault.crypto.sealing import Damaged

LONGEST_NAME: Final = 60
LONGEST_BODY: Final = 10_000
MOST_TEMPLATES: Final = 30


@dataclass(frozen=True, kw_only=True)
class EntryTemplateContent:
    """`name` is one line; `body` is the Markdown that a page begins with, exactly as typed."""

    name: str
    body: str

    def to_bytes(self) -> bytes:
        """JSON in UTF-8."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Raises Damaged for anything but what `to_bytes` makes, and for what is too long."""
        try:
            values = json.loads(data)
            name, body = values["name"], values["body"]
            is_text = isinstance(name, str) and isinstance(body, str)
            if not is_text or len(name) > LONGEST_NAME or len(body) > LONGEST_BODY:
                raise ValueError("Not two texts, or too long.")
            if not name.strip() or len(name.splitlines()) > 1:
                raise ValueError("Not the name of a template.")
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged("A template cannot be read.") from error
        return cls(name=name, body=body)

    def is_called_like(self, other: "EntryTemplateContent") -> bool:
        """Whether a reader of a list would take one name for the other."""
        return self.name.strip().casefold() == other.name.strip().casefold()
