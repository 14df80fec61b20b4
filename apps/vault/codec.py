"""The codec of sealed content: every kind of content to JSON bytes and back.

The bytes are JSON in UTF-8, written as every release before wrote them, down to the last space:
two releases may run side by side, and each reads what the other writes (docs/formats.md).
"""

import json
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from functools import cache, partial
from typing import Any, ClassVar, Self, cast

import msgspec
from msgspec.structs import asdict, replace

from apps.vault.crypto.sealing import Damaged

__all__ = ["Content", "asdict", "decode", "decode_many", "encode", "replace"]


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a blob: a frozen, typed value.

    A field that an older format lacks has a default; a field that a reader does not know is passed
    over. A format that an earlier release must not read has a number (`tag`) in a field of its own
    (`tag_field`).
    """

    # Fields with a default that the first format wrote already: a blob without one is damaged.
    always_present: ClassVar[frozenset[str]] = frozenset()
    # The encoder writes every character past ASCII as an escape.
    in_ascii: ClassVar[bool] = False
    # Half of a surrogate pair is no text in UTF-8, but a composer may have sent one.
    takes_lone_surrogates: ClassVar[bool] = False

    def to_bytes(self) -> bytes:
        return encode(self)

    def is_sound(self) -> bool:
        """Whether our own pages could have made it. Asked of what a file brings."""
        return True

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The content of these bytes. Raises Damaged for bytes that do not fit its fields."""
        return decode(cls, data)


def encode(content: object) -> bytes:
    """A `Content`, or a list of such or of plain values, as JSON."""
    plain = msgspec.to_builtins(content, builtin_types=(datetime,))
    in_ascii = getattr(content, "in_ascii", False)
    text = json.dumps(plain, default=datetime.isoformat, ensure_ascii=in_ascii)
    takes_surrogates = getattr(content, "takes_lone_surrogates", False)
    return text.encode(errors="surrogatepass" if takes_surrogates else "strict")


def decode[Kind](kind: type[Kind], data: bytes) -> Kind:
    """The bytes as a value of this type. Raises Damaged for bytes that do not fit it."""
    try:
        found = _read(kind, data)
        always_present = getattr(kind, "always_present", None)
        if always_present and not always_present <= _names(data).keys():
            raise ValueError("It lacks what every form of it says.")
    except (ValueError, RecursionError) as error:
        raise Damaged("What was sealed is not what belongs here.") from error
    return found


def decode_many[Kind](kind: type[Kind], blobs: Iterable[bytes]) -> Iterator[Kind | None]:
    """Each of the bytes as a value of this type, in order; None where they do not fit it."""
    decoder: msgspec.json.Decoder[Kind] = _decoder(cast(Hashable, kind))
    read = decoder.decode
    if getattr(kind, "always_present", None) or getattr(kind, "takes_lone_surrogates", False):
        read = partial(decode, kind)
    for data in blobs:
        try:
            yield read(data)
        except (ValueError, RecursionError, Damaged):
            yield None


def _read[Kind](kind: type[Kind], data: bytes) -> Kind:
    try:
        decoder: msgspec.json.Decoder[Kind] = _decoder(cast(Hashable, kind))
        return decoder.decode(data)
    except msgspec.DecodeError:
        if not getattr(kind, "takes_lone_surrogates", False):
            raise
    return msgspec.convert(json.loads(data.decode(errors="surrogatepass")), kind)


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


_names = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
