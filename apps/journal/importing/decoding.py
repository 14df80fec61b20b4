"""The text of a file, whichever encoding it was saved in."""

import codecs
import re
from contextlib import suppress
from enum import StrEnum
from typing import Final, NamedTuple

from apps.vault.registry import Unreadable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MULTIBYTE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


_CHARSET: Final = re.compile(rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,30})", re.I)
# One byte a letter, or two, without signs that change what follows them.
_TEXT_CODECS: Final = frozenset(
    {
        *(f"cp125{number}" for number in range(9)),
        *(f"iso8859-{number}" for number in range(1, 17)),
        *("koi8-r", "koi8-u", "cp866", "mac-roman", "shift_jis", "cp932", "euc_jp", "euc_kr"),
        *("cp949", "gbk", "gb2312", "gb18030", "big5"),
    }
)
_LOOKED_AT: Final = 4096  # bytes that tell UTF-16 without a mark


class Encoding(StrEnum):
    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WINDOWS_1252 = "windows-1252"
    DECLARED = "declared"  # an HTML page names it in its head
    DAMAGED_UTF_8 = "damaged utf-8"  # some of its letters are lost


class DecodedText(NamedTuple):
    text: str
    encoding: Encoding


def decoded(data: bytes) -> DecodedText:
    """UTF-8; UTF-16 or UTF-32; else Windows-1252. Raises Unreadable for no text."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(name if name != "utf-8" else "utf-8-sig")
            except UnicodeDecodeError:
                if name != "utf-8":
                    raise Unreadable("Not the text that its mark promises.") from None
                break
            is_utf_8 = name == "utf-8"
            return DecodedText(text, Encoding.UTF_8 if is_utf_8 else Encoding.UTF_16)
    if (unmarked := _utf_16_without_mark(data)) is not None:
        return DecodedText(unmarked, Encoding.UTF_16)
    if (unmarked := _utf_16_of_other_letters(data)) is not None:
        return DecodedText(unmarked, Encoding.UTF_16)
    try:
        return DecodedText(data.decode("utf-8-sig"), Encoding.UTF_8)
    except UnicodeDecodeError:
        pass
    if (declared := _as_html_declares(data)) is not None:
        return DecodedText(declared, Encoding.DECLARED)
    if _CONTROLS.search(data):
        raise Unreadable("Bytes that stand in no text.")
    high = sum(1 for byte in data if byte >= 0x80)
    multibyte = sum(len(found[0]) for found in _MULTIBYTE.finditer(data))
    if multibyte * 2 > high:
        return DecodedText(data.decode("utf-8-sig", errors="replace"), Encoding.DAMAGED_UTF_8)
    if high * 2 > len(data):
        raise Unreadable("More strange bytes than letters.")
    try:
        return DecodedText(data.decode("cp1252"), Encoding.WINDOWS_1252)
    except UnicodeDecodeError:
        raise Unreadable("Not a text that we know.") from None


def _as_html_declares(data: bytes) -> str | None:
    """The text of an HTML page in the encoding that its head names; None where none fits."""
    found = _CHARSET.search(data[:_LOOKED_AT]) if data.lstrip().startswith(b"<") else None
    with suppress(LookupError, UnicodeError):
        if found and codecs.lookup(found[1].decode()).name in _TEXT_CODECS:
            return data.decode(found[1].decode())
    return None


def _utf_16_of_other_letters(data: bytes) -> str | None:
    """A text in which every other byte is a control, as that of Cyrillic or Hebrew letters."""
    start = data[: _LOOKED_AT - 1]
    start = start[: len(start) & ~1]
    if len(data) % 2 or len(_CONTROLS.findall(start)) * 4 < len(start) or not start:
        return None
    for name in ("utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            text = data.decode(name)
            plain = sum(
                1 for letter in text[:_LOOKED_AT] if letter.isprintable() or letter in "\t\r\n"
            )
            if plain == len(text[:_LOOKED_AT]):
                return text
    return None


def _utf_16_without_mark(data: bytes) -> str | None:
    """A text of which every other byte is zero, as in Latin letters, and none of the rest."""
    even, odd = data[:_LOOKED_AT:2], data[1:_LOOKED_AT:2]
    for name, letters, zeros in (("utf-16-le", even, odd), ("utf-16-be", odd, even)):
        if len(data) % 2 == 0 and zeros.count(0) * 2 > len(letters) and not letters.count(0):
            with suppress(UnicodeDecodeError):
                return data.decode(name)
    return None
