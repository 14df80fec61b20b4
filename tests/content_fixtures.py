"""The content of fixtures/, loaded by its commands once in a process and copied after that."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction

COMMANDS = {"articles": "load_guides", "support": "load_support"}
_copied: dict[str, dict[str, bytes]] = {}


def load_content() -> None:
    """The guides, facts and support lines, as the commands leave them in empty tables."""
    for room in COMMANDS:
        load_room(room)


def load_room(room: str) -> None:
    """The rows of one app: `articles` or `support`."""
    if room in _copied:
        _put_back(room)
        return
    call_command(COMMANDS[room], verbosity=0)
    _copied[room] = {}
    with connection.cursor() as cursor:
        for model in _tables(room):
            columns = _columns(model)
            with cursor.copy(f"COPY {columns} TO STDOUT (FORMAT binary)") as rows:
                _copied[room][columns] = b"".join(rows)


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
