"""The key slots of a vault: its data keys, wrapped once for each way of opening it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.http.requests import Member
from apps.vault.models.vaults import Vault


class KeySlotQuerySet(models.QuerySet["KeySlot"]):
    def password(self) -> "KeySlotQuerySet":
        """The slot of the password, also of an earlier one. A vault has one at most."""
        return self.filter(kind=KeySlot.Kind.PASSWORD).order_by("is_orphaned")

    def with_password_of(self, user: Member) -> "KeySlotQuerySet":
        return self.password().filter(vault__user_id=user.pk)

    def orphan(self) -> None:
        """Mark these slots as wrapped for a password that is no longer the sign-in password."""
        self.update(is_orphaned=True)

    def recovery(self) -> "KeySlotQuerySet":
        return self.filter(kind=KeySlot.Kind.RECOVERY, is_confirmed=True)

    def passkeys(self) -> "KeySlotQuerySet":
        return self.filter(kind=KeySlot.Kind.PASSKEY)

    def with_lock(self) -> "KeySlotQuerySet":
        """Slots to which a data key can be added without the code or the device that opens them."""
        return self.filter(sealed_lock__isnull=False)

    def waiting_for_proof(self) -> "KeySlotQuerySet":
        return self.filter(kind=KeySlot.Kind.RECOVERY, is_confirmed=False)


class KeySlot(models.Model):
    """The vault's data keys, wrapped once for a password, a recovery code or a passkey.

    A slot of the last two kinds also has a sealed lock, through which data keys that are made later
    are added without code or device (crypto/recovery_updates.py); `added_keys` holds them.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", _("password")
        RECOVERY = "recovery", _("recovery code")
        PASSKEY = "passkey", _("passkey")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="slots")
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveIntegerField(default=1)
    salt = models.BinaryField(max_length=16)
    memory_kib = models.PositiveIntegerField(default=0)
    iterations = models.PositiveSmallIntegerField(default=0)
    lanes = models.PositiveSmallIntegerField(default=0)
    pepper_version = models.PositiveSmallIntegerField(default=0)
    wrapped = models.BinaryField()
    is_orphaned = models.BooleanField(default=False)
    is_confirmed = models.BooleanField(default=True)
    is_used = models.BooleanField(default=False, db_default=False)
    unproved_code = models.BinaryField(null=True)
    sealed_lock = models.BinaryField(null=True)
    added_keys = models.BinaryField(null=True)
    passkey = models.ForeignKey(
        "mfa.Authenticator", on_delete=models.CASCADE, null=True, related_name="key_slots"
    )
    made_on = models.DateField(auto_now_add=True)

    objects = KeySlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vault"],
                condition=Q(kind="password", is_orphaned=False),
                name="one_password_slot",
            ),
            models.UniqueConstraint(
                fields=["vault", "is_confirmed"],
                condition=Q(kind="recovery"),
                name="one_recovery_slot_and_one_unproved",
            ),
            models.UniqueConstraint(fields=["vault", "passkey"], name="one_slot_of_a_passkey"),
            models.CheckConstraint(
                condition=Q(
                    kind="password", memory_kib__gt=0, pepper_version__gt=0, passkey__isnull=True
                )
                | Q(kind="recovery", memory_kib=0, pepper_version=0, passkey__isnull=True)
                | Q(kind="passkey", memory_kib=0, pepper_version=0, passkey__isnull=False),
                name="a_slot_has_what_its_kind_needs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} slot"
