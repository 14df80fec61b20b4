"""The content of fixtures/, loaded by its commands once for its sources and copied after that."""

import pickle
import shutil
import tempfile
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from tests.prepared import copy_prepared

ROWS = "rows"
COMMANDS = {"articles": "load_guides", "support": "load_support"}
_copied: dict[str, dict[str, bytes]] = {}


def load_content() -> None:
    """The guides, facts and support lines, as the commands leave them in empty tables."""
    for room in COMMANDS:
        load_room(room)


def load_room(room: str) -> None:
    """The rows of one app: `articles` or `support`."""
    if room not in _copied:
        _copied[room] = _rows_of_commands(room)
        _put_back(room)
        count_on(room)
    else:
        _put_back(room)


def _rows_of_commands(room: str) -> dict[str, bytes]:
    """Each table's rows, as one process of tests has found them once for the same sources."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / room
        day = f"-{timezone.localdate()}"  # revisions of a guide say when they were made
        copy_prepared(f"rows-{room}", into, make=lambda made: _load(room, made), mark=day)
        rows: dict[str, bytes] = pickle.loads((into / ROWS).read_bytes())
        return rows


def _load(room: str, folder: Path) -> None:
    call_command(COMMANDS[room], verbosity=0)
    rows = {}
    with connection.cursor() as cursor:
        for model in _tables(room):
            columns = _columns(model)
            with cursor.copy(f"COPY {columns} TO STDOUT (FORMAT binary)") as copy:
                rows[columns] = b"".join(copy)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / ROWS).write_bytes(pickle.dumps(rows))


def count_on(room: str) -> None:
    """What a test adds gets a number of its own, as after the commands."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _tables(room)):
            cursor.execute(statement)


def _put_back(room: str) -> None:
    with transaction.atomic(), connection.constraint_checks_disabled():
        for model in _tables(room):
            if not model._base_manager.exists():
                columns = _columns(model)
                with (
                    connection.cursor() as cursor,
                    cursor.copy(f"COPY {columns} FROM STDIN (FORMAT binary)") as copy,
                ):
                    copy.write(_copied[room][columns])


def _columns(model: type[models.Model]) -> str:
    """A table and those of its columns that are written, not generated."""
    columns = [f'"{each.column}"' for each in model._meta.concrete_fields if not each.generated]
    return f'"{model._meta.db_table}" ({", ".join(columns)})'


def _tables(room: str) -> list[type[models.Model]]:
    found = apps.get_app_config(room).get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed]
