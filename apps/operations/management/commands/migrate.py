"""manage.py migrate: Django's own, which gives up a lock that it does not get within seconds.

Whoever asks for a strong lock on a table stands in its queue, and everybody who reads or writes it
after that waits behind. It is better to fail, and to be run again in a quieter moment.
"""

from typing import Any, Final

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

LOCK_SECONDS: Final = 5


def limit_lock_waits(connection: BaseDatabaseWrapper) -> None:
    """Let each statement of this connection wait for a lock at most so long."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")


class Command(migrate.Command):
    help = migrate.Command.help

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not options["check_unapplied"]:
            limit_lock_waits(connection)
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if "lock timeout" not in str(error):
                raise
            raise CommandError(
                f"A table was in use for {LOCK_SECONDS} seconds: what was not migrated yet is as "
                "it was. Run migrate again."
            ) from None
        if not options["check_unapplied"]:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
