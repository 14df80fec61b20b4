"""A prepared data folder is made once for the same sources, and never given out for others."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from tests.content_fixtures import count_on, load_room
from tests.prepared import ROOT, copy_prepared, fingerprint


def sources(root: Path) -> Path:
    """A small project with a migration, and that file."""
    migration = root / "apps" / "journal" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("operations = []")
    return migration


def test_a_folder_is_made_once_and_copied_for_each_who_asks(tmp_path: Path) -> None:
    sources(tmp_path)
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        folder.mkdir()
        (folder / "PG_VERSION").write_text("18")

    def ask(number: int) -> Path:
        into = tmp_path / f"server-{number}" / "postgres"
        copy_prepared("tables", into, make=make, root=tmp_path)
        return into

    with ThreadPoolExecutor(3) as threads:
        copies = list(threads.map(ask, range(3)))
    assert [(copy / "PG_VERSION").read_text() for copy in copies] == ["18"] * 3
    (copies[0] / "PG_VERSION").write_text("changed")
    assert (ask(3) / "PG_VERSION").read_text() == "18"
    assert len(made) == 1


def test_a_changed_source_makes_it_anew_and_drops_the_old_one(tmp_path: Path) -> None:
    migration = sources(tmp_path)
    for text in ("operations = []", "operations = [None]", "operations = [None]"):
        migration.write_text(text)

        def make(folder: Path, text: str = text) -> None:
            folder.mkdir()
            (folder / "made-of").write_text(text)

        into = tmp_path / text / str(len(list(tmp_path.iterdir())))
        copy_prepared("tables", into, make=make, root=tmp_path)
        assert (into / "made-of").read_text() == text
    kept = tmp_path / ".data" / "prepared" / "tables"
    assert [path.name for path in kept.iterdir() if path.is_dir()] == [fingerprint(tmp_path)]


def test_every_source_of_a_first_start_counts(tmp_path: Path) -> None:
    """Not only migrations: what loads the library, the library, static files and packages too."""
    seen = {fingerprint(tmp_path)}
    for name in (
        *("apps/articles/library/loading.py", "config/settings.py", "fixtures/guides/a.md"),
        *("static/css/a.css", "templates/base.html", "requirements-dev.txt", "manage.py"),
        *("tests/browser/server_settings.py", "tests/prepared.py", "tests/faults/server.py"),
        "tests/content_fixtures.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        seen.add(fingerprint(tmp_path))
    assert len(seen) == 12
    assert fingerprint(ROOT) == fingerprint(ROOT)


@pytest.mark.django_db
def test_what_a_test_adds_to_copied_rows_gets_a_number_of_its_own() -> None:
    """In a process that has copied them and never run the commands."""
    load_room("articles")
    numbered = [
        model._meta
        for model in apps.get_app_config("articles").get_models()
        if isinstance(model._meta.pk, models.AutoField) and model._base_manager.exists()
    ]
    sequences = [[meta.db_table, meta.pk.column] for meta in numbered if meta.pk]
    assert sequences
    with connection.cursor() as cursor:
        for sequence in sequences:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), 1, false)", sequence)
        count_on("articles")
        for table, column in sequences:
            cursor.execute(
                f"SELECT nextval(pg_get_serial_sequence(%s, %s)) > max({column}) FROM {table}",
                [table, column],
            )
            assert cursor.fetchone() == (True,), table
