"""Peppers of a test in place of those that the process began with."""

import secrets

from pytest_django import Settings

from apps.vault.models import PepperCheck

OLD, NEW = secrets.token_urlsafe(36), secrets.token_urlsafe(36)


def begin_with(settings: Settings, peppers: dict[int, str]) -> None:
    """Nobody was sealed under another one yet: the database knows none."""
    PepperCheck.objects.all().delete()
    settings.VAULT_PEPPERS = peppers
