"""Counted tries, the one table that belongs to no room, and what other tables are made of."""

from django.db import connection, models


class Tries(models.Model):
    """How often something was tried since `started`; the key is a keyed hash of what and who."""

    key = models.BinaryField(primary_key=True, max_length=32)
    count = models.PositiveIntegerField()
    started = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} since {self.started:%H:%M}"


class VersionMarkManager[M: "VersionMark"](models.Manager[M]):
    """Reads the mark."""

    def mark(self) -> str:
        """Return the mark; empty where nothing was ever stored. One small query."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT mark FROM {self.model._meta.db_table}")
            row = cursor.fetchone()
        return str(row[0]) if row else ""


class VersionMark(models.Model):
    """One row. Triggers of the database give it a new random mark with every write to a table that
    a public page shows, whoever writes, so that a page in the cache is known to be old
    (apps/common/page_cache.py).
    """

    mark = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.mark)
