"""Typed access to environment variables: wrong values stop the start, each with one clear line."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

LEAST_SECRET = 32
YES = frozenset({"1", "true", "yes", "on"})
ROOT = Path(__file__).resolve().parent.parent


class BadEnvironment(SystemExit):
    """A setting is missing or unusable; the message says which and what to do."""


_found: list[str] | None = None  # while settings are read: what is wrong so far


def collect() -> None:
    """From now on note what is wrong, and go on with a stand-in, until `stop_where_wrong`."""
    global _found
    _found = []


def stop_where_wrong() -> None:
    """Raise BadEnvironment with a line for each value that was noted as wrong."""
    global _found
    found, _found = _found or [], None
    if found:
        raise BadEnvironment("\n".join(dict.fromkeys(found)))


def checked[T](read: Callable[[], T], *, instead: T) -> T:
    """What `read` returns; where it raises BadEnvironment while values are collected, `instead`."""
    try:
        return read()
    except BadEnvironment as error:
        return _refused(str(error), instead=instead)


def _refused[T](line: str, *, instead: T) -> T:
    if _found is None:
        raise BadEnvironment(line)
    _found.append(line)
    return instead


def text(name: str, default: str | None = None) -> str:
    """The variable's value; without a default a missing or empty one stops the start."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        return _refused(_missing(name), instead="")
    return default


def _missing(name: str) -> str:
    return f"{name} is not set. docs/operations.md says what it is for."


def text_or_file(name: str, default: str | None = None) -> str:
    """The variable's value, or what stands in the file that `<name>_FILE` names.

    White space at the ends of the file is no part of it. Both at once, or a file that cannot be
    read, stop the start.
    """
    path = os.environ.get(f"{name}_FILE", "")
    if not path:
        return text(name, default)
    if os.environ.get(name):
        line = f"{name} and {name}_FILE are both set. Leave one of them out."
        return _refused(line, instead="")
    try:
        value = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return _refused(f"{name}_FILE names a file that cannot be read.", instead="")
    return value or _refused(f"{name}_FILE names an empty file.", instead="")


def secret(name: str) -> str:
    """A secret of at least 32 characters; a shorter one stops the start as a missing one does."""
    value = text_or_file(name)
    return _long_enough(name, value) if value else ""


def former_secrets(name: str) -> list[str]:
    """Secrets with commas or line ends between them, each of at least 32 characters; often none."""
    found = re.split(r"[,\s]+", text_or_file(name, default=""))
    checked_ones = [_long_enough(name, value) for value in found if value]
    return [value for value in checked_ones if value]


def versions(name: str, *, secret_keys: list[str]) -> dict[int, str]:
    """Secrets by version: `<name>` is version 1, `<name>_2` version 2, each also as a file.

    At least one is needed. The start stops where two are the same, or one is a secret key.
    """
    found: dict[int, str] = {}
    for given in (each for each, value in os.environ.items() if value):
        if named := re.fullmatch(rf"({name}(?:_([2-9]|[1-9][0-9]{{1,3}}))?)(?:_FILE)?", given):
            found[int(named[2] or 1)] = named[1]
    kept: dict[int, str] = {}
    for version, variable in sorted(found.items()) or [(1, name)]:
        value = secret(variable)
        if value and value in secret_keys:
            _refused(f"{variable} is the same as the secret key. Make one of its own.", instead="")
        if value and value in kept.values():
            _refused(f"{variable} is the same as another version. Make a new one.", instead="")
        kept[version] = value
    return kept


def _long_enough(name: str, value: str) -> str:
    if len(value) < LEAST_SECRET:
        line = f"{name} needs at least {LEAST_SECRET} random characters."
        return _refused(line, instead="")
    return value


def flag(name: str, *, default: bool) -> bool:
    """1, true, yes, on or 0, false, no, off, in any case."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in YES:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    return _refused(f"{name} must be 1 or 0, not {value!r}.", instead=default)


def number(name: str, *, default: int, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        line = f"{name} must be a whole number of at least {least}, not {value!r}."
        return _refused(line, instead=default)
    return int(value)


def choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the words; the first where the variable is missing or empty."""
    value = os.environ.get(name, "").strip().lower() or choices[0]
    if value not in choices:
        line = f"{name} must be one of {', '.join(choices)}, not {value!r}."
        return _refused(line, instead=choices[0])
    return value


def words(name: str, default: list[str] | None = None) -> list[str]:
    """A comma-separated list; without a default a missing or empty one stops the start."""
    value = [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
    if value:
        return value
    if default is None:
        return _refused(_missing(name), instead=[])
    return default


def data_folder(given: Mapping[str, str] = os.environ) -> Path:
    """The absolute path of the data folder, LEEWAY_DATA; the folder need not exist yet."""
    return Path(given.get("LEEWAY_DATA") or ROOT / ".data").expanduser().resolve()
