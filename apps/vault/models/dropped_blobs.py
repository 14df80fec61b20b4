"""Objects of the store that no row names any more."""

from django.db import models
from django.db.models.functions import Now


class DroppedBlob(models.Model):
    """The random name of an object that is to be deleted. It says nothing of whose it was.

    A trigger of the table of photos writes it, in the transaction that drops the reference. `tidy`
    deletes the object once no backup names it any more.
    """

    name = models.BinaryField()
    dropped = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.pk)
