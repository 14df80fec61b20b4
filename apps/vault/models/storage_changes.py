"""How much each vault stores, as changes that are added up: nobody waits for another's change."""

from django.db import models


class StorageChange(models.Model):
    """What one statement added to the rows of a vault, or took away.

    Triggers of the private tables write them, so that whatever changes a row is counted. The sum of
    a vault's changes is what it stores, once one of them is a count: that has `counted_on`.
    """

    vault_id = models.UUIDField()
    pages = models.BigIntegerField(default=0)
    versions = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)  # bytes
    counted_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["vault_id"], name="changes_of_a_vault")]

    def __str__(self) -> str:
        return str(self.vault_id)
