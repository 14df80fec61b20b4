"""Why an engine is not there, in one plain line, which `make test` shows again at its end."""

from collections.abc import Iterator
from typing import Final

from tests.browser import debian
from tests.browser.engines.engine import ENGINES, Engine

NOTES: Final = debian.DATA / "engines-not-tried"
PATIENCE: Final = 240  # seconds for what is fetched of one engine


def why_missing(engine: Engine) -> str:
    """The line; empty where the engine is installed. Waits while an installation runs."""
    with debian.no_installation():
        if engine.is_installed():
            return ""
    return _line_of(engine) or note(engine, "it is not installed; make test does it on Debian")


def install() -> None:
    """Fetch from Debian what is missing. Says why it cannot be; never fails."""
    for engine in ENGINES.values():
        why = debian.install(*engine.packages, unless=engine.is_installed, limit=PATIENCE)
        if not engine.is_installed():
            note(engine, why or "its programs are not in Debian's packages")


def note(engine: Engine, why: str) -> str:
    """Keep the line for the end of the run, and return it."""
    line = f"{engine.name} was not tried: {why}"
    NOTES.mkdir(parents=True, exist_ok=True)
    (NOTES / engine.name).write_text(line)
    return line


def lines() -> Iterator[str]:
    """What was noted since the last `forget`."""
    for engine in ENGINES.values():
        if line := _line_of(engine):
            yield line


def forget() -> None:
    for engine in ENGINES.values():
        (NOTES / engine.name).unlink(missing_ok=True)


def _line_of(engine: Engine) -> str:
    path = NOTES / engine.name
    return path.read_text() if path.exists() else ""
