"""The browsers in which a member is signed in: one row for each session."""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.common.http.requests import Member


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
