"""allauth's forms with our words, our limits and our fields."""

from typing import Any, cast

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.accounts.models import LONGEST_NAME, NAME_TOO_LONG, User, normalized_name
from apps.accounts.passwords.proof import Refused, proved_again, proved_member
from apps.accounts.passwords.validators import AT_LEAST, SHORTEST
from apps.common.http.request_values import LONGEST_PASSWORD
from apps.common.http.requests import MemberRequest
from apps.common.limits import with_limits
from apps.vault.forms import RecoveryCodeField


def as_input(field: forms.Field, **attributes: str) -> None:
    """Give the widget our class in place of allauth's attributes."""
    for name in ("placeholder", "maxlength"):
        field.widget.attrs.pop(name, None)
    field.widget.attrs.update({"class": "input", **attributes})


def own_password_field() -> forms.CharField:
    """The password of the member who is signed in, once more."""
    return forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type your password.")},
    )


def _limit(password: forms.Field) -> None:
    """Refuse what is longer than any password before it is hashed."""
    password.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
    password.error_messages["max_length"] = _("That is longer than any password here.")


class SignInForm(allauth.LoginForm):  # type: ignore[misc]
    """A user name and a password; the limits are counted here, before and after the try."""

    retry_after = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].error_messages["required"] = _("Type your user name.")
        self.fields["login"].error_messages["max_length"] = NAME_TOO_LONG
        as_input(self.fields["login"], autocapitalize="none", spellcheck="false")
        self.fields["password"].error_messages["required"] = _("Type your password.")
        as_input(self.fields["password"])
        _limit(self.fields["password"])
        self.fields["password"].help_text = ""

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        try:
            self.user = proved_member(
                self.request, username=credentials["username"], password=credentials["password"]
            )
        except Refused as refused:
            self.retry_after = refused.retry_after
            raise ValidationError(refused.problem) from None
        self._login = allauth.Login(user=self.user)
        return cast(dict[str, Any], self.cleaned_data)


_NAME_CHARACTERS = UnicodeUsernameValidator(
    message=gettext_lazy("Letters, digits and @ . + - _ can stand in it, and no spaces.")
)
_SIGN_UP_ERRORS = {
    "username": {
        "required": gettext_lazy("Choose a user name."),
        "max_length": NAME_TOO_LONG,
    },
    "password1": {"required": gettext_lazy("Choose a password.")},
}


def name_is_taken() -> str:
    return _("That user name is taken. Please choose another one.")


def free_user_name(typed: str, *, but: User | None = None) -> str:
    """The name as it is kept. Raises ValidationError, with the code "taken" for another's name.

    Django's characters, not allauth's: the name is looked up once, by our own rule. Normalising may
    lengthen a name: one sign can stand for three letters.
    """
    name = normalized_name(typed)
    if len(name) > LONGEST_NAME:
        raise ValidationError(NAME_TOO_LONG, "max_length", {"limit_value": LONGEST_NAME})
    _NAME_CHARACTERS(name)
    others = User.objects.named(name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise ValidationError(name_is_taken(), "taken")
    return name


class SignUpForm(allauth.SignupForm):  # type: ignore[misc]
    """A user name and one password. No e-mail address: nothing here would use it."""

    field_order = ("username", "password1", "is_adult", "understands")

    is_adult = forms.BooleanField(
        label=gettext_lazy("I am 18 or over."),
        error_messages={"required": gettext_lazy("Leeway is written for adults.")},
    )
    understands = forms.BooleanField(
        label=gettext_lazy(
            "I understand that Leeway cannot open my journal for me. If I lose both my password "
            "and my recovery code, my pages stay locked for good."
        ),
        error_messages={"required": gettext_lazy("Please read this one and tick it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].help_text = _(
            "Any name that does not point to you. You sign in with it; no other member sees it."
        )
        self.fields["password1"].help_text = with_limits(
            ngettext_lazy(
                "At least %(least)s character; three or four unrelated words work well. "
                "It also makes the key that locks your journal.",
                "At least %(least)s characters; three or four unrelated words work well. "
                "It also makes the key that locks your journal.",
                "least",
            ),
            least=SHORTEST,
        )
        for name, words in _SIGN_UP_ERRORS.items():
            self.fields[name].error_messages.update(words)
            as_input(self.fields[name], autocapitalize="none", spellcheck="false")

    def clean_username(self) -> str:
        return free_user_name(self.cleaned_data["username"])


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    """The password of now, and a new one typed once: it can be shown, so that once is enough."""

    is_known = forms.BooleanField(
        label=gettext_lazy("Somebody may know my password: lock my pages under a new key as well."),
        help_text=gettext_lazy(
            "Then an older copy of our database and the older password open nothing of what you "
            "write from now on. It takes some seconds, and longer with many photos."
        ),
        required=False,
    )

    retry_after = 0

    def __init__(self, *args: Any, request: MemberRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        labels = {"oldpassword": _("Your password now"), "password1": _("New password")}
        for name, label in labels.items():
            self.fields[name].label = label
            as_input(self.fields[name])
        _limit(self.fields["oldpassword"])
        self.fields["oldpassword"].help_text = ""
        self.fields["oldpassword"].error_messages["required"] = _("Type the password you have now.")
        self.fields["password1"].error_messages["required"] = _("Choose a new password.")
        self.fields["password1"].help_text = with_limits(AT_LEAST, least=SHORTEST)

    def clean_oldpassword(self) -> str:
        old = str(self.cleaned_data.get("oldpassword", ""))
        try:
            proved_again(self.request, password=old)
        except Refused as refused:
            self.retry_after = refused.retry_after
            if refused.retry_after:
                raise ValidationError(refused.problem) from None
            raise ValidationError(_("That is not your password. Please try once more.")) from None
        return old


class DeleteForm(forms.Form):
    """The password alone: whoever knows it may delete, and nobody else may."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type your password to delete the account.")},
    )


class RecoverForm(forms.Form):
    """A user name and the recovery code, then a new password: no e-mail is needed.

    The password is asked for when the code was right, so that a slip in it costs no password.
    """

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": gettext_lazy("Type your user name."),
            "max_length": NAME_TOO_LONG,
        },
    )
    code = RecoveryCodeField(
        label=gettext_lazy("Recovery code"),
        help_text=gettext_lazy(
            "Eight groups of four and one last character. Capitals, spaces and dashes don’t matter."
        ),
        error_messages={"required": gettext_lazy("Type the code, or paste it.")},
    )
    password1 = allauth.SetPasswordField(
        label=gettext_lazy("New password"),
        autocomplete="new-password",
        error_messages={"required": gettext_lazy("Choose a new password.")},
    )

    def __init__(self, *args: Any, asks_password: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_password and "password1" not in self.data:
            del self.fields["password1"]
            return
        as_input(self.fields["password1"])
        self.fields["password1"].help_text = with_limits(AT_LEAST, least=SHORTEST)
        new_password = cast(allauth.SetPasswordField, self.fields["password1"])
        # the raw field: validating a password against megabytes would take seconds
        new_password.user = User(username=self.data.get("username", "")[:LONGEST_NAME])

    @property
    def asks_password(self) -> bool:
        """Whether name and code need not be looked at any more."""
        return "password1" in self.fields and not (self.errors.keys() & {"username", "code"})

    def with_password(self) -> "RecoverForm":
        """The same name and code, which were right, with a field for the new password."""
        known = {name: self.data[name] for name in ("username", "code")}
        return RecoverForm(initial=known, asks_password=True)
