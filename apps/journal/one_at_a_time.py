"""Work that takes long is done once at a time for each member, in whichever process it began."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


class StillBusy(Exception):
    """This work is refused: the same work for the same member has not ended yet."""


@contextmanager
def one_at_a_time(work: str, subject: object) -> Iterator[None]:
    """Do the work in the block for this subject alone. Raises StillBusy at once.

    The database holds the lock until the block ends, or its connection does.
    """
    key = int.from_bytes(hashlib.sha256(f"{work}/{subject}".encode()).digest()[:8], signed=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
            [is_free] = cursor.fetchone()
        if not is_free:
            raise StillBusy
        yield
