"""What happened to an account: lines that its owner sees for 30 days and that nobody can clear."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.common.http.requests import Member
from apps.common.text.account_events import Happened

SHOWN_FOR: Final = timedelta(days=30)
# After a new password by e-mail: how long its notice stands on every page that says so, and how
# long nobody deletes the account or takes pages away.
NOTICE_FOR: Final = timedelta(days=7)
HELD_BACK_FOR: Final = timedelta(hours=72)


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    def of(self, user: Member) -> "AccountEventQuerySet":
        return self.filter(user_id=user.pk)

    def lately(self) -> "AccountEventQuerySet":
        """Events that are still shown, the newest first."""
        return self.filter(at__gt=timezone.now() - SHOWN_FOR).order_by("-at", "-id")

    def expired(self) -> "AccountEventQuerySet":
        return self.filter(at__lte=timezone.now() - SHOWN_FOR)

    def that_are_news(self) -> "AccountEventQuerySet":
        """All but those that come about each time somebody pressed Leave."""
        return self.exclude(kind=Happened.BACK_AFTER_LEAVE)

    def newer_than(self, time: timedelta) -> bool:
        return self.filter(at__gt=timezone.now() - time).exists()

    def reset_within(self, time: timedelta) -> "AccountEvent | None":
        """The last reset by e-mail, or None where it is longer ago than `time`."""
        resets = self.filter(kind=Happened.RESET, at__gt=timezone.now() - time)
        return resets.order_by("-at").first()


class AccountEvent(models.Model):
    """One thing that happened to an account, and when. Nothing of who did it, or where."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="events"
    )
    kind = models.CharField(max_length=20, choices=Happened)
    at = models.DateTimeField(default=timezone.now)

    objects = AccountEventQuerySet.as_manager()

    if TYPE_CHECKING:

        def get_kind_display(self) -> str: ...

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="events_of_a_member")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.at:%Y-%m-%d}"
