"""JSON out of a file that nobody vouches for: bounded before it is built, and built in pieces.

`json.loads` makes objects of whatever it is given: 20 kB that unpack to six million empty lists
take half a gigabyte. So the brackets and commas are counted first, in one pass that keeps nothing,
and an export is then read one entry at a time.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from apps.vault.registry import Unreadable

MOST_DEPTH: Final = 64
MOST_TOKENS: Final = 2_000_000  # of a file: twenty years of pages with all that is said of photos
MOST_TOKENS_OF_ONE: Final = 100_000  # of one entry
MOST_ELEMENTS: Final = 40_000  # of a list of entries
MOST_MEMBERS: Final = 10_000  # of the object that is the whole file

# A string, to its end or to that of the text, or a sign of structure. Nothing is tried twice.
_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[\[\]{},]', re.DOTALL)
_QUOTE = ord('"')
_OPEN, _CLOSE = frozenset(b"[{"), frozenset(b"]}")
_SPACE: Final = b" \t\r\n"
_NOT_SPACE: Final = re.compile(rb"[^ \t\r\n]")


class TooMuchJson(Unreadable):
    """Deeper, or of more values, than any export. Known before anything is built of it."""


@dataclass(frozen=True)
class JsonText:
    """A JSON value that is not built yet: UTF-8 bytes, of which it takes a part."""

    data: bytes
    start: int
    end: int

    @classmethod
    def of(cls, text: str | bytes) -> "JsonText":
        """A whole document, within the bounds. Raises TooMuchJson, Unreadable."""
        try:
            data = text if isinstance(text, bytes) else text.encode()
        except UnicodeEncodeError as error:
            raise Unreadable("Half of a pair of surrogates.") from error
        whole = cls(data, 0, len(data))._stripped()
        whole.hold(tokens=MOST_TOKENS)
        return whole

    @property
    def is_object(self) -> bool:
        return self.data[self.start : self.start + 1] == b"{"

    @property
    def is_array(self) -> bool:
        return self.data[self.start : self.start + 1] == b"["

    def hold(self, *, tokens: int, depth: int = MOST_DEPTH) -> None:
        """Raises TooMuchJson over these bounds; keeps nothing, whatever the text is."""
        deep = 0
        for count, token in enumerate(_TOKEN.finditer(self.data, self.start, self.end)):
            sign = self.data[token.start()]
            if sign in _OPEN:
                deep += 1
            elif sign in _CLOSE:
                deep -= 1
            if count > tokens or deep > depth:
                raise TooMuchJson("More than any export holds.")

    def value(self) -> Any:
        """The JSON text as Python values. Raises Unreadable, TooMuchJson."""
        self.hold(tokens=MOST_TOKENS_OF_ONE)
        return self._built()

    def whole_value(self) -> Any:
        """The JSON of a small file, read whole. Raises Unreadable, TooMuchJson."""
        return self._built()

    def members(self) -> dict[str, "JsonText"]:
        """The values of an object by their names, of which the last of a name counts."""
        found: dict[str, JsonText] = {}
        for part in self._parts() if self.is_object else ():
            name = _TOKEN.match(self.data, part.start, part.end)
            if name is None or self.data[part.start] != _QUOTE:
                raise Unreadable("A member without its name.")
            after = JsonText(self.data, name.end(), part.end)._stripped()
            if self.data[after.start : after.start + 1] != b":":
                raise Unreadable("A name without its value.")
            key = JsonText(self.data, name.start(), name.end())._built()
            found[str(key)] = JsonText(self.data, after.start + 1, part.end)._stripped()
            if len(found) > MOST_MEMBERS:
                raise TooMuchJson("More members than any export has.")
        return found

    def elements(self) -> Iterator["JsonText"]:
        """The values of an array, one at a time; none for what is no array. Raises TooMuchJson."""
        for count, part in enumerate(self._parts() if self.is_array else ()):
            if count >= MOST_ELEMENTS:
                raise TooMuchJson("More entries than any export has.")
            yield part

    def _parts(self) -> Iterator["JsonText"]:
        """What stands between the commas of this object or array. Raises Unreadable."""
        deep, begins = 0, self.start + 1
        for token in _TOKEN.finditer(self.data, self.start, self.end):
            sign = self.data[token.start()]
            if sign == _QUOTE:
                continue
            if sign in _OPEN:
                deep += 1
                continue
            is_end = sign in _CLOSE
            if deep == 1:
                part = JsonText(self.data, begins, token.start())._stripped()
                if part.start < part.end:
                    yield part
                elif not is_end:
                    raise Unreadable("A comma without a value.")
                begins = token.end()
            deep -= is_end
            if deep == 0:
                if self.data[token.end() : self.end].strip(_SPACE):
                    raise Unreadable("Something stands behind its end.")
                return
        raise Unreadable("It has no end.")

    def _stripped(self) -> "JsonText":
        first = _NOT_SPACE.search(self.data, self.start, self.end)
        start, end = first.start() if first else self.end, self.end
        if start < end and self.data[end - 1] in _SPACE:
            end = start + len(self.data[start:end].rstrip(_SPACE))
        return JsonText(self.data, start, end)

    def _built(self) -> Any:
        try:
            return json.loads(self.data[self.start : self.end])
        except (ValueError, RecursionError) as error:
            raise Unreadable("Not JSON.") from error


def dicts(array: JsonText | None) -> Iterator[dict[str, Any] | None]:
    """The objects in an array, one at a time; None for an element that cannot be read."""
    for each in array.elements() if array is not None else ():
        try:
            found = each.value()
        except Unreadable:
            yield None
        else:
            yield found if isinstance(found, dict) else None


def first_object(array: JsonText | None) -> dict[str, Any]:
    """The first object among the first hundred elements, by which a program is known; else {}."""
    return next((found for found in islice(dicts(array), 100) if found is not None), {})
