"""Links that are sent by mail: each works once, for 30 minutes, and is kept as a hash."""

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.common.dates import SKEW
from apps.common.http.requests import Member

LASTS: Final = timedelta(minutes=30)
TOKEN_BYTES: Final = 32


def digest_of(token: str) -> bytes:
    """The row's name for a token: a copy of the table holds no usable link."""
    return hashlib.sha256(token.encode()).digest()


class MailedLinkQuerySet(models.QuerySet["MailedLink"]):
    def living(self) -> "MailedLinkQuerySet":
        """One that was made while the clock was ahead ends with the mistake, not years later."""
        now = timezone.now()
        return self.filter(made__gt=now - LASTS, made__lte=now + SKEW)

    def expired(self) -> "MailedLinkQuerySet":
        now = timezone.now()
        return self.filter(Q(made__lte=now - LASTS) | Q(made__gt=now + SKEW))

    def with_token(self, token: str, use: "MailedLink.Use") -> "MailedLink | None":
        """The link with this token, if it still works."""
        rows = self.living().filter(digest=digest_of(token), use=use, user__is_active=True)
        return rows.select_related("user").first()

    def to_reset(self, user_id: int) -> "MailedLinkQuerySet":
        return self.filter(user_id=user_id, use=MailedLink.Use.RESET)


class MailedLink(models.Model):
    """What a link in a mail stands for: an address to confirm, or a password to set anew."""

    class Use(models.TextChoices):
        ADDRESS = "address"
        RESET = "reset"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailed_links"
    )
    use = models.CharField(max_length=10, choices=Use)
    digest = models.BinaryField(max_length=32, unique=True)
    address = models.EmailField(blank=True)
    made = models.DateTimeField()

    objects = MailedLinkQuerySet.as_manager()

    if TYPE_CHECKING:
        user_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(use="address"), name="one_link_to_confirm"
            )
        ]

    def __str__(self) -> str:
        return f"link of {self.made:%Y-%m-%d}"

    @classmethod
    def make(cls, user: Member, use: "MailedLink.Use", *, address: str = "") -> str:
        """The token of a new link.

        An earlier one to confirm an address works no longer. One to set a password does: anybody
        may ask for another, and would take it out of its owner's hands.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        fields = {"digest": digest_of(token), "address": address, "made": timezone.now()}
        if use == cls.Use.RESET:
            cls.objects.create(user_id=user.pk, use=use, **fields)
            return token
        cls.objects.update_or_create(user_id=user.pk, use=use, defaults=fields)
        return token

    def use_up(self) -> bool:
        """Delete the link; False where another request was first. Inside a transaction only.

        The order of locks: user, then links, as a new password takes them.
        """
        users = get_user_model().objects.select_for_update(no_key=True)
        if users.filter(pk=self.user_id).first() is None:
            return False
        return bool(MailedLink.objects.filter(pk=self.pk, digest=self.digest).delete()[0])
