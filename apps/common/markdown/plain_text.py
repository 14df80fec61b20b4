"""Markdown in its words alone, for a name or one line in a list; the page itself is rendered.

Quick and near enough, where a parser would take longer than to open the pages of a list.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from typing import Final

LONGEST_MARKED: Final = 200  # characters between two signs that belong together
INVISIBLE: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})  # Unicode categories

# What stands before the words of a line. A number stays: it may be a year that begins a sentence.
_BEFORE: Final = re.compile(r"^(?:\s|#{1,6}(?=\s|$)|>|[-*+](?=\s)|\[[ xX]\](?=\s))+")
_AFTER_HEADING: Final = re.compile(r"^(\s*#{1,6}\s.*?)\s+#+\s*$")
_RULE: Final = re.compile(r"\s*(?:[-*_=]\s*){3,}|\s*=+\s*|\s*(?:```[^`]*|~~~.*)")
_DEFINITION: Final = re.compile(r"\s{0,3}\[[^\]]+\]:\s+\S.*")
_BELOW_TABLE_HEAD: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CELLS: Final = re.compile(r"\s*(?<!\\)\|\s*")

_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_PUT_BACK: Final = re.compile("[\ue021-\ue07e]")
_HELD: Final = 0xE000  # a sign that was escaped waits in the private use area

_INSIDE: Final = rf"((?:[^\n]|\n(?!\n)){{1,{LONGEST_MARKED}}}?)"  # never past a blank line
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]]*\])")
_ADDRESS: Final = re.compile(r"<((?:https?|mailto|tel):[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_CODE: Final = re.compile(rf"(?<!`)(`{{1,3}})(?!`){_INSIDE}(?<!`)\1(?!`)")
_AROUND: Final = re.compile(rf"(\*{{1,3}}|~~)(?=\S){_INSIDE}(?<=\S)\1")
_UNDERLINED: Final = re.compile(rf"(?<!\w)(_{{1,3}})(?=\S){_INSIDE}(?<=\S)\1(?!\w)")


def plain_lines(text: str) -> Iterator[str]:
    """The lines of a Markdown text that have words a reader sees, without the signs around them.

    A row of a table is its cells. A line without any visible character is left out.
    """
    blocks = "\n".join(_without_block_signs(text))
    for line in _without_inline_signs(blocks).split("\n"):
        words = " ".join(line.split())
        if any(unicodedata.category(each) not in INVISIBLE for each in words):
            yield words


def _without_block_signs(text: str) -> Iterator[str]:
    lines = text.splitlines()
    in_table = False
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else ""
        begins_table = "|" in line and _is_below_table_head(below)
        in_table = begins_table or (in_table and "|" in line)
        if _RULE.fullmatch(line) or _DEFINITION.fullmatch(line) or _is_below_table_head(line):
            yield ""
        elif in_table or line.lstrip().startswith("|"):
            yield " · ".join(filter(None, _CELLS.split(line.strip())))
        else:
            yield _BEFORE.sub("", _AFTER_HEADING.sub(r"\1", line))


def _is_below_table_head(line: str) -> bool:
    return "|" in line and _BELOW_TABLE_HEAD.fullmatch(line) is not None


def _without_inline_signs(text: str) -> str:
    """Each sign is asked for first: most texts have few of them, and that costs far less."""
    has_escapes = "\\" in text
    if has_escapes:
        text = _ESCAPED.sub(lambda found: chr(_HELD + ord(found[1])), text)
    if "`" in text:
        text = _CODE.sub(r"\2", text)
    if "[" in text:
        text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    if "<" in text:
        text = _ADDRESS.sub(r"\1", text)
    for _depth in range(2):  # bold around italic
        if "*" in text or "~" in text:
            text = _AROUND.sub(r"\2", text)
        if "_" in text:
            text = _UNDERLINED.sub(r"\2", text)
    text = unescape(text) if "&" in text else text
    return _PUT_BACK.sub(lambda found: chr(ord(found[0]) - _HELD), text) if has_escapes else text
