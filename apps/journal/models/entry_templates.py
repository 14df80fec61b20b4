"""Templates of a writer's own: what a new page may begin with, each sealed in a row."""

from functools import partial
from uuid import UUID, uuid4

from django.db import models, transaction

from apps.journal.entry_templates.content import MOST_TEMPLATES, EntryTemplateContent
from apps.vault.registry import ContentSerializer, SealedTable
from apps.vault.sealed_rows import Conflict, Full, PrivateQuerySet, SealedRow
from apps.vault.unlocked_vault import UnlockedVault

TEMPLATE = "journal.template"


class TemplatesFull(Full):
    """The journal holds as many templates as it can. Nothing was kept."""


class TemplateNameTaken(Exception):
    """Another template has this name, capitals aside. Nothing was changed."""


class TemplateConflict(Conflict["EntryTemplate"]):
    """The template was changed elsewhere since it was opened here. Nothing was overwritten."""


class EntryTemplateQuerySet(PrivateQuerySet["EntryTemplate"]):
    def opened(
        self, vault: UnlockedVault
    ) -> list[tuple["EntryTemplate", EntryTemplateContent | None]]:
        """Each template of the vault with its text by name, the damaged ones last."""
        rows = [
            (row, row.contents_or_none(vault)) for row in self.in_vault(vault).order_by("number")
        ]
        whole = [(row, text) for row, text in rows if text is not None]
        damaged = [(row, None) for row, text in rows if text is None]
        return [*sorted(whole, key=lambda each: each[1].name.casefold()), *damaged]

    def called(self, template_id: str, vault: UnlockedVault) -> "EntryTemplate | None":
        """The template of the vault with that id as an address says it, or None."""
        try:
            return self.in_vault(vault).with_id(UUID(template_id))
        except ValueError:
            return None


class EntryTemplate(SealedRow[EntryTemplateContent]):
    """A template of the writer's own: one sealed blob with its name and its body."""

    sealed = models.BinaryField()

    sealed_table = SealedTable(
        name="templates",
        blobs={"sealed": TEMPLATE},
        turn=3,
        serialized_by=partial(ContentSerializer, is_single=False),
        most=MOST_TEMPLATES,
    )

    objects = EntryTemplateQuerySet.as_manager()

    class Meta:
        db_table = "journal_owntemplate"  # the name that the released table has

    @classmethod
    def write(
        cls, vault: UnlockedVault, text: EntryTemplateContent, *, template_id: UUID
    ) -> "EntryTemplate":
        """Keep a new one; the same one sent twice is kept once.

        Raises TemplatesFull, TemplateNameTaken, TemplateConflict, Damaged.
        """
        with transaction.atomic():
            number = vault.vault.next_number()  # the vault before its rows, everywhere
            known = cls.objects.in_vault(vault).with_id(template_id)
            if known is not None:
                if known.contents(vault) == text:
                    return known
                raise TemplateConflict(known)
            others = cls.objects.opened(vault)
            if len(others) >= MOST_TEMPLATES:
                raise TemplatesFull(MOST_TEMPLATES)
            if any(other and other.is_called_like(text) for _row, other in others):
                raise TemplateNameTaken
            row = cls(id=template_id, vault_id=vault.id, number=number)
            if cls.objects.taken_ids([template_id]):  # an id of another journal: say nothing
                row.id = uuid4()
            row.seal(vault, text)
            row.save(force_insert=True)
        return row

    def rewrite(self, vault: UnlockedVault, text: EntryTemplateContent, *, expected: int) -> None:
        """Write over revision `expected`.

        Raises TemplateConflict, TemplateNameTaken, Damaged, DoesNotExist.
        """
        with transaction.atomic():
            vault.vault.hold()
            kept = EntryTemplate.objects.in_vault(vault).select_for_update().get(pk=self.pk)
            before = kept.contents(vault)
            if before == text:
                return
            if kept.revision != expected:
                raise TemplateConflict(kept)
            others = (other for row, other in EntryTemplate.objects.opened(vault) if row != kept)
            is_renamed = not text.is_called_like(before)
            if is_renamed and any(other and other.is_called_like(text) for other in others):
                raise TemplateNameTaken
            kept.reseal(vault, text)
            kept.save(update_fields=["revision", "changed_on", "sealed"])
