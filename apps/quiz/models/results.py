"""Results that a member asked to keep: one sealed row each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID, uuid4

from django.db import models, transaction

from apps.quiz.models.donated import DonatedSitting
from apps.quiz.models.drafts import SittingDraft
from apps.quiz.results.content import KeptResultContent
from apps.quiz.sitting.sitting import Sitting
from apps.vault.codec import replace
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import Conflict, Full, PrivateQuerySet, SealedRow
from apps.vault.unlocked_vault import UnlockedVault

RESULT = "quiz.result"
MOST_RESULTS = 500


class ResultsFull(Full):
    """The vault has as many kept results as it may. Nothing was changed."""


class LabelConflict(Conflict[KeptResultContent]):
    """The name or the note was changed elsewhere since it was opened here."""


@dataclass(frozen=True)
class OpenedResult:
    """A row with its content; None where the row is damaged."""

    row: "KeptResult"
    record: KeptResultContent | None


class KeptResultQuerySet(PrivateQuerySet["KeptResult"]):
    def newest(self) -> Self:
        return self.order_by("-number")

    def among(self, ids: Iterable[UUID]) -> Self:
        return self.filter(pk__in=list(ids))

    def opened(self, vault: UnlockedVault) -> list[OpenedResult]:
        """Every row with its content; a damaged row hides no other."""
        return [
            OpenedResult(row, row.contents_or_none(vault)) for row in self.in_vault(vault).newest()
        ]


class KeptResult(SealedRow[KeptResultContent]):
    """One finished sitting with a private name and a note, all in one blob."""

    sealed = models.BinaryField()

    sealed_table = SealedTable(
        name="quiz results",
        blobs={"sealed": RESULT},
        turn=4,
        serialized_by="apps.quiz.integrations.ResultSerializer",
    )

    objects = KeptResultQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["vault_id", "-number"], name="results_newest_first")]

    @classmethod
    def keep(
        cls, vault: UnlockedVault, sitting: Sitting, *, day: date, about: str = "", note: str = ""
    ) -> "KeptResult":
        """Keep a finished sitting and delete its draft. Raises ResultsFull.

        The same answers of a sitting twice are one row, with the name and the note of the last
        time; other answers of that sitting are a row of their own, so that no kept result is ever
        overwritten.
        """
        with transaction.atomic():
            vault.vault.hold()  # lock the vault before its rows, everywhere
            SittingDraft.let_go(vault, sitting)
            known = cls.objects.select_for_update().opened(
                vault
            )  # a row that another tab deletes does not come back by being kept
            record = KeptResultContent.of(sitting, day=day, about=about, note=note)
            for each in known:
                if each.record and each.record.has_answers_of(sitting):
                    each.row._become(vault, _same_sitting(each.record, record))
                    return each.row
            if len(known) >= MOST_RESULTS:
                raise ResultsFull(MOST_RESULTS)
            row = cls(id=uuid4(), vault_id=vault.id, number=vault.vault.next_number(), revision=0)
            row._become(vault, record)
        return row

    @classmethod
    def arrive(cls, vault: UnlockedVault, sitting: Sitting, *, day: date) -> "KeptResult":
        """Keep the sitting of a guest who signed in; a result that is kept already stays as it is.

        Raises ResultsFull.
        """
        with transaction.atomic():
            vault.vault.hold()
            for each in cls.objects.opened(vault):
                if each.record and each.record.has_answers_of(sitting):
                    SittingDraft.let_go(vault, sitting)
                    return each.row
            return cls.keep(vault, sitting, day=day)

    def label(self, vault: UnlockedVault, *, about: str, note: str, expected: int) -> None:
        """Write another name and note over revision ``expected``. Raises LabelConflict, Damaged."""

        def labelled(record: KeptResultContent) -> KeptResultContent:
            after = record.labelled(about=about, note=note)
            if self.revision != expected and after != record:
                raise LabelConflict(record, self.revision)
            return after

        self._change(vault, labelled)

    def give(self, vault: UnlockedVault) -> None:
        """Hand the answers over without a sender, once. Raises Damaged, DoesNotExist.

        Two transactions on purpose: the database numbers them, and one number in both rows would
        link the answers to the vault. If the second fails, the answers are not given after all.
        """
        before = self.contents(vault)
        if before.given or not before.is_scored or before.sitting is None:
            return
        marked: list[KeptResultContent] = []

        def given(record: KeptResultContent) -> KeptResultContent:
            if not record.given:
                marked.append(record)
            return replace(record, given=True)

        self._change(vault, given)
        for record in marked:
            if record.sitting is not None:
                DonatedSitting.take(record.sitting)

    def _change(
        self, vault: UnlockedVault, verb: Callable[[KeptResultContent], KeptResultContent]
    ) -> None:
        """Apply the verb to the content of now. Raises what it raises, Damaged, DoesNotExist."""
        with transaction.atomic():
            vault.vault.hold()
            self.refresh_from_db(from_queryset=KeptResult.objects.select_for_update())
            self._become(vault, verb(self.contents(vault)))

    def _become(self, vault: UnlockedVault, record: KeptResultContent) -> None:
        """Seal and save this content. Inside a transaction only, with the vault locked for it."""
        if self.revision and self.contents_or_none(vault) == record:
            return
        self.reseal(vault, record)
        self.save()


def _same_sitting(before: KeptResultContent, after: KeptResultContent) -> KeptResultContent:
    """The content of a result kept twice: the newer name and note unless empty, the older day."""
    return replace(
        after,
        about=after.about or before.about,
        note=after.note or before.note,
        day=before.day,
        given=before.given,
    )
