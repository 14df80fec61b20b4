"""load_guides makes the library what its files say, once and for all runs after it."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.articles.models import Fact, FactRecord, Guide, SearchWord, Sentence, Source, Topic
from tests.articles.factories import GUIDE, make_guide, write_guides, write_library

pytestmark = pytest.mark.django_db


def load(folder: Path) -> list[str]:
    out = StringIO()
    call_command("load_guides", folder=folder, stdout=out)
    return out.getvalue().splitlines()


def test_a_guide_is_stored_as_it_will_be_read(tmp_path: Path) -> None:
    load(write_library(tmp_path))
    guide = Guide.objects.get()
    assert (guide.slug, guide.number, guide.topic.slug) == ("stopping-in-time", 9, "talking")
    assert guide.body_html.startswith('<h2 id="the-loop">')
    assert guide.closing_html.startswith('<h2 id="how-sure-are-we">')
    assert guide.numbered_prompts == [("9-1", "One?"), ("9-2", "Two?"), ("9-3", "Three?")]
    assert {record.id for record in guide.records.all()} == {"F10.1", "F10.2", "F15.2"}
    assert {source.key for source in FactRecord.objects.get(id="F10.1").sources.all()} == {
        "schrodt-2014",
        "papp-2009",
    }
    assert (Fact.objects.count(), Source.objects.count(), Topic.objects.count()) == (2, 2, 1)
    assert SearchWord.objects.filter(word="quiet").exists()


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    assert "guide stopping-in-time: added" in load(folder)
    with CaptureQueriesContext(connection) as queries:
        told = load(folder)
    assert told == ["1 guides on 1 topics rest on 4 records from 2 sources."]
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [each["sql"] for each in queries if each["sql"].startswith(writes)]


def test_a_search_after_a_load_is_planned_by_the_rows_that_are_there(tmp_path: Path) -> None:
    """A table that nothing has counted says -1, and is planned for as ten pages of rows."""
    load(write_library(tmp_path))
    for model in (Guide, Sentence, SearchWord):
        with connection.cursor() as cursor:
            table = [model._meta.db_table]
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", table)
            assert cursor.fetchall() == [(model.objects.count(),)]


def test_a_change_is_made_and_told(tmp_path: Path) -> None:
    load(write_library(tmp_path))
    lines = Sentence.objects.count()
    folder = write_library(tmp_path, stopping_in_time=GUIDE.replace("It is common.", "It is rare."))
    told = load(folder)
    assert told[0] == "guide stopping-in-time: changed body_html, text, lines"
    assert Sentence.objects.count() == lines
    assert Guide.objects.filter(search="rare").exists()


def test_a_changed_fact_names_the_guides_to_read_again(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    load(folder)
    facts = folder / "facts.toml"
    facts.write_text(facts.read_text("utf-8").replace("one leaves.", "one stays."), "utf-8")
    told = load(folder)
    assert "F10.1 says something else now: read stopping-in-time again" in told
    assert not any("F10.2 says" in line for line in told)
    assert load(folder) == [
        "guide stopping-in-time: to read again, F10.1",
        "1 guides on 1 topics rest on 4 records from 2 sources.",
    ]
    reviewed = GUIDE.replace("reviewed = 2026-11-02", "reviewed = 2026-11-03")
    assert len(load(write_guides(folder, stopping_in_time=reviewed))) == 2
    assert len(load(folder)) == 1


def test_what_is_no_longer_in_the_files_is_removed(tmp_path: Path) -> None:
    other = GUIDE.replace("number = 9", "number = 8")
    folder = write_library(tmp_path, stopping_in_time=GUIDE, other=other)
    load(folder)
    (folder / "guides" / "other.md").unlink()
    assert load(folder)[0] == "guide other: removed"
    assert Guide.objects.count() == 1


def test_two_guides_can_change_their_numbers_with_each_other(tmp_path: Path) -> None:
    other = GUIDE.replace("number = 9", "number = 8")
    load(write_library(tmp_path, one=GUIDE, two=other))
    load(write_library(tmp_path, one=other, two=GUIDE))
    assert Guide.objects.get(slug="one").number == 8


def test_nothing_is_loaded_from_files_that_break_a_rule(tmp_path: Path) -> None:
    broken = GUIDE.replace("[F10.1, F10.2]", "[F99.1]").replace("number = 9", "number = 8")
    folder = write_library(tmp_path, good=GUIDE, broken=broken)
    with pytest.raises(CommandError) as refused:
        load(folder)
    assert str(refused.value) == "Nothing was loaded.\nbroken.md: unknown record F99.1"
    assert not Guide.objects.exists()


def test_the_real_library_loads_twice() -> None:
    assert "guide what-avoidance-is: added" in load(settings.BASE_DIR / "fixtures")
    assert len(load(settings.BASE_DIR / "fixtures")) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"reader": "cats"},
        {"prompts": []},
        {"key_points_html": ["One."]},
        {"review_due": "2025-01-01"},
        {"minutes": 0},
        {"body_html": ""},
    ],
)
def test_the_database_keeps_the_rules_too(broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_guide(**broken)  # type: ignore[arg-type]
