"""Lines, titles and escapes of a text that another program wrote."""

import re
from bisect import bisect_right
from typing import Final

_PUNCTUATION: Final = r"!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~"
_ESCAPED: Final = re.compile(rf"\\([{_PUNCTUATION}])")
_FENCE: Final = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_TICKS: Final = re.compile(r"\\.|`+", re.DOTALL)
_HEADING: Final = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(?P<words>\S.*)")
_UNDERLINE: Final = re.compile(r"[ ]{0,3}={3,}[ \t]*")  # below a line that is a heading by it
_EMPTY_START: Final = re.compile(r"\A(?:[^\S\n]*\n)+")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LONGEST_STRONG: Final = 1000  # signs of a heading whose stars are taken away
_DROPPED: Final = dict.fromkeys(map(ord, "\ufffc\0"))


def without_soft_breaks(text: str) -> str:
    """Each line end as \\n: U+2028 is one, U+2029 a paragraph; U+FFFC and NUL are nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u2028", "\n").replace("\u2029", "\n\n").translate(_DROPPED)


def without_escapes(text: str) -> str:
    """`\\X` before ASCII punctuation is `X`, but in code it stays (CommonMark 2.4, 6.1)."""
    made: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        opens = _FENCE.match(line)
        if fence:
            made.append(line)
            if opens and opens[1].startswith(fence) and not line[opens.end() :].strip():
                fence = ""
        elif opens:
            made += [_unescaped("".join(prose)), line]
            prose, fence = [], opens[1]
        else:
            prose.append(line)
    return "".join([*made, _unescaped("".join(prose))])


def _unescaped(prose: str) -> str:
    """The text with its escapes resolved outside code spans, whose ends have as many ticks."""
    made: list[str] = []
    at = 0
    ends = _code_ends(prose)
    for opening in _TICKS.finditer(prose):
        if opening.start() < at or opening[0].startswith("\\"):
            continue
        same = ends[len(opening[0])]
        place = bisect_right(same, opening.start())
        if place == len(same):
            continue
        end = same[place] + len(opening[0])
        made += [_ESCAPED.sub(r"\1", prose[at : opening.start()]), prose[opening.start() : end]]
        at = end
    return "".join([*made, _ESCAPED.sub(r"\1", prose[at:])])


def _code_ends(prose: str) -> dict[int, list[int]]:
    """Where runs of ticks begin, by their length."""
    found: dict[int, list[int]] = {}
    for run in re.finditer(r"`+", prose):
        found.setdefault(len(run[0]), []).append(run.start())
    return found


def heading_split(text: str) -> tuple[str, str]:
    """The words of a first line that is a heading, and the text below; ("", text) without one."""
    text = _EMPTY_START.sub("", text)
    first, _end, rest = text.partition("\n")
    found = _HEADING.fullmatch(first)
    line, _end, below = rest.partition("\n")
    if not found and first.strip() and _UNDERLINE.fullmatch(line):
        return _without_strong(first).strip(), without_empty_start(below)
    if not found:
        return "", text
    words = _without_closing_signs(found["words"])
    return _without_strong(words).strip(), without_empty_start(rest)


def _without_closing_signs(heading: str) -> str:
    """`Words ##` is `Words`: the signs at the end of a heading stand behind a space."""
    words = heading.rstrip(" \t")
    before = words.rstrip("#")
    return before if before[-1:] in {" ", "\t"} else words


def _without_strong(heading: str) -> str:
    return _STRONG.sub(r"\2", heading) if len(heading) <= _LONGEST_STRONG else heading


def without_empty_start(text: str) -> str:
    """Without empty lines before the first word; what indents that word stays."""
    return _EMPTY_START.sub("", text)
