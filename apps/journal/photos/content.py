"""What is said about a photo, sealed apart from it: pure data, to bytes and back."""

import json
from dataclasses import asdict, dataclass
from typing import Final

from apps.vault.crypto.sealing import Damaged

LONGEST: Final = 300  # characters of a description


@dataclass(frozen=True, kw_only=True)
class PhotoContent:
    """The words that describe a photo, empty where nobody gave any, and its size in pixels."""

    description: str
    width: int
    height: int

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "PhotoContent":
        """Raises Damaged for anything but what `to_bytes` makes."""
        try:
            said = json.loads(data)
            return cls(
                description=str(said["description"]),
                width=int(said["width"]),
                height=int(said["height"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged("What is said about a photo cannot be read.") from error
