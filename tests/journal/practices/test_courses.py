"""Guided sets keep a place, press nobody, and never put what is for two into a set for one."""

from pathlib import Path

import pytest
from django.test import Client

from apps.common.content_files.toml_file import ContentError
from apps.practices.courses import FILE, courses, read_courses
from apps.vault.models import UnlockedSession


def test_there_are_four_sets_one_of_them_for_two_on_paper() -> None:
    assert len(courses()) == 4
    assert [each.id for each in courses() if each.couple and each.paper] == ["two-on-paper"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('practice = "circle"', 'practice = "nowhere"'),
        ('practice = "circle"', 'practice = "middle"'),
        ('id = "for-myself"', 'id = "missing-them"'),
        ("opening =", "begin ="),
    ],
)
def test_a_slip_in_a_set_is_named(tmp_path: Path, right: str, wrong: str) -> None:
    path = tmp_path / "courses.toml"
    text = FILE.read_text()
    assert right in text
    path.write_text(text.replace(right, wrong, 1))
    with pytest.raises(ContentError, match=r"courses\.toml"):
        read_courses(path)


@pytest.mark.django_db
def test_a_place_is_kept_moved_back_and_seen_by_its_owner_alone(maya: Client, sol: Client) -> None:
    address = "/journal/journeys/missing-them/"
    assert maya.post(f"{address}place/", {"step": "2"}).status_code == 303
    assert maya.get(address).content.decode().count("done") == 2
    assert "done" not in sol.get(address).content.decode()
    assert "done" not in Client().get(address).content.decode()
    maya.post(f"{address}place/", {"step": "8"})
    assert "You have finished" in maya.get(address).content.decode()
    maya.post(f"{address}place/", {"step": "0"})
    assert "done" not in maya.get(address).content.decode()
    for strange in ("9", "-1", "²", "", "x"):
        assert maya.post(f"{address}place/", {"step": strange}).status_code == 422
    UnlockedSession.objects.all().delete()
    assert maya.get(address).status_code == 200


@pytest.mark.django_db
def test_the_set_for_two_prints_every_sheet(visitor: Client) -> None:
    html = visitor.get("/journal/journeys/two-on-paper/sheets/").content.decode()
    for step in courses()[-1].steps:
        assert step.practice.asked[0].label in html
    assert visitor.get("/journal/journeys/nowhere/").status_code == 404
