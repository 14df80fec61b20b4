"""The sessions that have a vault unlocked, and when it locks itself in each."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.common.http.requests import Member
from apps.vault.models.vaults import Vault

# Minutes without use after which a vault locks itself, where its member chose; 0 is the usual time.
QUIET_MINUTES = (5, 15, 60)
# Seconds out of sight after which an open page covers itself and locks the vault; 0 is never.
COVER_SECONDS = (1, 60, 300, 0)
USUAL_COVER_SECONDS = 60
LONGEST_TARGET = 40  # characters of the name of a page that Leave leads to


def quiet_time(minutes: int) -> timedelta:
    """How long a vault stays unlocked without use; `minutes` is one of QUIET_MINUTES, or 0."""
    return timedelta(minutes=minutes) or timedelta(seconds=settings.VAULT_IDLE_SECONDS)


class UnlockedSessionQuerySet(models.QuerySet["UnlockedSession"]):
    def of_session(self, session_hash: bytes) -> "UnlockedSessionQuerySet":
        return self.filter(session_hash=session_hash)

    def unused_too_long(self, *, at: datetime) -> "UnlockedSessionQuerySet":
        """Sessions that locked themselves by then because nobody used them."""
        ways = (
            models.Q(quiet_minutes=minutes, last_used__lte=at - quiet_time(minutes))
            for minutes in (0, *QUIET_MINUTES)
        )
        return self.filter(reduce(or_, ways))

    def of_member(self, user: Member) -> "UnlockedSessionQuerySet":
        return self.filter(vault__user_id=user.pk)


class UnlockedSession(models.Model):
    """A vault that is unlocked in one browser: its data keys, sealed under the browser key.

    `by_password` says that the password opened it, and not a passkey. `quiet_minutes`,
    `leaves_by_shift`, `leave_target` and `cover_seconds` are copies of sealed settings, for as long
    as it is unlocked: no page need open the settings to know them. `earlier_opening` and
    `earlier_device` are such copies too, of when and on which kind of device it was opened before.
    """

    session_hash = models.BinaryField(primary_key=True, max_length=32)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="openings")
    sealed_keys = models.BinaryField()
    opened = models.DateTimeField(default=timezone.now)
    last_used = models.DateTimeField(default=timezone.now)
    quiet_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    leaves_by_shift = models.BooleanField(default=True, db_default=True)
    leave_target = models.CharField(
        max_length=LONGEST_TARGET, blank=True, default="", db_default=""
    )
    cover_seconds = models.PositiveSmallIntegerField(
        default=USUAL_COVER_SECONDS, db_default=USUAL_COVER_SECONDS
    )
    by_password = models.BooleanField(default=True, db_default=True)
    earlier_opening = models.DateTimeField(null=True)
    earlier_device = models.CharField(max_length=10, blank=True, default="", db_default="")

    objects = UnlockedSessionQuerySet.as_manager()

    class Meta:
        db_table = "vault_opening"  # the name that the released table has

    def __str__(self) -> str:
        return f"open since {self.opened:%H:%M}"

    @property
    def closes(self) -> datetime:
        """When the vault locks itself: the earlier of idle limit and longest opening."""
        idle = self.last_used + quiet_time(self.quiet_minutes)
        longest = self.opened + timedelta(seconds=settings.VAULT_LONGEST_SECONDS)
        return min(idle, longest)

    def begin_no_later_than_now(self) -> None:
        """Count times that lie ahead (the clock was wrong) as now, so that the limits hold."""
        now = timezone.now()
        if max(self.opened, self.last_used) > now:
            self.opened, self.last_used = min(self.opened, now), min(self.last_used, now)
            times = {"opened": self.opened, "last_used": self.last_used}
            UnlockedSession.objects.filter(pk=self.pk).update(**times)

    def is_over(self) -> bool:
        return timezone.now() >= self.closes

    def was_proved_within(self, minutes: int) -> bool:
        """Whether the password was typed for this session at most so many minutes ago."""
        return self.by_password and timezone.now() - self.opened < timedelta(minutes=minutes)

    def touch(self) -> None:
        """Store the minute of the last use; the one thing that a GET may change."""
        now = timezone.now()
        if now - self.last_used >= timedelta(minutes=1):
            self.last_used = now
            UnlockedSession.objects.filter(pk=self.pk).update(last_used=now)
