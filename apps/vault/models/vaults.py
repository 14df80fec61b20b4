"""The vault of a member, and what a write is refused with once it has a newer data key."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.common.http.requests import Member


class VaultQuerySet(models.QuerySet["Vault"]):
    def of(self, user: Member) -> "VaultQuerySet":
        return self.filter(user_id=user.pk)

    def current(self) -> "VaultQuerySet":
        return self.filter(is_current=True)

    def with_id(self, vault_id: uuid.UUID | None) -> "Vault | None":
        return self.filter(pk=vault_id).first() if vault_id else None

    def set_aside(self) -> None:
        """Another journal is begun in place of these, which stay as they are."""
        self.update(is_current=False)


class Vault(models.Model):
    """The vault of a member: every private row belongs to exactly one."""

    class RecoveryChoice(models.TextChoices):
        OPEN = "open", _("not chosen yet")
        LATER = "later", _("later")
        WITHOUT = "without", _("goes without a code")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vaults"
    )
    is_current = models.BooleanField(default=True)
    made_on = models.DateField(auto_now_add=True)
    last_number = models.PositiveBigIntegerField(default=0)
    recovery_choice = models.CharField(
        max_length=10, choices=RecoveryChoice, default=RecoveryChoice.OPEN
    )
    inbox_public = models.BinaryField()
    inbox_private = models.BinaryField()
    inbox_tag = models.BinaryField(max_length=32)
    newest_key = models.PositiveIntegerField(default=1, db_default=1)
    older_keys = models.BinaryField(null=True)
    last_opening = models.BinaryField(null=True)

    objects = VaultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_current=True), name="one_current_vault"
            )
        ]

    def __str__(self) -> str:
        return f"vault of {self.made_on}"

    def has_earlier_password(self) -> bool:
        """Whether the password that opens the vault is no longer the sign-in password."""
        slot = self.slots.password().first()
        return slot is not None and slot.is_orphaned

    def has_code(self) -> bool:
        """Whether a recovery code that was typed back opens the vault."""
        return self.slots.recovery().exists()

    def become_current(self) -> None:
        """The journal that its member writes in from now on. Inside a transaction only."""
        Vault.objects.filter(user_id=self.user_id).exclude(pk=self.pk).set_aside()
        self.is_current = True
        self.save(update_fields=["is_current"])

    def opens_by_passkey(self) -> bool:
        return self.slots.passkeys().exists()

    def hold(self) -> None:
        """Lock the vault's row until the transaction ends. Inside a transaction only.

        Raises DoesNotExist, and KeysReplaced where there is a newer data key than this row knows.
        """
        row = Vault.objects.select_for_update().get(pk=self.pk)
        if row.newest_key != self.newest_key:
            raise KeysReplaced

    def has_newer_key(self) -> bool:
        """Whether there is a newer data key than this row knows."""
        return Vault.objects.filter(pk=self.pk, newest_key__gt=self.newest_key).exists()

    def next_number(self) -> int:
        """The next running number. Inside a transaction only: the vault's row stays locked.

        Raises DoesNotExist, KeysReplaced.
        """
        return self.next_numbers(1)[0]

    def next_numbers(self, count: int) -> range:
        """The next `count` running numbers. Inside a transaction only."""
        row = Vault.objects.filter(pk=self.pk, newest_key=self.newest_key)
        known = row.update(last_number=F("last_number") + count)
        self.refresh_from_db(fields=["last_number"])
        if not known:
            raise KeysReplaced
        return range(self.last_number - count + 1, self.last_number + 1)

    def wants_code(self) -> bool:
        """Whether the member neither has a proved recovery code nor decided to go without one."""
        decided = self.recovery_choice == self.RecoveryChoice.WITHOUT
        return not decided and not self.slots.recovery().exists()

    def has_used_code(self) -> bool:
        """Whether the recovery code opened the vault since it was made: it is to be renewed."""
        return self.slots.recovery().filter(is_used=True).exists()

    def wants_or_used_code(self) -> tuple[bool, bool]:
        """`wants_code` and `has_used_code`, by one query."""
        used = list(self.slots.recovery().values_list("is_used", flat=True))
        decided = self.recovery_choice == self.RecoveryChoice.WITHOUT
        return not decided and not used, any(used)

    def choose_recovery(self, choice: "Vault.RecoveryChoice") -> None:
        self.recovery_choice = choice
        self.save(update_fields=["recovery_choice"])


class KeysReplaced(Vault.DoesNotExist):
    """The vault got a new data key since this request opened it.

    What the request sealed is not stored, and what is under the new key it cannot read.
    """

    silent_variable_failure = False  # or a template would show nothing in its place
