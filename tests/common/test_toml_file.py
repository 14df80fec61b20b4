"""A slip in a TOML file is told with its file, its table and its key; nothing else reads TOML."""

from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from django.conf import settings

from apps.common.content_files.toml_file import ContentError, Text, TomlTable, parse_toml, read_toml


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Door(TomlTable, frozen=True, kw_only=True):
    id: Text
    colour: Colour = Colour.RED
    width: int = 80
    weight: float = 1.0
    hung: date | None = None
    open: bool = False
    words: dict[Colour, Text] = {}
    signs: tuple[Text, ...] = ()


class House(TomlTable, frozen=True, rename={"doors": "door"}):
    doors: tuple[Door, ...] = ()


SOUND = '[[door]]\nid = "front"\nweight = 3\nhung = 2026-11-21\nsigns = ["Hello", "Bye"]\n'


def test_a_sound_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(SOUND, "utf-8")
    day = date(2026, 11, 21)
    door = Door(id="front", weight=3.0, hung=day, signs=("Hello", "Bye"))
    assert read_toml(path, House) == House(doors=(door,))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("widht = 90", "door front: widht is not a key here (is it width?)"),
        ("x = 90", "door front: x is not a key here"),
        ('width = "90"', "door front: width must be a whole number, not '90'"),
        ("width = true", "door front: width must be a whole number, not True"),
        ("width = 90.5", "door front: width must be a whole number, not 90.5"),
        ('open = "no"', "door front: open must be true or false, not 'no'"),
        ('colour = "green"', "door front: colour is 'green', not one of red, blue"),
        ('words = { green = "x" }', "door front: words is 'green', not one of red, blue"),
        ('words = { red = " " }', "door front: words is empty"),
        ("[[door]]", "door 2: id is missing"),
        ('[[door]]\nid = " "', "door  : id is empty"),
        ('[[door]]\nid = "back"\nhung = "soon"', "door back: hung must be a date, not 'soon'"),
        ('[[door]]\nid = "back"\nsigns = "Bye"', "door back: signs must be a list, not 'Bye'"),
        ('[[door]]\nid = "back"\nsigns = ["a", 2]', "door back: signs 2 must be a text, not 2"),
        ("[[window]]", "window is not a key here"),
        ("width = ", "is not TOML: Invalid value (at line 6, column 9)"),
    ],
)
def test_a_slip_is_told_with_its_table_and_key(more: str, told: str) -> None:
    with pytest.raises(ContentError) as wrong:
        parse_toml(f"{SOUND}{more}\n", House, name="house.toml")
    assert str(wrong.value) == f"house.toml: {told}"


def test_no_other_module_reads_toml() -> None:
    readers = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in (settings.BASE_DIR / "apps").rglob("*.py")
        if "tomllib" in (text := path.read_text("utf-8")) or "toml.decode" in text
    }
    foreign = "apps/journal/importing/front_matter.py"  # what other programs wrote above a text
    assert readers == {"apps/common/content_files/toml_file.py", foreign}
