"""A signed-in member for each test, without deriving and sealing anew each time.

The first sign-in of a process goes through the real form. The rows that it wrote are put back for
the tests of the next seconds, so that the times in them are as good as new.
"""

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any, Final

from django.conf import settings
from django.db import connection, models
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

# A member as the database writes the row, and whether a sign-in could see anything else of them.
MEMBER_NOW: Final = f"""
    SELECT member::text,
        EXISTS (SELECT FROM {Vault._meta.db_table} WHERE user_id = member.id)
        OR EXISTS (SELECT FROM {SignIn._meta.db_table} WHERE user_id = member.id)
        OR EXISTS (SELECT FROM {Tries._meta.db_table} WHERE count > 0)
    FROM {User._meta.db_table} AS member WHERE id = %s
"""

type Row = dict[str, Any]


@dataclass(kw_only=True)
class Member:
    """A member as they were made; `insert` is the statement that puts them back, once it was."""

    row: Row
    text: str
    insert: str = ""


@dataclass(kw_only=True)
class SignedIn:
    """What a sign-in left in the database and in the browser, when, and under which settings.

    `inserts` are the statements that put the rows back, once they were.
    """

    at: datetime
    how: Hashable
    rows: dict[type[models.Model], list[Row]]
    cookies: SimpleCookie
    inserts: str = ""


_members: dict[tuple[str, Hashable], Member] = {}
_signed_in: dict[str, SignedIn] = {}


def member(name: str) -> User:
    """A member of that name: the same row in every test of the process."""
    kept = _members.get((name, _how()))
    if kept is None:
        made = make_member(name)
        row = {**User.objects.filter(pk=made.pk).values().get()}
        _members[name, _how()] = Member(row=row, text=_now(made)[0])
        return made
    kept.insert = _put_back(kept.insert, lambda: User.objects.bulk_create([User(**kept.row)]))
    return User.from_db(connection.alias, list(kept.row), list(kept.row.values()))


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
    known.inserts = _put_back(known.inserts, lambda: _insert(known.rows))
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


def _insert(kept: dict[type[models.Model], list[Row]]) -> None:
    for model, rows in kept.items():
        again = [model(**row) for row in rows]
        model._base_manager.bulk_create(again, ignore_conflicts=model is Tries)


def _put_back(noted: str, insert: Callable[[], object]) -> str:
    """Run the noted statements at once; where none are, insert, and return what was executed."""
    if noted:
        with connection.cursor() as cursor:
            cursor.execute(noted)
        return noted
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(context["cursor"].cursor.mogrify(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        insert()
    return "; ".join(statements)


def _now(user: User) -> tuple[str, bool]:
    """The row of this member, and whether there is anything else of them."""
    with connection.cursor() as cursor:
        cursor.execute(MEMBER_NOW, [user.pk])
        text, has_more = cursor.fetchone() or ("", True)
    return text, has_more


def _is_untouched(user: User) -> bool:
    """Whether nothing has happened to this member yet that a sign-in could see."""
    kept = _members.get((user.username, _how()))
    return kept is not None and _now(user) == (kept.text, False)


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
