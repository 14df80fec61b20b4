"""Many rows, a few at a time, without a cursor of the database's."""

from collections.abc import Iterator
from typing import Final

from django.db import models

AT_ONCE: Final = 500


def by_key[Row: models.Model](rows: models.QuerySet[Row], *, size: int = AT_ONCE) -> Iterator[Row]:
    """The rows in the order of their keys, `size` fetched together, each lot by its own statement.

    What is written between two of them needs no transaction around all, and a pool that gives a
    connection away after each transaction has nothing to forget.
    """
    ordered = rows.order_by("pk")
    some = list(ordered[:size])
    while some:
        yield from some
        some = list(ordered.filter(pk__gt=some[-1].pk)[:size]) if len(some) == size else []
