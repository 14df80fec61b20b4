"""Vaults, the key slots that hold their data keys, and the sessions that have them unlocked."""

import uuid
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
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

    def choose_recovery(self, choice: "Vault.RecoveryChoice") -> None:
        self.recovery_choice = choice
        self.save(update_fields=["recovery_choice"])


class KeysReplaced(Vault.DoesNotExist):
    """The vault got a new data key since this request opened it.

    What the request sealed is not stored, and what is under the new key it cannot read.
    """

    silent_variable_failure = False  # or a template would show nothing in its place


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


# Minutes without use after which a vault locks itself, where its member chose; 0 is the usual time.
QUIET_MINUTES = (5, 15, 60)
# Seconds out of sight after which an open page covers itself and locks the vault; 0 is never.
COVER_SECONDS = (1, 60, 300, 0)
USUAL_COVER_SECONDS = 60
LONGEST_TARGET = 40  # characters of the name of a page that Leave leads to


def _quiet_time(minutes: int) -> timedelta:
    return timedelta(minutes=minutes) or timedelta(seconds=settings.VAULT_IDLE_SECONDS)


class UnlockedSessionQuerySet(models.QuerySet["UnlockedSession"]):
    def of_session(self, session_hash: bytes) -> "UnlockedSessionQuerySet":
        return self.filter(session_hash=session_hash)

    def unused_too_long(self, *, at: datetime) -> "UnlockedSessionQuerySet":
        """Sessions that locked themselves by then because nobody used them."""
        ways = (
            models.Q(quiet_minutes=minutes, last_used__lte=at - _quiet_time(minutes))
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
        idle = self.last_used + _quiet_time(self.quiet_minutes)
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


class PepperCheck(models.Model):
    """A version of the pepper that this database knows: a value that tells it from any other.

    A version that was retired keeps its row, so that its number is never taken again.
    """

    version = models.PositiveSmallIntegerField(primary_key=True)
    check_value = models.BinaryField(max_length=32)
    known_since = models.DateField(auto_now_add=True)
    is_retired = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"pepper version {self.version}"
