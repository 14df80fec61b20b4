"""Which version of the library is in the tables: a mark that every change to it replaces."""

from typing import ClassVar

from django.db import connection, models


class ContentVersionManager(models.Manager["ContentVersion"]):
    """Reads the mark of the library."""

    def mark(self) -> str:
        """Return the mark; empty where nothing was ever stored in the library. One small query."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT mark FROM articles_edition")
            row = cursor.fetchone()
        return str(row[0]) if row else ""


class ContentVersion(models.Model):
    """One row. Triggers of the database give it a new random mark with every write to a table that
    a guide's page shows, whoever writes, so that a page in the cache is known to be old
    (apps/common/page_cache.py).

    The first such migration has the SQL; a new table joins with a trigger of its own.
    """

    mark = models.UUIDField()

    objects: ClassVar[ContentVersionManager] = ContentVersionManager()

    class Meta:
        db_table = "articles_edition"  # the name that the released table has
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="edition_is_one_row")
        ]

    def __str__(self) -> str:
        return str(self.mark)
