"""Which version of the library is in the tables."""

from typing import ClassVar

from django.db import models

from apps.common.models import VersionMark, VersionMarkManager


class ContentVersion(VersionMark):
    """The mark of the library. The first such migration (0007_edition) has the triggers; a new
    table joins with a trigger of its own.
    """

    objects = VersionMarkManager()

    class Meta:
        db_table = "articles_edition"  # the name that the released table has
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="edition_is_one_row")
        ]
