"""Drafts: pages that saved themselves and are not kept yet, with the journal unlocked or locked.

A draft is sealed like a kept page. A locked draft is sealed to the public key of the locked vault,
and becomes a draft when the vault is unlocked.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final, Self
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from apps.journal.drafts.content import MOST_LOCKED_DRAFTS, MOST_REVISION, DraftContent, DraftMark
from apps.journal.entries.form_builders import entry_sent
from apps.journal.models.entries import Entry
from apps.journal.models.versions import EntryVersion
from apps.vault.codec import replace
from apps.vault.crypto.sealing import Damaged, TooLong
from apps.vault.drop_box import seal_to_inbox
from apps.vault.models import Vault
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import Full, PrivateQuerySet, SealedRow
from apps.vault.unlocked_vault import UnlockedVault

DRAFT = "draft"
DRAFTS: Final = "drafts"
LOCKED_DRAFT = "draft-letter"
RESERVED_DRAFTS: Final = 50  # beyond the limit, for pages that a full journal has no room for
LONGEST_LOCKED_DRAFT = 2_000_000  # bytes


class DraftQuerySet(PrivateQuerySet["Draft"]):
    def newest(self) -> Self:
        """The draft that was begun last stands first."""
        return self.order_by("-number")

    def marked(self, mark: DraftMark) -> Self:
        """The draft of this tab, if it came no further than that."""
        return self.filter(tab=mark.tab, revision__lte=mark.revision)

    def of_entry(self, entry_id: UUID) -> Self:
        return self.filter(entry_id=entry_id).newest()


class Draft(SealedRow[DraftContent]):
    """What one composer autosaved. `revision` counts its sends; `entry_id` is the entry's."""

    tab = models.UUIDField()
    entry_id = models.UUIDField()
    content = models.BinaryField()

    sealed_table = SealedTable(
        name=DRAFTS,
        blobs={"content": DRAFT},
        turn=7,
        serialized_by="apps.journal.exporting.draft_rows.DraftSerializer",
        fitting="apps.journal.exporting.draft_rows.fitting",
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vault_id", "tab"], name="one_draft_a_tab")]

    @property
    def mark(self) -> DraftMark:
        return DraftMark(self.tab, self.revision)

    @classmethod
    def keep(
        cls,
        vault: UnlockedVault,
        content: DraftContent,
        mark: DraftMark,
        *,
        is_limited: bool = True,
        reserve: int = 0,
    ) -> "Draft":
        """The newest words of a tab; a send that was made earlier and comes later changes nothing.

        A draft that this one was opened from, and that nobody went on with, gives way to it. What
        an earlier sitting had come to stays in the history of the page. Raises DraftsFull where
        it would be one more than DRAFTS_MOST, and `reserve` beyond them, unless the words would be
        lost by that.
        """
        with transaction.atomic():
            vault.vault.hold()  # the vault before its rows, everywhere
            own = cls.objects.in_vault(vault)
            draft = own.filter(tab=mark.tab).select_for_update().first()
            if draft is not None and draft.revision >= mark.revision:
                return draft
            if draft is None:
                content = cls._in_place_of(vault, content)
                if is_limited and own.count() >= settings.DRAFTS_MOST + reserve:
                    raise DraftsFull(settings.DRAFTS_MOST)
                draft = cls(vault_id=vault.id, tab=mark.tab, number=vault.vault.next_number())
                draft.id = uuid4()
            else:
                content = draft._going_on(vault, content)
            draft.revision = mark.revision
            draft.entry_id = content.entry_id or draft.entry_id or uuid4()
            draft.changed_on = timezone.now().date()
            draft.seal(vault, content)
            draft.save()
        return draft

    @classmethod
    def keep_refused(
        cls, vault: UnlockedVault, content: DraftContent, mark: DraftMark | None
    ) -> "Draft":
        """The words of a page that a full journal has no room for, as the newest of their tab.

        A composer without scripts has no tab: that of its page stands for it. Raises DraftsFull.
        """
        with transaction.atomic():
            vault.vault.hold()
            tab = mark.tab if mark else uuid5(content.entry_id or uuid4(), "refused")
            known = cls.objects.in_vault(vault).filter(tab=tab).first()
            newest = max(mark.revision if mark else 1, known.revision + 1 if known else 1)
            newest = min(newest, MOST_REVISION)
            mark = DraftMark(tab, newest)
            return cls.keep(vault, content, mark, reserve=RESERVED_DRAFTS)

    def let_go(self, vault: UnlockedVault) -> None:
        """Delete it for good, with the steps of a page that was never kept."""
        with transaction.atomic():
            vault.vault.hold()
            if not Entry.objects.in_vault(vault).filter(pk=self.entry_id).exists():
                EntryVersion.objects.in_vault(vault).of(self.entry_id).delete()
            self.delete()

    def _going_on(self, vault: UnlockedVault, content: DraftContent) -> DraftContent:
        """The new words in their sitting; a sitting that is over leaves a step behind."""
        earlier = self.contents_or_none(vault)
        if earlier is None:
            return content
        goes_on = content.after(earlier)
        if goes_on.sitting == goes_on.saved and (page := entry_sent(earlier.data)):
            EntryVersion.keep(vault, page, entry_id=self.entry_id)
        return goes_on

    @classmethod
    def _in_place_of(cls, vault: UnlockedVault, content: DraftContent) -> DraftContent:
        """The first send of a tab that was opened from another draft takes that one's place."""
        mark = DraftMark.read(content.continues)
        before = cls.objects.in_vault(vault).marked(mark).first() if mark else None
        if before is None:
            return content
        content = before._going_on(vault, content)
        before.delete()
        return content


class DraftsFull(Full):
    """The journal has as many drafts as it may; keeping or deleting one makes room."""


class LockedDraftsFull(Full):
    """The vault holds as many locked drafts as it takes; unlocking makes room."""


class LockedDraftQuerySet(PrivateQuerySet["LockedDraft"]):
    def to(self, vault_id: UUID) -> "LockedDraftQuerySet":
        return self.filter(vault_id=vault_id)

    def newest(self) -> "LockedDraftQuerySet":
        return self.order_by("-number")

    def expired(self) -> "LockedDraftQuerySet":
        return self.filter(expires_on__lte=timezone.now().date())


class LockedDraft(SealedRow[DraftContent]):
    """What one composer autosaved while the vault was locked: nobody can read it, not even we.

    Anybody who knows the vault's public key can write one, so a locked draft never changes an
    entry: it becomes a draft, and takes the place of the earlier draft of its own tab alone.
    """

    tab = models.UUIDField()
    content = models.BinaryField()
    expires_on = models.DateField()

    sealed_table = SealedTable(
        name="drafts while closed",
        blobs={"content": LOCKED_DRAFT},
        is_to_drop_box=True,
        not_exported="They are among the drafts, which they become when the journal opens.",
    )

    objects = LockedDraftQuerySet.as_manager()

    class Meta:
        db_table = "journal_letter"  # the name that the released table has
        constraints = [models.UniqueConstraint(fields=["vault_id", "tab"], name="one_letter_a_tab")]
        indexes = [models.Index(fields=["expires_on"], name="letters_by_expiry")]

    @classmethod
    def post(cls, vault: Vault, content: DraftContent, mark: DraftMark) -> None:
        """Seal the newest words of a tab to a locked vault.

        Raises LockedDraftsFull, TooLong, Damaged.
        """
        data = replace(content, while_closed=True).to_bytes()
        if len(data) > LONGEST_LOCKED_DRAFT:
            raise TooLong("A locked draft has a limit.")
        with transaction.atomic():
            vault.hold()
            kept = cls.objects.to(vault.id)
            row = kept.filter(tab=mark.tab).select_for_update().first()
            if row is not None and row.revision >= mark.revision:
                return
            if row is None:
                if kept.count() >= MOST_LOCKED_DRAFTS:
                    raise LockedDraftsFull(MOST_LOCKED_DRAFTS)
                row = cls(id=uuid4(), vault_id=vault.id, tab=mark.tab)
                row.number = vault.next_number()
            row.revision = mark.revision
            row.changed_on = timezone.now().date()
            row.expires_on = row.changed_on + timedelta(days=settings.LOCKED_DRAFT_DAYS)
            seal = partial(seal_to_inbox, vault, object_id=row.id, revision=row.revision)
            row.content = seal(data, kind=LOCKED_DRAFT)
            row.save()


def open_locked_drafts(vault: UnlockedVault) -> list[DraftContent]:
    """Turn each locked draft into a draft of the unlocked journal; a damaged one stays.

    A locked draft is read under the lock of the vault: its tab may have sent newer words meanwhile.
    """
    found, opened = LockedDraft.objects.in_vault(vault), []
    for draft_id in found.order_by("number").values_list("pk", flat=True):
        with transaction.atomic(), suppress(Damaged):
            vault.vault.hold()
            locked = found.with_id(draft_id)
            if locked is not None:
                content = locked.contents(vault)
                mark = DraftMark(locked.tab, locked.revision)
                Draft.keep(vault, content, mark, is_limited=False)
                locked.delete()
                opened.append(content)
    return opened


def forget_drafts(vault: UnlockedVault, marks: Iterable[DraftMark | None]) -> None:
    """The page that these drafts led to is kept: they go, unless somebody went on with one."""
    for mark in filter(None, marks):
        Draft.objects.in_vault(vault).marked(mark).delete()
        LockedDraft.objects.in_vault(vault).filter(
            tab=mark.tab, revision__lte=mark.revision
        ).delete()
