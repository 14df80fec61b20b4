"""Drafts saved while the journal was closed: sealed so that only its own key opens them."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from apps.journal.drafts.content import DraftContent, DraftMark
from apps.journal.models.drafts import Draft
from apps.vault.codec import replace
from apps.vault.crypto.sealing import Damaged, TooLong
from apps.vault.drop_box import open_from_inbox, seal_to_inbox
from apps.vault.models import Vault
from apps.vault.sealed_rows import PrivateQuerySet, PrivateRow
from apps.vault.unlocked_vault import UnlockedVault

LETTER = "draft-letter"
MOST_LETTERS = 20
LONGEST_LETTER = 2_000_000  # bytes


class LockedDraftsFull(Exception):
    """So many letters wait that no other is taken before the journal is opened."""


class LockedDraftQuerySet(PrivateQuerySet["LockedDraft"]):
    def to(self, vault_id: UUID) -> "LockedDraftQuerySet":
        return self.filter(vault_id=vault_id)

    def newest(self) -> "LockedDraftQuerySet":
        return self.order_by("-number")

    def expired(self) -> "LockedDraftQuerySet":
        return self.filter(expires_on__lte=timezone.now().date())


class LockedDraft(PrivateRow):
    """What one composer saved by itself while nobody could read it, not even we.

    Anybody who knows the vault's public key can write one, so a letter never touches a page: it
    becomes a draft, beside all others but the earlier words of its own tab.
    """

    tab = models.UUIDField()
    content = models.BinaryField()
    expires_on = models.DateField()

    objects = LockedDraftQuerySet.as_manager()

    class Meta:
        db_table = "journal_letter"  # the name that the released table has
        constraints = [models.UniqueConstraint(fields=["vault_id", "tab"], name="one_letter_a_tab")]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def post(cls, vault: Vault, typed: DraftContent, mark: DraftMark) -> None:
        """Seal the newest words of a tab to a closed vault. Raises Full, TooLong, Damaged."""
        content = replace(typed, while_closed=True).to_bytes()
        if len(content) > LONGEST_LETTER:
            raise TooLong("A letter has a limit.")
        with transaction.atomic():
            vault.hold()
            letters = cls.objects.to(vault.id)
            letter = letters.filter(tab=mark.tab).select_for_update().first()
            if letter is not None and letter.revision >= mark.revision:
                return
            if letter is None:
                if letters.count() >= MOST_LETTERS:
                    raise LockedDraftsFull
                letter = cls(id=uuid4(), vault_id=vault.id, tab=mark.tab)
                letter.number = vault.next_number()
            letter.revision = mark.revision
            letter.changed_on = timezone.now().date()
            letter.expires_on = letter.changed_on + timedelta(days=settings.LETTER_DAYS)
            seal = partial(seal_to_inbox, vault, object_id=letter.id, revision=letter.revision)
            letter.content = seal(content, kind=LETTER)
            letter.save()

    def typed(self, vault: UnlockedVault) -> DraftContent:
        """Raises Damaged."""
        opened = partial(open_from_inbox, vault, object_id=self.id, revision=self.revision)
        return DraftContent.from_bytes(opened(bytes(self.content), kind=LETTER))


def open_locked_drafts(vault: UnlockedVault) -> None:
    """Each letter becomes a draft of the open journal; a damaged one stays where it lies.

    It is read under the lock of the vault: its tab may have sent newer words meanwhile.
    """
    letters = LockedDraft.objects.in_vault(vault)
    for letter_id in letters.order_by("number").values_list("pk", flat=True):
        with transaction.atomic(), suppress(Damaged):
            vault.vault.hold()
            letter = letters.with_id(letter_id)
            if letter is not None:
                typed = letter.typed(vault)
                Draft.keep(vault, typed, DraftMark(letter.tab, letter.revision))
                letter.delete()


def forget_drafts(vault: UnlockedVault, marks: Iterable[DraftMark | None]) -> None:
    """The page that these drafts led to is kept: they go, unless somebody went on with one."""
    for mark in filter(None, marks):
        Draft.objects.in_vault(vault).marked(mark).delete()
        LockedDraft.objects.in_vault(vault).filter(
            tab=mark.tab, revision__lte=mark.revision
        ).delete()
