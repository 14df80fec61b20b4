"""A process is killed while hash and key slots move: one password opens both, the old or the new.

Each process does the real thing on the real database, and SIGKILL meets its open transaction.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.accounts.passwords import change
from apps.vault import keyslots
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.models import KeySlot, Vault
from tests.accounts.test_email_address import with_address
from tests.accounts.test_recovery import RECOVER, as_text
from tests.accounts.test_reset import ask, reset
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.peppers import NEW as NEW_PEPPER
from tests.vault.test_recovery import make_code, opens, prove

CHANGE, BACK = "/account/password/", "/vault/journals/back/"
NEW = "quiet lantern over shingle"
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Scene:
    """Maya's browser, her code and what her journal is sealed with, before anything happens."""

    browser: Client
    settings: Settings
    code: RecoveryCode
    keys: keyslots.DataKeys = field(default_factory=dict)
    token: str = ""
    new_code: RecoveryCode | None = None

    def newer_pepper(self) -> None:
        self.settings.VAULT_PEPPERS = {**self.settings.VAULT_PEPPERS, 2: NEW_PEPPER}

    def mailed(self) -> None:
        with_address(self.browser)
        self.token = ask()

    def locked_out(self) -> None:
        self.mailed()
        assert reset(self.token) == 303
        self.browser.post("/account/sign-in/", {"login": "maya", "password": NEW})

    def second_code(self) -> None:
        self.new_code = make_code(self.browser)

    def nothing(self) -> None:
        """Nothing has to happen first."""


def sign_in_again(scene: Scene) -> bool:
    sign_in(Client(), "maya")
    return {slot.pepper_version for slot in KeySlot.objects.password()} == {2}


def change_password(scene: Scene) -> bool:
    fields = {"oldpassword": PASSWORD, "password1": NEW, "is_known": "on"}
    return bool(scene.browser.post(CHANGE, fields).status_code == 303)


def recover(scene: Scene) -> bool:
    form = {"username": "maya", "code": as_text(scene.code), "password1": NEW}
    return bool(Client().post(RECOVER, form).status_code == 303)


def renew_code(scene: Scene) -> bool:
    assert scene.new_code is not None
    return bool(prove(scene.browser, scene.new_code).status_code in {302, 303})


def reset_by_mail(scene: Scene) -> bool:
    return reset(scene.token) == 303


def bring_back(scene: Scene) -> bool:
    vault = str(Vault.objects.get().id)
    form = {"vault": vault, "earlier": PASSWORD, "code": "", "password": NEW}
    return bool(scene.browser.post(BACK, form).status_code == 303)


type Step = Callable[[Scene], Any]
# What is done before, what is done, where SIGKILL meets it, and with which password one is in then.
MOMENTS: dict[str, tuple[Step, Step, object, str, str]] = {
    "sign-in, the hash moved": (
        *(Scene.newer_pepper, sign_in_again),
        *(keyslots, "wrap_for_password", PASSWORD),
    ),
    "sign-in, hash and slot moved": (
        *(Scene.newer_pepper, sign_in_again),
        *(keyslots, "wrap_for_password after", PASSWORD),
    ),
    "change, the hash stored": (
        *(Scene.nothing, change_password),
        *(keyslots, "wrap_for_password", PASSWORD),
    ),
    "change, all but committed": (
        *(Scene.nothing, change_password),
        *(change, "open_here after", PASSWORD),
    ),
    "change, just committed": (Scene.nothing, change_password, User, "note", NEW),
    "recovery, the hash stored": (
        *(Scene.nothing, recover),
        *(keyslots, "wrap_for_password", PASSWORD),
    ),
    "recovery, all but committed": (
        *(Scene.nothing, recover),
        *(Vault, "become_current after", PASSWORD),
    ),
    "recovery, just committed": (Scene.nothing, recover, User, "note", NEW),
    "new code, the old one deleted": (
        *(Scene.second_code, renew_code),
        *(Vault, "choose_recovery", PASSWORD),
    ),
    "reset, the hash stored": (Scene.mailed, reset_by_mail, User, "end_sign_ins", PASSWORD),
    "bring back, wrapped": (Scene.locked_out, bring_back, Vault, "become_current", NEW),
}


@pytest.fixture
def scene(maya: Client, settings: Settings) -> Iterator[Scene]:
    code = make_code(maya)
    prove(maya, code)
    yield Scene(maya, settings, code, keys=open_vault_of(maya).data_keys)


def kill_in_the_middle(act: Callable[[], object], owner: Any, where: str) -> None:
    """Do it in a process of its own, which SIGKILL ends before or after that function."""
    name, _, after = where.partition(" ")
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    if (child := os.fork()) == 0:
        original = getattr(owner, name)

        def die(*given: Any, **named: Any) -> None:
            if after:
                original(*given, **named)
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)

        try:
            setattr(owner, name, die)
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended by itself: nothing was killed"
    assert os.WTERMSIG(status) == signal.SIGKILL


def signing_in() -> list[str]:
    """The passwords that sign in now; there is one."""
    user = User.objects.get()
    return [password for password in (PASSWORD, NEW) if user.check_password(password)]


def keys_now(*, is_locked: bool) -> keyslots.DataKeys:
    """What the password of now opens, through the pages; the earlier one where it stayed locked."""
    if is_locked:
        return keyslots.unwrap_with_password(Vault.objects.get(), PASSWORD)
    again = sign_in(Client(), "maya", password=signing_in()[0])
    return open_vault_of(again).data_keys


@pytest.mark.parametrize("moment", list(MOMENTS))
def test_after_a_kill_one_password_opens_account_and_journal(scene: Scene, moment: str) -> None:
    prepare, act, owner, where, expected = MOMENTS[moment]
    prepare(scene)
    kill_in_the_middle(lambda: act(scene), owner, where)
    assert signing_in() == [expected]
    is_locked = moment.startswith("bring back")
    found = keys_now(is_locked=is_locked)
    assert found.items() >= scene.keys.items()
    assert opens(scene.code), "the code that was proved still opens the journal"
    if scene.new_code is not None:
        assert not opens(scene.new_code)
    if expected == NEW and not is_locked:
        return
    if act is change_password:
        sign_in(scene.browser, "maya")
    if act is reset_by_mail:
        scene.token = ask()  # whoever signs in needs no link, so the one of before went
    assert act(scene), "what was cut off can be done again"
    after = signing_in()
    assert len(after) == 1
    reset_only = act is reset_by_mail
    assert keys_now(is_locked=reset_only).items() >= scene.keys.items()
    assert opens(scene.new_code or scene.code)
