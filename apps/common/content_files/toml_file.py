"""Reads TOML into typed values. Whatever does not fit is told with its file, table and key."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import inspect


class ContentError(ValueError):
    """A text file says something that it may not say; the message names the file and the key."""


class TomlTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a TOML file. A key that is not a field of it is refused."""


# A text with at least one character that is not a space.
type Text = Annotated[str, msgspec.Meta(pattern=r"\S")]

_NATIVE: Final = (datetime, date, time)
_AT: Final = re.compile(
    r"(?P<problem>.*?)(?: - at (?P<is_key>`key` in )?`\$(?P<path>.*)`)?", re.DOTALL
)
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_LACKS: Final = re.compile(r"Object missing required field `(.+)`")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.+)`")
_EXPECTED: Final = re.compile(r"Expected `([^`]+)`(?:, got `(.+)`| matching regex .*)")
_KINDS: Final = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date",
    "array": "a list",
    "object": "a table",
}
# The keys by which one table of a list is told from the others.
_NAMES: Final = ("id", "slug", "key", "name", "title", "number")

type _Step = str | int


def read_toml[Content](path: Path, kind: type[Content]) -> Content:
    """The file as a `kind`. Raises ContentError, which names the file, the table and the key."""
    return parse_toml(path.read_text("utf-8"), kind, name=path.name)


def parse_toml[Content](text: str, kind: type[Content], *, name: str) -> Content:
    """A TOML text as a `kind`; `name` stands for it in a ContentError."""
    return convert_values(toml_values(text, name=name), kind, name=name)


def toml_values(text: str, *, name: str) -> dict[str, Any]:
    """A TOML text as plain values by key. Raises ContentError where it is no TOML."""
    try:
        return msgspec.toml.decode(text, type=dict[str, Any])
    except msgspec.DecodeError as wrong:
        raise ContentError(f"{name}: is not TOML: {wrong}") from wrong


def convert_values[Content](values: dict[str, Any], kind: type[Content], *, name: str) -> Content:
    """Plain values as a `kind`. Raises ContentError at the first value that does not fit."""
    try:
        return msgspec.convert(values, kind, builtin_types=_NATIVE)
    except msgspec.ValidationError as wrong:
        raise ContentError(_explained(str(wrong), values, kind, name=name)) from wrong


def _explained(message: str, values: Any, kind: Any, *, name: str) -> str:
    """The message of msgspec in the words of somebody who edits the file."""
    found = _AT.fullmatch(message)
    assert found is not None
    steps = [
        step[1] or ("..." if step[2] == "..." else int(step[2]))
        for step in _STEP.finditer(found["path"] or "")
    ]
    problem = found["problem"]
    if lacks := _LACKS.fullmatch(problem):
        return _told(name, _as_places(steps, values), f"{lacks[1]} is missing")
    if unknown := _UNKNOWN.fullmatch(problem):
        near = get_close_matches(unknown[1], _keys(_type_at(kind, steps, values)), n=1)
        hint = f" (is it {near[0]}?)" if near else ""
        return _told(name, _as_places(steps, values), f"{unknown[1]} is not a key here{hint}")
    *tables, key = _as_places(steps, values)
    value = _value_at(steps, values)
    if problem.startswith("Invalid") and (choices := _choices(kind, steps, values)):
        if found["is_key"]:
            value = next((each for each in value if each not in choices), value)
        return _told(name, tables, f"{key} is {value!r}, not one of {', '.join(choices)}")
    expected = _EXPECTED.fullmatch(problem)
    if expected is None:
        return _told(name, tables, f"{key}: {problem}")
    if expected[2] is None:
        return _told(name, tables, f"{key} is empty")
    wanted = expected[1].split(" | ")[0]
    return _told(name, tables, f"{key} must be {_KINDS.get(wanted, wanted)}, not {value!r}")


def _told(name: str, places: Sequence[str], problem: str) -> str:
    return ": ".join(part for part in (name, ", ".join(places), problem) if part)


def _as_places(steps: Sequence[_Step], values: Any) -> list[str]:
    """The way to a value, each table of a list with its name or its number from 1 on."""
    places: list[str] = []
    for step in steps:
        values = _below(values, step)
        if isinstance(step, int):
            names = [values[key] for key in _NAMES if key in values] if _is_table(values) else []
            places[-1] += f" {names[0] if names else step + 1}"
        elif step != "...":
            places.append(step)
    return places


def _value_at(steps: Sequence[_Step], values: Any) -> Any:
    for step in steps:
        values = _below(values, step)
    return values


def _below(values: Any, step: _Step) -> Any:
    """What stands at one step; msgspec does not say at which key of a mapping: then the whole."""
    return values if step == "..." else values[step]


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _type_at(kind: Any, steps: Sequence[_Step], values: Any) -> inspect.Type:
    """The type of what stands at the end of the steps."""
    found = _chosen(inspect.type_info(kind), values)
    for step in steps:
        values = _below(values, step)
        match found:
            case inspect.StructType():
                found = next(each.type for each in found.fields if each.encode_name == step)
            case inspect.ListType() | inspect.VarTupleType():
                found = found.item_type
            case inspect.DictType():
                found = found.value_type
        found = _chosen(found, values)
    return found


def _chosen(found: inspect.Type, values: Any) -> inspect.Type:
    """Of several types, the one that the tag of a table asks for, else the first."""
    if not isinstance(found, inspect.UnionType):
        return found
    tagged = (each for each in _tagged(found) if _is_table(values))
    asked = [each for each in tagged if values.get(each.tag_field) == each.tag]
    return [*asked, *found.types][0]


def _tagged(found: inspect.Type) -> Iterator[inspect.StructType]:
    types = found.types if isinstance(found, inspect.UnionType) else ()
    return (each for each in types if isinstance(each, inspect.StructType) and each.tag_field)


def _keys(found: inspect.Type) -> list[str]:
    fields = found.fields if isinstance(found, inspect.StructType) else ()
    return [each.encode_name for each in fields]


def _choices(kind: Any, steps: Sequence[_Step], values: Any) -> list[str]:
    """The words of which a value is one; none where it is no such value."""
    root = inspect.type_info(kind)
    if [each.tag_field for each in _tagged(root)][:1] == list(steps):
        return [str(each.tag) for each in _tagged(root)]
    match _type_at(kind, steps, values):
        case inspect.EnumType(cls=choices):
            return [str(each.value) for each in choices]
        case inspect.DictType(key_type=inspect.EnumType(cls=choices)):
            return [str(each.value) for each in choices]
    return []
