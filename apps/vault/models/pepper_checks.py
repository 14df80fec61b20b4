"""The versions of the pepper that this database knows."""

from django.db import models


class PepperCheck(models.Model):
    """A version of the pepper that this database knows: a value that tells it from any other.

    A version that was retired keeps its row, so that its number is never taken again.
    """

    version = models.PositiveSmallIntegerField(primary_key=True)
    check_value = models.BinaryField(max_length=32)
    known_since = models.DateField(auto_now_add=True)
    is_retired = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"pepper version {self.version}"
