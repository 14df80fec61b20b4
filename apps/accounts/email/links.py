"""Links that are sent by mail: each works once, for 30 minutes, and is kept as a hash."""

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.common.http.requests import Member

LASTS: Final = timedelta(minutes=30)
TOKEN_BYTES: Final = 32


def digest_of(token: str) -> bytes:
    """The row's name for a token: a copy of the table holds no usable link."""
    return hashlib.sha256(token.encode()).digest()


class MailedLinkQuerySet(models.QuerySet["MailedLink"]):
    def living(self) -> "MailedLinkQuerySet":
        return self.filter(made__gt=timezone.now() - LASTS)

    def expired(self) -> "MailedLinkQuerySet":
        return self.filter(made__lte=timezone.now() - LASTS)

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
        constraints = [models.UniqueConstraint(fields=["user", "use"], name="one_link_for_a_use")]

    def __str__(self) -> str:
        return f"link of {self.made:%Y-%m-%d}"

    @classmethod
    def make(cls, user: Member, use: "MailedLink.Use", *, address: str = "") -> str:
        """The token of a new link. An earlier one of the same use works no longer."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        fields = {"digest": digest_of(token), "address": address, "made": timezone.now()}
        cls.objects.update_or_create(user_id=user.pk, use=use, defaults=fields)
        return token

    def use_up(self) -> bool:
        """Delete the link; False where another request was first."""
        return bool(MailedLink.objects.filter(pk=self.pk, digest=self.digest).delete()[0])
