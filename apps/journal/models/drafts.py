"""Drafts: pages that saved themselves and are not kept yet, sealed like kept ones."""

from typing import Final, Self
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone

from apps.journal.drafts.content import DraftContent, DraftMark
from apps.journal.entries.form_builders import entry_sent
from apps.journal.models.entries import Entry
from apps.journal.models.versions import EntryVersion
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import PrivateQuerySet, SealedRow
from apps.vault.unlocked_vault import UnlockedVault

DRAFT = "draft"
DRAFTS: Final = "drafts"


class DraftQuerySet(PrivateQuerySet["Draft"]):
    def newest(self) -> Self:
        """The one that was begun last stands first."""
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
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vault_id", "tab"], name="one_draft_a_tab")]

    @property
    def mark(self) -> DraftMark:
        return DraftMark(self.tab, self.revision)

    @classmethod
    def keep(cls, vault: UnlockedVault, content: DraftContent, mark: DraftMark) -> "Draft":
        """The newest words of a tab; a send that was made earlier and comes later changes nothing.

        A draft that this one was opened from, and that nobody went on with, gives way to it. What
        an earlier sitting had come to stays in the history of the page.
        """
        with transaction.atomic():
            vault.vault.hold()  # the vault before its rows, everywhere
            own = cls.objects.in_vault(vault)
            draft = own.filter(tab=mark.tab).select_for_update().first()
            if draft is not None and draft.revision >= mark.revision:
                return draft
            if draft is None:
                content = cls._in_place_of(vault, content)
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
