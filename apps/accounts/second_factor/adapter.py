"""How django-allauth keeps the secrets of a second factor, and what it calls this site."""

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from apps.accounts.models import User
from apps.vault.crypto.sealing import Damaged
from apps.vault.crypto.second_factor_secret import seal_secret, unseal_secret
from apps.vault.key_changes.peppers import pepper_to_seal_with


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are sealed under a key outside the database; no mail is sent."""

    def encrypt(self, text: str) -> str:
        """Raises PepperMismatch."""
        pepper_to_seal_with()
        return base64.b64encode(seal_secret(text.encode(), peppers=_peppers())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises Damaged."""
        try:
            blob = base64.b64decode(encrypted_text, validate=True)
        except ValueError:
            raise Damaged("The secret is not written as a blob is.") from None
        return unseal_secret(blob, peppers=_peppers()).decode()

    def get_totp_issuer(self) -> str:
        return "Leeway"

    def _get_site_name(self) -> str:
        return "Leeway"

    def _get_user_identifier(self, user: User) -> str:
        """The user name alone: an e-mail address would stand in the list of an app."""
        return user.get_username()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        return None


def _peppers() -> dict[int, bytes]:
    return {version: str(pepper).encode() for version, pepper in settings.VAULT_PEPPERS.items()}
