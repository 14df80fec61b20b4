"""Drafts of sittings under way: sealed after each answer, deleted after 14 days."""

from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from apps.quiz.sitting.browser import SittingDraftContent, packed, unpacked
from apps.quiz.sitting.sitting import Sitting
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import PrivateQuerySet, SealedRow
from apps.vault.unlocked_vault import UnlockedVault

DRAFT = "quiz.draft"
MOST_OF_A_FORM = 10
MOST_IMPORTED = 100


class SittingDraftQuerySet(PrivateQuerySet["SittingDraft"]):
    def alive(self) -> Self:
        return self.filter(expires_on__gt=timezone.now().date())

    def expired(self) -> Self:
        return self.filter(expires_on__lte=timezone.now().date())

    def opened(self, vault: UnlockedVault) -> list[tuple["SittingDraft", Sitting | None]]:
        """Every draft with its sitting, the one begun last first; None for a sitting that is lost.

        A sitting is lost where the draft is damaged or this release lacks its version of the form.
        """
        rows = self.in_vault(vault).alive().order_by("-number")
        return [(row, row.sitting_or_none(vault)) for row in rows]

    def of_form(self, vault: UnlockedVault, slug: str) -> list[Sitting]:
        """The sittings of one form that can go on, the one begun last first."""
        sittings = (sitting for _row, sitting in self.opened(vault))
        return [each for each in sittings if each and each.form.slug == slug]


class SittingDraft(SealedRow[SittingDraftContent]):
    """One sitting under way, sealed, and in plain the day on which the draft is deleted."""

    content = models.BinaryField()
    expires_on = models.DateField()

    sealed_table = SealedTable(
        name="sittings",
        blobs={"content": DRAFT},
        turn=9,
        serialized_by="apps.quiz.integrations.SittingSerializer",
        most=MOST_IMPORTED,
    )

    objects = SittingDraftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["vault_id", "-number"], name="sittings_newest_first"),
            models.Index(fields=["expires_on"], name="sittings_by_expiry"),
        ]

    @classmethod
    def note(cls, vault: UnlockedVault, sitting: Sitting) -> None:
        """Store how far a sitting has come. A finished sitting, or one without marks, has none.

        The draft of another sitting of the same form stays, unless there are so many drafts that
        the one begun first makes room.
        """
        if sitting.is_finished or not sitting.is_begun:
            cls.let_go(vault, sitting)
            return
        with transaction.atomic():
            vault.vault.hold()  # lock the vault before its rows, everywhere
            of_form = [
                (row, kept)
                for row, kept in cls.objects.select_for_update().opened(vault)
                if kept and kept.form.slug == sitting.form.slug
            ]
            known = next((row for row, kept in of_form if kept.is_run_of(sitting)), None)
            if known is None:
                for row, _kept in of_form[MOST_OF_A_FORM - 1 :]:
                    row.delete()
            row = known or cls._begun(vault)
            row._seal(vault, sitting)
            row.save()

    @classmethod
    def let_go(cls, vault: UnlockedVault, sitting: Sitting) -> None:
        """Delete the draft of this sitting; the draft of another sitting of the form stays."""
        with transaction.atomic():
            vault.vault.hold()
            for row, kept in cls.objects.opened(vault):
                if kept and kept.is_run_of(sitting):
                    row.delete()

    @classmethod
    def _begun(cls, vault: UnlockedVault) -> "SittingDraft":
        number = vault.vault.next_number()
        return cls(id=uuid4(), vault_id=vault.id, number=number, revision=0)

    def sitting_or_none(self, vault: UnlockedVault) -> Sitting | None:
        """The sitting; None where the draft is damaged or this release lacks its version."""
        content = self.contents_or_none(vault)
        sitting = unpacked(content) if content else None
        return sitting if sitting and sitting.can_go_on else None

    def _seal(self, vault: UnlockedVault, sitting: Sitting) -> None:
        self.reseal(vault, packed(sitting))
        self.expires_on = self.changed_on + timedelta(days=settings.SITTING_DAYS)
