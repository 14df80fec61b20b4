"""The pages that Leave may lead to, and which of them it is for somebody."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: Final[dict[str, str | Promise]] = {
    "weather": _("Weather"),
    "news": _("News"),
    "search": _("A search page"),
}


def leave_target_choices() -> list[tuple[str, str | Promise]]:
    """The names of the pages, each with what a form calls it."""
    return [(name, LABELS[name]) for name in settings.LEAVE_TARGETS]


def leave_target_of(request: HttpRequest) -> str:
    """The address that a member chose, while their journal is unlocked here; else the usual one."""
    vault = (
        getattr(request, "vault", None) if settings.VAULT_COOKIE_NAME in request.COOKIES else None
    )
    chosen = vault.opening.leave_target if vault else ""
    targets = settings.LEAVE_TARGETS
    return str(targets.get(chosen) or targets[settings.LEAVE_TARGET])
