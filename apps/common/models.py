"""The one table that belongs to no room: counted tries."""

from django.db import models


class Tries(models.Model):
    """How often something was tried since `started`; the key is a keyed hash of what and who."""

    key = models.BinaryField(primary_key=True, max_length=32)
    count = models.PositiveIntegerField()
    started = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} since {self.started:%H:%M}"
