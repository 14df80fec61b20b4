"""Sets up a second factor through the pages, and computes codes as an app does."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client

from apps.accounts.models import User
from tests.factories import PASSWORD

APP_ON = "/account/second-factor/app/"
APP_OFF = "/account/second-factor/app/off/"
BACKUP_CODES = "/account/second-factor/codes/"
OVERVIEW = "/account/second-factor/"
PROVE = "/account/second-factor/prove/"
STEP = "/account/sign-in/code/"
SIGN_IN = "/account/sign-in/"


def code_of(secret: str, *, later: int = 0) -> str:
    """The code that an app shows now, or so many periods of 30 seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))


def prove(client: Client, address: str, *, password: str = PASSWORD) -> None:
    answer = client.post(address, {"own_password": password})
    assert (answer.status_code, answer["Location"]) == (303, address)


def set_up(client: Client, *, later: int = 0, password: str = PASSWORD) -> str:
    """Turn the codes of an app on through the pages, with the code of now or of another period."""
    prove(client, APP_ON, password=password)
    assert client.post(APP_ON).status_code == 303
    page = client.get(APP_ON).content.decode()
    shown = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert shown is not None
    secret = shown[1].replace(" ", "")
    answer = client.post(APP_ON, {"code": code_of(secret, later=later)})
    assert answer.status_code == 303, answer.content.decode()
    return secret


def backup_codes(client: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", client.get(BACKUP_CODES).content.decode())


def secret_of(user: User) -> str:
    row = Authenticator.objects.get(user=user, type="totp")
    return str(decrypt(row.data["secret"]))
