"""A signed-in member for each test, without deriving and sealing anew each time.

The first sign-in of a process goes through the real form. The rows that it wrote are put back for
the tests of the next seconds, so that the times in them are as good as new.
"""

from collections.abc import Hashable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from apps.accounts.models import SignIn, User
from apps.common.models import Tries
from apps.common.rate_limits import RateLimit
from apps.vault.crypto import password_derivation
from apps.vault.models import KeySlot, UnlockedSession, Vault
from tests.factories import make_member, sign_in

# Shorter than the minute after which a look notes again when the vault was last used.
LONGEST: Final = timedelta(seconds=30)
# What a sign-in writes, in an order in which each row finds the one that it belongs to.
WRITTEN: Final[tuple[type[models.Model], ...]] = (Vault, KeySlot, SignIn, UnlockedSession, Tries)

type Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """What a sign-in left in the database and in the browser, when, and under which settings."""

    at: datetime
    how: Hashable
    rows: dict[type[models.Model], list[Row]]
    cookies: SimpleCookie


_members: dict[tuple[str, Hashable], Row] = {}
_signed_in: dict[str, SignedIn] = {}


def member(name: str) -> User:
    """A member of that name: the same row in every test of the process."""
    kept = _members.get((name, _how()))
    if kept is not None:
        return User.objects.bulk_create([User(**kept)])[0]
    user = make_member(name)
    _members[name, _how()] = {**User.objects.filter(pk=user.pk).values().get()}
    return user


def signed_in(user: User) -> Client:
    """The browser of that member with an open vault, as the sign-in form leaves it."""
    if not _is_untouched(user):
        return sign_in(Client(), user.username)
    known = _signed_in.get(user.username)
    age = timezone.now() - known.at if known else timedelta.max
    if known is None or known.how != _how() or not timedelta() <= age <= LONGEST:
        return _sign_in_for_the_first_time(user)
    client = Client()
    client.cookies = deepcopy(known.cookies)
    with transaction.atomic():
        for model, rows in known.rows.items():
            again = [model(**row) for row in rows]
            model._base_manager.bulk_create(again, ignore_conflicts=model is Tries)
    return client


def _sign_in_for_the_first_time(user: User) -> Client:
    at = timezone.now()
    before = {model: list(model._base_manager.values_list("pk", flat=True)) for model in WRITTEN}
    client = sign_in(Client(), user.username)
    rows = {
        model: list(model._base_manager.exclude(pk__in=before[model]).values()) for model in WRITTEN
    }
    _signed_in[user.username] = SignedIn(
        at=at, how=_how(), rows=rows, cookies=deepcopy(client.cookies)
    )
    return client


def _is_untouched(user: User) -> bool:
    """Whether nothing has happened to this member yet that a sign-in could see."""
    kept = _members.get((user.username, _how()))
    return (
        User.objects.filter(pk=user.pk).values().first() == kept
        and not Vault.objects.of(user).exists()
        and not SignIn.objects.filter(user=user).exists()
        and not Tries.objects.filter(count__gt=0).exists()
    )


def _how() -> Hashable:
    """What a test may have changed that a sign-in depends on."""
    return (
        timezone.now().date(),
        tuple(settings.PASSWORD_HASHERS),
        settings.SECRET_KEY,
        tuple(settings.VAULT_PEPPERS.items()),
        vars(password_derivation)["Argon2Parameters"],
        RateLimit.take,
    )
