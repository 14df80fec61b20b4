"""Values out of JSON that may be of any type: the wanted one, or nothing."""

from collections.abc import Iterator, Mapping
from typing import Any


def text(value: Any) -> str:
    """A text, without half pairs of surrogates, which cannot be kept."""
    if not isinstance(value, str):
        return ""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def first_text(said: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that has words."""
    return next((found for name in names if (found := text(said.get(name))).strip()), "")


def a_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def objects(value: Any) -> Iterator[dict[str, Any]]:
    return (each for each in a_list(value) if isinstance(each, dict))


def an_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def words(value: Any) -> tuple[str, ...]:
    """The texts of a list, or one text as a list of one."""
    listed = [value] if isinstance(value, str) else a_list(value)
    return tuple(found for each in listed if (found := text(each).strip()))


def order_of(photo: Mapping[str, Any]) -> int:
    place = photo.get("orderInEntry")
    return place if type(place) is int else 0
