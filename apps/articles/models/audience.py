"""Whom guides are written for."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Reader(models.TextChoices):
    """Whom a guide was written for."""

    PARTNER = "partner", _("For partners")
    SELF = "self", _("If you keep a distance")
    BOTH = "both", _("For either of you")
    COUPLE = "couple", _("For two together")

    @classmethod
    def choices_of_a_visitor(cls) -> "list[tuple[str, _StrPromise]]":
        """As whom somebody may read, in their own words; what is for both, everybody reads."""
        return [
            (cls.PARTNER.value, _("My partner keeps a distance")),
            (cls.SELF.value, _("I keep a distance")),
            (cls.COUPLE.value, _("We read together")),
        ]
