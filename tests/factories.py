"""Plain functions that make what a test needs, named for what they make."""

from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.sessions import SessionStore
from apps.vault.unlocked_vault import UnlockedVault
from apps.vault.unlocking.browser_session import find_open_vault

PASSWORD = "harbour tern velvet ladder"


def make_member(name: str, *, password: str = PASSWORD) -> User:
    return User.objects.create_user(name, password)


def sign_in(client: Client, name: str, *, password: str = PASSWORD) -> Client:
    """Sign in through the real form, which opens (or makes) the vault as well."""
    response = client.post("/account/sign-in/", {"login": name, "password": password})
    assert response.status_code in {302, 303}, response.content.decode()[:2000]
    return client


def open_vault_of(client: Client) -> UnlockedVault:
    """The open vault that a client's cookies stand for, for tests that look inside."""
    request = HttpRequest()
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request.session = SessionStore(request.COOKIES[settings.SESSION_COOKIE_NAME])
    request.user = User.objects.get(pk=request.session["_auth_user_id"])
    found = find_open_vault(request)
    assert found is not None, "the vault is not open in this client"
    return found
