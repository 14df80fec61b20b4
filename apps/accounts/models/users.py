"""The member, and how members are found."""

from contextlib import suppress
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import get_hasher, verify_password
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.email.links import MailedLink
from apps.accounts.email.sending import send
from apps.accounts.models.account_events import (
    HELD_BACK_FOR,
    NOTICE_FOR,
    AccountEvent,
    AccountEventQuerySet,
)
from apps.accounts.models.user_names import LONGEST_NAME, normalized_name
from apps.accounts.sign_ins.models import SignIn, hash_of_key
from apps.common.text.account_events import Happened
from apps.common.text.password_forms import composed, forms_of
from apps.vault.key_changes.peppers import pepper_to_seal_with
from apps.vault.models import KeySlot, UnlockedSession

# What is told by mail too, where somebody has an address and did not switch it off.
MAILED: Final = {
    Happened.PASSWORD,
    Happened.PASSWORD_SET,
    Happened.NAME,
    Happened.RECOVERED,
    Happened.RESET,
    Happened.CODE,
    Happened.ADDRESS,
    Happened.NO_ADDRESS,
    Happened.FACTOR,
    Happened.NO_FACTOR,
    Happened.PASSKEY,
    Happened.NO_PASSKEY,
}


class UserQuerySet(models.QuerySet["User"]):
    def named(self, username: str) -> Self:
        """Names differ by more than capitals: Maya and maya are one member."""
        return self.alias(folded=Lower("username")).filter(
            folded=Lower(Value(normalized_name(username)))
        )

    def with_address(self, address: str) -> Self:
        """The account that this address leads back into: one that was confirmed for it."""
        return self.filter(is_email_verified=True, email__iexact=address)

    def active(self) -> Self:
        return self.filter(is_active=True)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def with_address(self, address: str) -> UserQuerySet:
        return self.get_queryset().with_address(address)

    def named(self, username: str) -> UserQuerySet:
        return self.get_queryset().named(username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=normalized_name(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            username, password, **{**fields, "is_staff": True, "is_superuser": True}
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.named(username or "").get()


class User(AbstractBaseUser, PermissionsMixin):
    """A member: a user name, a sign-in hash, perhaps an e-mail address. Nothing about a life."""

    username = models.CharField(
        _("user name"),
        max_length=LONGEST_NAME,
        validators=[UnicodeUsernameValidator()],
    )
    email = models.EmailField(_("e-mail"), blank=True)
    is_email_verified = models.BooleanField(default=False, db_default=False)
    mails_notices = models.BooleanField(default=True, db_default=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField(auto_now_add=True)
    mark_key = models.UUIDField(null=True, editable=False)  # apps/common/http/known_browser.py
    last_login = None  # the list of sign-ins says this, to the member alone
    is_own_change = False  # of the password: whoever makes it notes which kind it was

    objects = UserManager()

    if TYPE_CHECKING:
        events: AccountEventQuerySet

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="one_name_in_any_case"),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(is_email_verified=True),
                name="one_account_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, **options: Any) -> None:
        """A new password, whoever sets it, closes the journal and leaves it sealed as it was.

        Only somebody who holds the journal's keys can wrap them for the new one. The marks of
        browsers that signed in with the old one end. One that no page
        of ours set came from a command: its owner is told. Raises PepperMismatch where the hash was
        made with a pepper that is not this database's.
        """
        is_password_set = getattr(self, "_password", None) is not None
        is_new_password = is_password_set and not self._state.adding
        if is_password_set:
            pepper_to_seal_with()
        if is_new_password:
            self.mark_key = uuid4()
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], "mark_key"}
        with transaction.atomic():
            super().save(**options)
            if is_new_password:
                KeySlot.objects.with_password_of(self).orphan()
                UnlockedSession.objects.of_member(self).delete()
        if is_new_password and not self.is_own_change:
            self.note(Happened.PASSWORD_SET)

    def set_password(self, raw_password: str | None) -> None:
        """Raises DerivationsBusy: a hash is one of the few derivations that run at once."""
        super().set_password(None if raw_password is None else composed(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, in whichever Unicode form. Raises DerivationsBusy.

        An outdated hash stays as it is: `renew_hash` replaces it, together with the slot.
        """
        forms = (None,) if raw_password is None else forms_of(raw_password)
        return any(verify_password(form, self.password)[0] for form in forms)

    def has_newest_hash(self) -> bool:
        """Whether the hash has the form, the cost and the pepper of now; else it is renewed."""
        preferred = get_hasher()
        is_ours = self.password.startswith(f"{preferred.algorithm}$")
        return is_ours and not preferred.must_update(self.password)

    def renew_hash(self, password: str) -> None:
        """Hash the same, proved password anew where the hash is outdated. Raises DerivationsBusy.

        Inside a transaction that locked the row (`still_has`). Slots and sign-ins stay.
        """
        if not self.has_newest_hash():
            pepper_to_seal_with()
            before = {self.get_session_auth_hash(), *self.get_session_auth_fallback_hash()}
            self.set_password(password)
            self._password = None  # not a new password: `save` closes nothing
            User.objects.filter(pk=self.pk).update(password=self.password)
            self._keep_sign_ins(before=before)

    def _keep_sign_ins(self, *, before: set[str]) -> None:
        """Sign-ins that were good under the hash of before, of the same password, stay good.

        Also those that were signed with a former secret key, and not used since.
        """
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        for row in self.sign_ins.all():
            data = store.data_of_row(bytes(row.key_hash), row.data)
            if data.get(HASH_SESSION_KEY) in before:
                data[HASH_SESSION_KEY] = self.get_session_auth_hash()
                written = store.for_row(bytes(row.key_hash), data)
                self.sign_ins.filter(pk=row.pk, data=row.data).update(data=written)

    def still_has(self, password: str) -> bool:
        """Whether the password that was proved for this copy of the row is still the member's.

        Inside a transaction only: the row stays locked until its end.
        """
        row = User.objects.filter(pk=self.pk).select_for_update(no_key=True).first()
        if row is None:
            return False
        return row.password == self.password or row.check_password(password)

    @property
    def address(self) -> str:
        """The e-mail address that was confirmed, or an empty string."""
        return self.email if self.is_email_verified else ""

    def shares_address(self, address: str) -> bool:
        """Whether the address is that of another account."""
        return User.objects.with_address(address).exclude(pk=self.pk).exists()

    def take_address(self, address: str) -> None:
        """The address leads into the account from now on; no two accounts share one.

        Inside a transaction only.
        """
        self.email, self.is_email_verified = address, True
        self.save(update_fields=["email", "is_email_verified"])
        MailedLink.objects.to_reset(self.pk).delete()

    def forget_address(self) -> None:
        """No address leads into the account any more, and no mail that is on its way."""
        self.email, self.is_email_verified = "", False
        with transaction.atomic():
            self.save(update_fields=["email", "is_email_verified"])
            MailedLink.objects.filter(user=self).delete()

    def choose_notices(self, mails_notices: bool) -> None:
        self.mails_notices = mails_notices
        self.save(update_fields=["mails_notices"])

    def note(self, what: Happened, *, to: str = "") -> None:
        """Note an account event, and mail the line to the confirmed address unless it is off.

        `to` is an address that was the account's until now. Outside a transaction only.
        """
        with suppress(IntegrityError):  # the account was deleted meanwhile
            AccountEvent.objects.create(user=self, kind=what)
        mailed = to or self.address
        if mailed and self.mails_notices and what in MAILED:
            send("notice", to=mailed, what=what.label, day=timezone.now())

    def lately_reset(self) -> datetime | None:
        """When a new password was set by e-mail, where that is not longer ago than seven days."""
        reset = self.events.reset_within(NOTICE_FOR)
        return reset.at if reset else None

    def has_news(self) -> bool:
        """Whether something happened to the account in the last seven days: Today has a line."""
        return self.events.that_are_news().newer_than(NOTICE_FOR)

    def held_back_until(self) -> datetime | None:
        """Until when nothing is deleted or taken away: 72 hours after a new password by e-mail.

        Not where the owner has shown since then what no mailbox gives: the earlier password or the
        recovery code. Those of a journal that was begun beside a locked one show nothing: whoever
        has the mailbox may have begun it.
        """
        reset = self.events.reset_within(HELD_BACK_FOR)
        if reset is None:
            return None
        shown = self.events.filter(kind__in={Happened.OPENED_AGAIN, Happened.RECOVERED})
        begun = self.events.filter(kind=Happened.NEW_JOURNAL)
        if shown.filter(at__gt=reset.at).exists() and not begun.exists():
            return None
        return reset.at + HELD_BACK_FOR

    def end_sign_ins(self, *, but: str | None = None) -> None:
        """Make every other cookie of this member useless at once; `but` is a cookie's value."""
        others = self.sign_ins.all()
        if but is not None:
            others = others.exclude(key_hash=hash_of_key(but))
        others.end()

    def end_these(self, ended: "list[SignIn]") -> None:
        """Their cookies sign nobody in any more, and what was unlocked behind them is locked."""
        hashes = [each.key_hash for each in ended]
        with transaction.atomic():
            # the order of locks: user, then sign-in, as a deletion takes them
            User.objects.select_for_update(no_key=True).filter(pk=self.pk).first()
            self.sign_ins.filter(key_hash__in=hashes).end()
            UnlockedSession.objects.filter(session_hash__in=hashes).delete()
