"""What every private row has: a random id, its vault by UUID, a running number, a revision."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models

from apps.common.dates import utc_today

if TYPE_CHECKING:
    from apps.vault.access import OpenVault


class PrivateQuerySet[Row: "PrivateRow"](models.QuerySet[Row]):
    """Private rows are reached through their open vault and no other way."""

    def in_vault(self, vault: "OpenVault") -> Self:
        return self.filter(vault_id=vault.id)

    def with_id(self, row_id: uuid.UUID) -> Row | None:
        return self.filter(pk=row_id).first()


class PrivateRow(models.Model):
    """No foreign keys: the tables can be split by vault without changing the app.

    `number` counts up within a vault, so that the newest rows are found without opening any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault_id = models.UUIDField(editable=False)
    number = models.PositiveBigIntegerField(editable=False)
    revision = models.PositiveIntegerField(default=1)
    changed_on = models.DateField(default=utc_today)

    class Meta:
        abstract = True
