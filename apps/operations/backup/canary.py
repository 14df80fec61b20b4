"""A member made for one backup: whoever restores it proves that a journal still opens.

The password is random, stands in the encrypted backup and nowhere else, and nobody can sign in
with it: the account is not active. docs/decisions/canary-of-a-backup.md has the reasons.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from uuid import uuid4

from django.utils import timezone

from apps.accounts.deletion import delete_member
from apps.accounts.models import User
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.models import Entry
from apps.journal.photos.moving import broken_of_sample
from apps.operations.backup.manifest import Canary
from apps.vault.blob_store import StoreAway
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.sealing import Damaged
from apps.vault.key_changes.peppers import PepperMismatch, problems
from apps.vault.keyslots import NoVault, make_vault, unwrap_with_password
from apps.vault.models import UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault

PREFIX: Final = "backup-canary-"
LEFT_OVER: Final = timedelta(days=1)  # from a backup that was killed, or from a restored database


@contextmanager
def canary_for_backup() -> Iterator[Canary]:
    """A canary with an unlocked journal and one page, for as long as the backup takes.

    Raises PepperMismatch, DerivationsBusy.
    """
    _remove_left_over()
    canary = Canary(
        name=f"{PREFIX}{secrets.token_hex(8)}",
        password=secrets.token_urlsafe(32),
        words=f"This page came back whole: {secrets.token_hex(16)}",
    )
    user = User.objects.create_user(canary.name, canary.password, is_active=False)
    try:
        vault, data_keys = make_vault(user, password=canary.password)
        head = EntryHead(day=timezone.now().date(), title="Canary")
        page = EntryContent(head=head, body=canary.words)
        Entry.write(UnlockedVault(UnlockedSession(vault=vault), data_keys), page, entry_id=uuid4())
        yield canary
    finally:
        delete_member(user)


def problems_of_restored(canary: Canary) -> list[str]:
    """What is wrong with the database of this process as a restored one; empty where all is well.

    The peppers of the settings fit it, the canary's password is right, the journal opens by it, and
    its page says what it said.
    """
    if found := problems():
        return found
    user = User.objects.named(canary.name).first()
    if user is None:
        return ["The canary is not in it."]
    vault = Vault.objects.of(user).current().first()
    try:
        if vault is None or not user.check_password(canary.password):
            return ["The canary's password is not right any more."]
        data_keys = unwrap_with_password(vault, canary.password)
        opened = UnlockedVault(UnlockedSession(vault=vault), data_keys)
        pages = [each.page(opened).body for each in Entry.objects.in_vault(opened)]
    except (WrongKey, NoVault, Damaged, PepperMismatch) as error:
        return [f"The canary's journal does not open: {type(error).__name__}."]
    if pages != [canary.words]:
        return ["The canary's page is not what it was."]
    return _photos_missing()


def _photos_missing() -> list[str]:
    """What is wrong with the photos that lie outside of the database, by some of them."""
    try:
        broken, asked = broken_of_sample()
    except StoreAway as error:
        return [str(error)]
    if not broken:
        return []
    return [f"{broken} of {asked} photos that were looked for are not in LEEWAY_PHOTO_STORAGE."]


def _remove_left_over() -> None:
    before = (timezone.now() - LEFT_OVER).date()
    left = User.objects.filter(username__startswith=PREFIX, is_active=False, joined_on__lt=before)
    for user in left:
        delete_member(user)
