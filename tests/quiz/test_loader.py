"""A form that could not be asked or scored is refused, with the file and the key named."""

from pathlib import Path

import pytest

from apps.common.content_files.toml_file import ContentError
from apps.quiz.questionnaire.catalogue import FOLDER, read_folder

SOURCE = (FOLDER / "self-partner.toml").read_text(encoding="utf-8")
LIST = (FOLDER / "notice-partner.toml").read_text(encoding="utf-8")


def changed(folder: Path, source: str, old: str, new: str) -> Path:
    assert old in source
    (folder / "form.toml").write_text(source.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('direction = "forward"', 'direction = "reversed"', "as many forward as reversed"),
        ('id = "A2"', 'id = "A1"', "given twice"),
        ('"In between",', "", "all seven points"),
        ('slug = "self-partner"', 'slug = "method"', "cannot stand in an address"),
        ('slug = "self-partner"', 'slug = "Self Partner"', "cannot stand in an address"),
        ('version = "3.0"', 'version = "one"', "major.minor"),
        ('version = "3.0"', 'version = "1.0"', "every version but the first"),
        ("changed = ", "# changed = ", "every version but the first"),
        ('status = "live"', 'status = "alive"', "not one of"),
        ('kind = "scored"', "", "kind is missing"),
        ("alpha = 0.85", "alpha = 1.5", "reliabilities"),
        ("minutes = 5", "minutes = true", "minutes must be a whole number, not True"),
        ("minutes = 5", "minuets = 5", r"minuets is not a key here \(is it minutes\?\)"),
        ("sd = 1.25", "sd = 1.25\nmean = 3", "constants: mean is not a key here"),
        ('item = "X3"', 'item = "X9"', "item that is not there"),
        ("at_least = 6", 'scale = "anxiety"', "one line's range or one answer"),
        ('prompts = ["17-1"', 'prompts = ["17-4"', "prompt"),
        ('text = "On a hard day, I let my partner know."', 'text = " "', "is empty"),
        ('slug = "self-partner"', "slug = self-partner", "form.toml"),
        ('id = "A1"', 'id = "A1"\nside = "away"', "has a side, which belongs to a list"),
        ("point = ", "pint = ", "point"),
        ("lower-middle = ", "# lower-middle = ", "avoidance lacks lower-middle"),
        ('lead = "Your partner."', 'led = "Your partner."', "lead"),
    ],
)
def test_an_unsound_form_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(ContentError, match=problem):
        read_folder(changed(tmp_path, SOURCE, old, new))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('side = "away"', 'side = "towards"', "as many steps away as towards"),
        ('side = "move"', "", "as many steps away as towards"),
        (
            'side = "away"',
            'scale = "avoidance"\ndirection = "forward"',
            "a list has no score",
        ),
        (
            "when = []",
            'when = [{ scale = "anxiety", above = 4.0 }]',
            "a list has no score",
        ),
        ("seen_from = 3", "seen_from = 9", "the border among them"),
        ("[lists]", "[constants]\nsd = 1.25\n[lists]", "constants is not a key here"),
    ],
)
def test_a_list_that_could_be_scored_is_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    with pytest.raises(ContentError, match=problem):
        read_folder(changed(tmp_path, LIST, old, new))


def test_two_live_versions_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "two.toml").write_text(SOURCE.replace('"3.0"', '"3.1"'), encoding="utf-8")
    with pytest.raises(ContentError, match="live"):
        read_folder(tmp_path)
