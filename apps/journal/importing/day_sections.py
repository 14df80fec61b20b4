"""One text with many days: where each of them begins, by headings, lines or Day One's own lines."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from apps.journal.importing.dates import day_alone, day_in_text, without_weekday

_HEADING: Final = re.compile(r"[ ]{0,3}(?P<level>#{1,6})[ \t]+(?P<words>\S.*)")
_RULE: Final = re.compile(r"[ \t]*(?:-[ \t]*){3,}|[ \t]*(?:\*[ \t]*){3,}|[ \t]*(?:_[ \t]*){3,}|=+")
# What stands above each entry in a text of Day One.
_FIELD: Final = re.compile(r"\t(?P<name>[A-Z][A-Za-z ]{2,20}):\t(?P<said>.*)")
_CODE: Final = re.compile(r"[ ]{0,3}(?:```|~~~)")

type Begins = Callable[[list[str], int], bool]


@dataclass(frozen=True, kw_only=True)
class DaySection:
    """The text of one day with the line that names it; `day` is said where that line is a field.

    `fields` are the names of other fields above it.
    """

    text: str
    day: str = ""
    fields: tuple[str, ...] = ()


def day_sections(text: str) -> tuple[str, list[DaySection]]:
    """What stands above the first day, and the sections; none where fewer than two begin."""
    lines = text.split("\n")
    if re.search(r"^\tDate:\t", text, re.MULTILINE):
        starts = _starts(lines, lambda all_lines, n: all_lines[n].startswith("\tDate:\t"))
        if _holds_days(lines, starts):
            return _parted(lines, starts, of_day_one=True)
    levels = [len(found["level"]) for line in lines if (found := _day_heading(line))]
    if levels:
        level = levels[0]

        def is_heading(all_lines: list[str], n: int) -> bool:
            found = _day_heading(all_lines[n])
            return found is not None and len(found["level"]) == level

        starts = _starts(lines, is_heading)
        if _holds_days(lines, starts):
            return _parted(lines, starts)
    starts = _starts(lines, _is_day_line)
    is_first = bool(starts) and not "".join(lines[: starts[0]]).strip()
    return _parted(lines, starts) if is_first and _holds_days(lines, starts) else (text, [])


def _starts(lines: list[str], begins: Begins) -> list[int]:
    """Where sections begin, outside of blocks of code."""
    found: list[int] = []
    in_code = False
    for n, line in enumerate(lines):
        if not line or line.isspace():
            continue
        if _CODE.match(line):
            in_code = not in_code
        elif not in_code and begins(lines, n):
            found.append(n)
    return found


def _holds_days(lines: list[str], starts: list[int]) -> bool:
    """Two different days at least with words of their own, and more such days than empty ones."""
    ends = [*starts[1:], len(lines)]
    bodies = ("".join(lines[n + 1 : end]).strip() for n, end in zip(starts, ends, strict=False))
    full = [n for n, body in zip(starts, bodies, strict=True) if body]
    days = {written.day for n in full if (written := day_in_text(lines[n]))}
    return len(days) > 1 and len(full) * 2 > len(starts)


def _day_heading(line: str) -> re.Match[str] | None:
    """The heading, if it begins with a day."""
    found = _HEADING.fullmatch(line)
    written = day_in_text(found["words"]) if found else None
    if found is None or written is None or without_weekday(found["words"][: written.start]):
        return None
    return found


def _is_day_line(lines: list[str], n: int) -> bool:
    """A line that is a day and nothing else, behind an empty line or a rule."""
    before = lines[n - 1] if n else ""
    is_apart = not before.strip() or _RULE.fullmatch(before) is not None
    return is_apart and len(lines[n]) < 80 and day_alone(lines[n]) is not None


def _parted(
    lines: list[str], starts: list[int], *, of_day_one: bool = False
) -> tuple[str, list[DaySection]]:
    ends = [*starts[1:], len(lines)]
    sections = []
    for start, end in zip(starts, ends, strict=True):
        part = lines[start:end]
        sections.append(_of_day_one(part) if of_day_one else DaySection(text=_without_rule(part)))
    return _without_rule(lines[: starts[0]]), sections


def _of_day_one(lines: list[str]) -> DaySection:
    said: list[tuple[str, str]] = []
    while lines and (found := _FIELD.fullmatch(lines[0])):
        said.append((found["name"], found["said"]))
        lines = lines[1:]
    names = tuple(name for name, value in said[1:] if value.strip())
    return DaySection(text="\n".join(lines).strip("\n"), day=said[0][1], fields=names)


def _without_rule(lines: list[str]) -> str:
    """The lines without the rule that parts them from the next day."""
    while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1])):
        lines = lines[:-1]
    return "\n".join(lines)
