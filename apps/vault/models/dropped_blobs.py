"""Objects of the store that no row names any more."""

from django.db import models


class DroppedBlob(models.Model):
    """The random name of an object that is to be deleted. It says nothing of whose it was.

    A trigger of the table of photos writes it, in the transaction that drops the reference.
    """

    name = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)
