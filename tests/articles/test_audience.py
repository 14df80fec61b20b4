"""The codes of the readers that a guide is written for stand in one module."""

from pathlib import Path

APPS = Path(__file__).resolve().parents[2] / "apps"


def test_the_code_for_couples_stands_in_one_module() -> None:
    modules = [path for room in ("articles", "quiz") for path in (APPS / room).rglob("*.py")]
    found = [
        path.relative_to(APPS).as_posix()
        for path in modules
        if "migrations" not in path.parts and '"couple"' in path.read_text(encoding="utf-8")
    ]
    assert found == ["articles/models/audience.py"]
