"""The member, their sign-ins, account events and mailed links."""

from apps.accounts.email.links import MailedLink
from apps.accounts.models.account_events import AccountEvent
from apps.accounts.models.user_names import (
    LONGEST_NAME,
    NAME_TOO_LONG,
    folded_name,
    normalized_name,
)
from apps.accounts.models.users import User
from apps.accounts.sign_ins.models import EndedSignIn, FailedTries, SignIn, hash_of_key

__all__ = [
    "LONGEST_NAME",
    "NAME_TOO_LONG",
    "AccountEvent",
    "EndedSignIn",
    "FailedTries",
    "MailedLink",
    "SignIn",
    "User",
    "folded_name",
    "hash_of_key",
    "normalized_name",
]
