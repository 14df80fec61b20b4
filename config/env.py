"""Typed access to environment variables: a wrong value stops the start with one clear line."""

import os
from collections.abc import Mapping
from pathlib import Path

LEAST_SECRET = 32
ROOT = Path(__file__).resolve().parent.parent


class BadEnvironment(SystemExit):
    """A setting is missing or unusable; the message says which and what to do."""


def text(name: str, default: str | None = None) -> str:
    """The variable's value; without a default a missing or empty one stops the start."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise BadEnvironment(f"{name} is not set. docs/operations.md says what it is for.")
    return default


def secret(name: str, default: str | None = None) -> str:
    """A secret of at least 32 characters; a shorter one stops the start as a missing one does."""
    value = text(name, default)
    if len(value) < LEAST_SECRET:
        raise BadEnvironment(f"{name} needs at least {LEAST_SECRET} random characters.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """1, true, yes, on or 0, false, no, off, in any case."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, *, default: int, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise BadEnvironment(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the words; the first where the variable is missing or empty."""
    value = os.environ.get(name, "").strip().lower() or choices[0]
    if value not in choices:
        raise BadEnvironment(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def words(name: str, default: list[str] | None = None) -> list[str]:
    """A comma-separated list; without a default a missing or empty one stops the start."""
    value = [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
    if value:
        return value
    if default is None:
        raise BadEnvironment(f"{name} is not set. docs/operations.md says what it is for.")
    return default


def data_folder(given: Mapping[str, str] = os.environ) -> Path:
    """The absolute path of the data folder, LEEWAY_DATA; the folder need not exist yet."""
    return Path(given.get("LEEWAY_DATA") or ROOT / ".data").expanduser().resolve()
