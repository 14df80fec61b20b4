"""The browsers in which a member is signed in: one row for each session."""

import hashlib
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from apps.common.http.requests import Member

SHOWN_DAYS: Final = 30
# How long after Leave a sign-in on the same kind of device is told as what it most likely is.
BACK_AFTER_LEAVE: Final = timedelta(hours=24)


def hash_of_key(session_key: str) -> bytes:
    """The row's name for a session: a copy of the table holds no usable cookie."""
    return hashlib.sha256(session_key.encode()).digest()


class SignInQuerySet(models.QuerySet["SignIn"]):
    def living(self) -> "SignInQuerySet":
        return self.filter(expires__gt=timezone.now())

    def of(self, user: Member) -> "SignInQuerySet":
        """Sign-ins of this member, the one that was used last first."""
        return self.filter(user_id=user.pk).order_by("-last_seen", "key_hash")

    def named(self, session_key: str) -> "SignInQuerySet":
        return self.filter(key_hash=hash_of_key(session_key))

    def end(self, *, by_leave: bool = False) -> int:
        """Delete them and list each that was a member's as ended. Returns how many there were.

        `by_leave` says that Leave ended them, in a browser that was known.
        """
        now = timezone.now()
        ended = [
            EndedSignIn(
                user_id=user_id,
                device=device,
                started=started,
                ended=min(now, expires),
                by_leave=by_leave,
            )
            for user_id, device, started, expires in self.exclude(user=None).values_list(
                "user_id", "device", "started", "expires"
            )
        ]
        with suppress(IntegrityError), transaction.atomic():  # the member was deleted meanwhile
            EndedSignIn.objects.bulk_create(ended)
        return self.delete()[0]


class SignIn(models.Model):
    """A browser's session: Django's data, its member, and the day on which it began."""

    key_hash = models.BinaryField(primary_key=True, max_length=32)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sign_ins"
    )
    data = models.TextField()
    started = models.DateTimeField()
    last_seen = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)
    device = models.CharField(max_length=20, blank=True)

    objects = SignInQuerySet.as_manager()

    if TYPE_CHECKING:
        user_id: int | None

    def __str__(self) -> str:
        return f"sign-in of {self.started:%Y-%m-%d}"

    @property
    def public_id(self) -> str:
        """The name of the row in a form: 16 hex digits that tell neither cookie nor key hash."""
        return hashlib.sha256(bytes(self.key_hash)).hexdigest()[:16]

    @staticmethod
    def end_of(started: Any, last_seen: Any) -> Any:
        """Seven unused days, thirty at most (settings SESSION_…)."""
        return min(
            last_seen + timedelta(days=settings.SESSION_UNUSED_DAYS),
            started + timedelta(days=settings.SESSION_LONGEST_DAYS),
        )


class EndedSignInQuerySet(models.QuerySet["EndedSignIn"]):
    def of(self, user: Member) -> Self:
        """Those that are still shown, the one that ended last first."""
        since = timezone.now() - timedelta(days=SHOWN_DAYS)
        return self.filter(user_id=user.pk, ended__gt=since).order_by("-ended", "-id")

    def expired(self) -> Self:
        return self.filter(ended__lte=timezone.now() - timedelta(days=SHOWN_DAYS))

    def take_back(self, user_id: int, device: str) -> bool:
        """Whether Leave ended one of them on such a device lately; each counts for one sign-in."""
        since = timezone.now() - BACK_AFTER_LEAVE
        left = self.filter(user_id=user_id, device=device, by_leave=True, ended__gt=since)
        newest = left.order_by("-ended").first()
        return newest is not None and bool(left.filter(pk=newest.pk).update(by_leave=False))


class EndedSignIn(models.Model):
    """A sign-in that has ended, as its owner sees it for 30 days. It opens nothing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ended_sign_ins"
    )
    device = models.CharField(max_length=20, blank=True)
    started = models.DateTimeField()
    ended = models.DateTimeField()
    by_leave = models.BooleanField(default=False)

    objects = EndedSignInQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-ended"], name="ended_sign_ins_of_a_member")]

    def __str__(self) -> str:
        return f"ended on {self.ended:%Y-%m-%d}"


class FailedTriesQuerySet(models.QuerySet["FailedTries"]):
    def of(self, user: Member) -> Self:
        """Those that are still shown, the newest day first."""
        return self.filter(user_id=user.pk, day__gt=_first_day()).order_by("-day")

    def expired(self) -> Self:
        return self.filter(day__lte=_first_day())

    def note(self, user_id: int) -> None:
        """One more today. A single statement, as for a name that nobody has (`sign_in.py`)."""
        with suppress(IntegrityError), connection.cursor() as cursor:  # deleted meanwhile
            cursor.execute(
                """
                INSERT INTO accounts_failedtries AS t (user_id, day, count) VALUES (%s, %s, 1)
                ON CONFLICT (user_id, day) DO UPDATE SET count = t.count + 1
                """,
                [user_id, timezone.now().date()],
            )


class FailedTries(models.Model):
    """How often somebody failed to sign in as this member on a day. Nothing of who or where."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="failed_tries"
    )
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)

    objects = FailedTriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_count_of_tries_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"


def _first_day() -> date:
    """The last day that is shown no more."""
    return timezone.now().date() - timedelta(days=SHOWN_DAYS)
