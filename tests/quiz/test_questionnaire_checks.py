"""The command and the suite hold every form to the same rules of wording."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.quiz.questionnaire.catalogue import FOLDER
from apps.quiz.questionnaire.checks import HIGHEST_GRADE, examine

SOURCE = (FOLDER / "self-partner.toml").read_text(encoding="utf-8")
FRIEND = (FOLDER / "self-friend.toml").read_text(encoding="utf-8")
NEAR = "I am glad when my partner wants to be near me."
LONG = " ".join(["Institutionalised interdependence necessitates deliberation."] * 30)


def test_every_form_that_we_ship_is_sound() -> None:
    assert examine().problems == ()


def test_every_form_can_be_read_by_a_child_of_eleven() -> None:
    grades = {report.form.slug: report.grade for report in examine().forms}
    assert len(grades) == 6
    assert max(grades.values()) <= HIGHEST_GRADE


def instead(old: str, new: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        assert old in SOURCE
        (folder / "form.toml").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")

    return write


def beside_a_twin(folder: Path) -> None:
    (folder / "one.toml").write_text(SOURCE, encoding="utf-8")
    twin = FRIEND.replace("I am at ease when my friend makes new friends.", NEAR)
    (folder / "two.toml").write_text(twin, encoding="utf-8")


@pytest.mark.parametrize(
    ("write", "problem"),
    [
        (instead(NEAR, f"{'I like a hug and ' * 6}more."), "A8 has 107 characters, more than 100"),
        (instead(NEAR, "Hugs help."), "A8 has fewer than 3 words"),
        (instead(NEAR, "I am needy when I like a hug."), "says 'needy' in 'I am needy"),
        (
            instead(NEAR, "I am glad when my partner wants to be near me"),
            "A8 is not one plain sentence",
        ),
        (
            instead(NEAR, "I do let my partner know on a hard day."),
            "A5 and A8 share 1.00 of their words",
        ),
        (instead(NEAR, "I say yes so that they stay."), "A8 asks two things at once ('so that')"),
        (instead("intro = [", f'intro = [\n"{LONG}",'), "reading grade"),
        (
            instead('direction = "forward"', 'direction = "sideways"'),
            "form.toml: item A1: direction is",
        ),
        (beside_a_twin, "A8 and self-friend X7 share 1.00 of their words"),
    ],
)
def test_bad_data_fails_loudly_with_a_line_each(
    tmp_path: Path, write: Callable[[Path], None], problem: str
) -> None:
    write(tmp_path)
    assert [line for line in examine(tmp_path).problems if problem in line]
    with pytest.raises(CommandError) as refused:
        call_command("check_questionnaires", folder=tmp_path, stdout=StringIO())
    assert [line for line in str(refused.value).splitlines() if problem in line]


def test_a_broken_form_does_not_hide_another(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("slug = ", encoding="utf-8")
    instead(NEAR, "Hugs help.")(tmp_path)
    problems = examine(tmp_path).problems
    assert len(problems) == 2
    assert problems[0].startswith("one.toml: ")


def test_the_command_prints_a_table() -> None:
    out = StringIO()
    call_command("check_questionnaires", stdout=out)
    head, *rows = out.getvalue().splitlines()
    assert head.split()[:3] == ["form", "version", "status"]
    assert [row.split()[0] for row in rows] == [r.form.slug for r in examine().forms]
