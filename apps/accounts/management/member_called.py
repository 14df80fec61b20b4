"""Whom a command is about."""

from django.core.management.base import CommandError

from apps.accounts.models import User


def member_called(username: str) -> User:
    """The member of this name, whatever its case. Raises CommandError."""
    member = User.objects.named(username).first()
    if member is None:
        raise CommandError(f"There is no member called {username}.")
    return member
