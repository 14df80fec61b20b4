"""The loader and an editor never lose each other's words: keep, report, export, be in step."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.articles.models import Guide, Revision, RevisionConflict, RevisionState
from tests.articles.factories import FACTS, GUIDE, write_guides, write_library
from tests.articles.test_load import load

pytestmark = pytest.mark.django_db

SLUG = "stopping-in-time"
EDITED = GUIDE.replace("It is common.", "It is rare.")
TOTAL = "1 guides on 1 topics rest on 4 records from 2 sources."


def edit(text: str, *, slug: str = SLUG) -> Revision:
    """A published edit as the editing room makes it."""
    after = Revision.objects.last_numbers().get(slug, 0)
    return Revision.objects.add(slug, text, after=after, state=RevisionState.PUBLISHED)


def export(folder: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("export_guide", *arguments, folder=folder, stdout=out)
    return out.getvalue()


def states() -> list[tuple[int, str, str, bool]]:
    rows = Revision.objects.of(SLUG)
    return [(row.number, row.origin, row.state, row.in_file) for row in rows]


def test_a_loaded_file_is_the_first_revision(tmp_path: Path) -> None:
    load(write_library(tmp_path))
    assert Revision.objects.get().text == GUIDE
    assert states() == [(1, "file", "published", True)]


def test_a_changed_file_is_the_next_revision(tmp_path: Path) -> None:
    load(write_library(tmp_path))
    load(write_guides(tmp_path, stopping_in_time=EDITED))
    assert states() == [(2, "file", "published", True), (1, "file", "published", True)]


def test_an_edit_is_not_overwritten_and_the_loader_says_so(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    load(folder)
    day = f"{edit(EDITED).made:%Y-%m-%d}"
    for _run in range(2):
        told = load(folder)
        assert told[-2:] == [
            f"guide {SLUG}: edited here (revision 2, {day}); the file differs, 1 line",
            TOTAL,
        ]
    assert "It is rare." in Guide.objects.get().text
    assert [row[0] for row in states()] == [2, 1]


def test_a_file_changed_after_an_edit_is_a_conflict_with_both_named(tmp_path: Path) -> None:
    load(write_library(tmp_path))
    edit(EDITED)
    write_guides(tmp_path, stopping_in_time=GUIDE.replace("It is common.", "It is usual."))
    first, second = load(tmp_path), load(tmp_path)
    assert "conflict: edited here (revision 2, " in first[-2]
    assert " and changed in the file since (revision 3); 1 line" in first[-2]
    assert second == first[-2:]
    assert states()[0] == (3, "file", "waiting", True)
    assert "It is rare." in Guide.objects.get().text


def test_a_second_run_beside_an_edit_writes_nothing(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    load(folder)
    edit(EDITED)
    load(folder)
    with CaptureQueriesContext(connection) as queries:
        load(folder)
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [each["sql"] for each in queries if each["sql"].startswith(writes)]


def test_an_exported_edit_is_in_the_file_and_the_loader_is_in_step(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    load(folder)
    edit(EDITED)
    assert export(folder, SLUG) == f"guide {SLUG}: revision 2 is in its file\n"
    assert (folder / "guides" / f"{SLUG}.md").read_text("utf-8") == EDITED
    load(folder)
    assert load(folder) == [TOTAL]
    assert export(folder) == "Every published text is in its file.\n"
    write_guides(folder, stopping_in_time=GUIDE)
    assert not any("conflict" in line or "edited here" in line for line in load(folder))
    assert "It is common." in Guide.objects.get().text


def test_an_export_by_hand_counts_as_well(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    load(folder)
    edit(EDITED)
    load(write_guides(folder, stopping_in_time=EDITED))
    assert load(folder) == [TOTAL]


def test_an_export_does_not_write_over_a_file_that_nobody_looked_at(tmp_path: Path) -> None:
    load(write_library(tmp_path))
    edit(EDITED)
    other = GUIDE.replace("It is common.", "It is usual.")
    write_guides(tmp_path, stopping_in_time=other)
    file = tmp_path / "guides" / f"{SLUG}.md"
    for _loaded_or_not in range(2):
        with pytest.raises(CommandError, match="Nothing was written"):
            export(tmp_path)
        assert file.read_text("utf-8") == other
        load(tmp_path)
    edit(EDITED.replace("Say *when*", "Do say *when*"))
    export(tmp_path)
    assert "Do say *when*" in file.read_text("utf-8")
    write_guides(tmp_path, stopping_in_time=other + "\nMore.\n")
    export(tmp_path, SLUG, "--over")
    assert "More." not in file.read_text("utf-8")


def test_a_guide_without_a_file_stays_and_gets_one_by_export(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    load(folder)
    edit(GUIDE.replace("number = 9", "number = 8"), slug="a-new-guide")
    told = load(folder)
    assert "guide a-new-guide: added" in told
    assert "guide a-new-guide: edited here (revision 1); it has no file" in told
    export(folder)
    assert len(load(folder)) == 1
    assert Guide.objects.count() == 2


def test_an_edit_that_a_changed_fact_breaks_is_named(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    load(folder)
    edit(EDITED.replace("[F15.2]", "[F10.2]"))
    write_guides(folder, stopping_in_time=GUIDE.replace("[F10.2]", "").replace("F10.2", "F10.1"))
    (folder / "facts.toml").write_text(FACTS.replace("F10.2", "F10.3"), "utf-8")
    with pytest.raises(CommandError) as refused:
        load(folder)
    assert "unknown record F10.2" in str(refused.value)
    assert f"Read as edited here: {SLUG}." in str(refused.value)


def test_of_two_who_write_on_the_same_text_the_second_hears_of_the_first(db: None) -> None:
    Revision.objects.add(SLUG, "one", after=0)
    Revision.objects.add(SLUG, "two", after=1)
    with pytest.raises(RevisionConflict) as conflict:
        Revision.objects.add(SLUG, "three", after=1)
    assert conflict.value.kept.text == "two\n"
    assert Revision.objects.of(SLUG).count() == 2


def test_a_draft_is_nothing_to_the_loader(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    load(folder)
    Revision.objects.add(SLUG, EDITED, after=1)
    assert load(folder) == [TOTAL]
    assert "It is common." in Guide.objects.get().text
    write_guides(folder, stopping_in_time=GUIDE.replace("It is common.", "It is usual."))
    load(folder)
    assert "It is usual." in Guide.objects.get().text
