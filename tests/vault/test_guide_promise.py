"""What the guide on writing says of the journal, tried with all that the house has."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from apps.articles.content.parse import read_guide
from apps.journal.models import Entry
from apps.vault.crypto import keys
from apps.vault.crypto.sealing import Damaged
from apps.vault.keyslots import unwrap_with_password
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD
from tests.journal.entry_samples import a_page, keep
from tests.leak_scan import new_word

KEY_BYTES = 32
PROMISES = (
    "Nobody who runs this site can read your journal while you are signed out, given a password"
    " that cannot be guessed.",
    "while you are signed out, our database, our backups and the people who run this site cannot"
    " open them.",
)

pytestmark = pytest.mark.django_db


def test_nobody_who_runs_the_site_reads_a_page_while_its_member_is_signed_out(
    maya: Client,
) -> None:
    """Neither what is stored, nor the secrets of the server, nor both, open a page."""
    guide = read_guide(settings.BASE_DIR / "fixtures/guides/writing-that-helps.md")
    said = " ".join([*guide.key_points, guide.body])
    assert [each for each in PROMISES if each not in said] == []
    word = new_word()
    row = keep(maya, a_page(word))
    maya.post("/account/sign-out/")
    assert not UnlockedSession.objects.exists()
    vault, slot = Vault.objects.get(), KeySlot.objects.get()
    in_hand = [
        *_stored(),
        settings.SECRET_KEY.encode(),
        *map(_as_bytes, settings.VAULT_PEPPERS.values()),
    ]
    tried = set()
    for value in in_hand:
        for key in _keys_within(value):
            tried.add(key)
            with pytest.raises((Damaged, keys.WrongKey)):
                keys.unwrap(bytes(slot.wrapped), kek=key)
            with pytest.raises(Damaged):
                _page(row, vault, {1: key})
    assert len(tried) > 1000
    with pytest.raises(keys.WrongKey):
        unwrap_with_password(vault, settings.SECRET_KEY)
    assert word in _page(row, vault, unwrap_with_password(vault, PASSWORD))


def _page(row: Entry, vault: Vault, data_keys: dict[int, bytes]) -> str:
    """The text of an entry, opened with these keys. Raises Damaged."""
    opened = UnlockedVault(UnlockedSession(vault=vault), data_keys)
    return row.unseal_field(opened, "body").decode()


def _as_bytes(secret: str | bytes) -> bytes:
    return secret.encode() if isinstance(secret, str) else secret


def _stored() -> Iterator[bytes]:
    """Each value of each row of each table that could hold or hide a key."""
    for model in apps.get_models():
        for values in model._default_manager.values_list():
            for value in values:
                if isinstance(value, bytes | memoryview):
                    yield bytes(value)
                elif isinstance(value, str):
                    yield value.encode()
                    with suppress(ValueError):
                        yield bytes.fromhex(value)


def _keys_within(value: bytes) -> Iterator[bytes]:
    """Each run of as many bytes as a key has."""
    for at in range(len(value) - KEY_BYTES + 1):
        yield value[at : at + KEY_BYTES]
