"""Whom guides are written for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reader(models.TextChoices):
    """Whom a guide was written for."""

    PARTNER = "partner", _("For partners")
    SELF = "self", _("If you keep a distance")
    BOTH = "both", _("For either of you")
    COUPLE = "couple", _("For two together")
