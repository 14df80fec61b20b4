"""Deletes expired rows of every room, without opening any, and peppers old sign-in hashes.

Private rows go vault by vault, a few hundred in a transaction and under the lock of their vault, as
everything that writes to one. A vault that is being written in is left for the next run, so that
nobody waits for this one, and two at once do each other no harm.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, Value
from django.db.models.functions import Least
from django.utils import timezone

from apps.accounts.models import AccountEvent, EndedSignIn, FailedTries, MailedLink, SignIn
from apps.accounts.passwords.earlier_hashes import pepper_earlier_hashes
from apps.accounts.passwords.pepper_use import move_to_newest_pepper
from apps.common.dates import SKEW
from apps.common.models import JobRun, PhotoStore, Tries
from apps.journal.models import (
    Entry,
    EntryVersion,
    Import,
    ImportPart,
    ImportPiece,
    LockedDraft,
    Photo,
    count_again_where_long_ago,
    forget_counts_without_vault,
)
from apps.journal.models.imports import UNDO
from apps.journal.photos.moving import delete_orphans
from apps.quiz.models import SittingDraft
from apps.vault.blob_store import delete_dropped, renew_lease
from apps.vault.models import DroppedBlob, UnlockedSession, Vault

TRIES_KEPT = timedelta(days=1)
VAULTS_AT_ONCE: Final = 200
ROWS_AT_ONCE: Final = 500

Rows = models.QuerySet[Any]
Counts = Counter[str]


def tidy(*, days_skipped: int = 0, clock_is_right: bool = False) -> dict[str, int]:
    """How many rows of each kind went, or were changed.

    The clock went `days_skipped` days further than time did since the last run: what was dated
    before that stays so much longer. With `clock_is_right` no earlier run is believed instead.
    """
    now = timezone.now()
    today = now.date() if clock_is_right else JobRun.known_today()
    _postpone(days_skipped, now, today)
    _correct_times_ahead(now, today)
    is_alone = renew_lease()
    boxes, factors = move_to_newest_pepper()
    counts = _delete_expired_rows()
    return {
        "versions of expired pages": counts["versions of expired pages"],
        "photos of expired pages": counts["photos of expired pages"],
        "removed photos": counts["removed photos"],
        "old versions": counts["old versions"],
        "expired locked drafts": counts["expired locked drafts"],
        "expired sittings": counts["expired sittings"],
        "imports nobody confirmed, and undos": counts["imports nobody confirmed, and undos"],
        "parts of those": counts["parts of those"],
        "pieces of files": counts["pieces of files"],
        "expired pages": counts["expired pages"],
        "ended sign-ins": _end_sign_ins(now),
        "sign-ins that ended long ago": EndedSignIn.objects.expired().delete()[0],
        "failed tries of long ago": FailedTries.objects.expired().delete()[0],
        "links of mails": MailedLink.objects.expired().delete()[0],
        "dropped photo objects": delete_dropped() if is_alone else 0,
        "photo objects without a row": delete_orphans() if is_alone else 0,
        "counts of journals that are gone": forget_counts_without_vault(),
        "journals counted again": count_again_where_long_ago(),
        "old account events": AccountEvent.objects.expired().delete()[0],
        "closed vaults": UnlockedSession.objects.unused_too_long(at=now).delete()[0],
        "counted tries": Tries.objects.filter(started__lte=now - TRIES_KEPT).delete()[0],
        "sign-in hashes that got the pepper": pepper_earlier_hashes(),
        "drop boxes that got the newest pepper": boxes,
        "second factors that got the newest pepper": factors,
    }


def _days_of_private_rows() -> tuple[tuple[type[models.Model], int], ...]:
    """Tables with a day on which rows expire, and how many days those have from now at most."""
    return (
        (Entry, settings.TRASH_DAYS),
        (Photo, settings.TRASH_DAYS),
        (EntryVersion, settings.HISTORY_DAYS),
        (LockedDraft, settings.LOCKED_DRAFT_DAYS),
        (SittingDraft, settings.SITTING_DAYS),
    )


def _postpone(days_skipped: int, now: datetime, today: date) -> None:
    """Let rows expire so many days later, and none later than one of today.

    This waits for a vault that is being written in: what it passed over would be gone too early.
    The clock is noted at once, so that a run which fails after this postpones nothing again.
    """
    if days_skipped:
        _postpone_private_rows(days_skipped, today)
    with transaction.atomic():
        dropped = F("dropped") + timedelta(days=days_skipped)
        if days_skipped:
            DroppedBlob.objects.update(dropped=Least(dropped, Value(now)))
        JobRun.note("clock", clock_is_right=True)


def _postpone_private_rows(days_skipped: int, today: date) -> None:
    later = F("expires_on") + timedelta(days=days_skipped)
    for table, days in _days_of_private_rows():
        last = today + timedelta(days=days)
        due = table._default_manager.filter(expires_on__lt=last)
        day = Least(ExpressionWrapper(later, models.DateField()), Value(last, models.DateField()))
        for vault_id in _vaults_in_order(due):
            with transaction.atomic():
                Vault.objects.select_for_update().filter(pk=vault_id).first()
                due.filter(vault_id=vault_id).update(expires_on=day)


def _correct_times_ahead(now: datetime, today: date) -> None:
    """Bring back what was dated while the clock was wrong: it would be kept for as long as that."""
    UnlockedSession.objects.filter(last_used__gt=now).update(last_used=now)
    Tries.objects.filter(started__gt=now).update(started=now)
    AccountEvent.objects.filter(at__gt=now + SKEW).update(at=now)
    EndedSignIn.objects.filter(ended__gt=now + SKEW).update(ended=now)
    DroppedBlob.objects.filter(dropped__gt=now + SKEW).update(dropped=now)
    PhotoStore.objects.filter(shared__gt=now + SKEW).update(shared=now)
    too_long = now + timedelta(days=settings.SESSION_LONGEST_DAYS) + SKEW
    SignIn.objects.filter(expires__gt=too_long).update(
        started=now, last_seen=now, expires=SignIn.end_of(now, now)
    )
    undo = now + UNDO
    too_late = Import.objects.filter(expires__gt=undo + timedelta(days=1) + SKEW)
    by_vault(too_late.order_by("expires"), partial(_until_moment, undo))
    for table, days in _days_of_private_rows():
        last = today + timedelta(days=days)
        ahead = table._default_manager.filter(expires_on__gt=last + timedelta(days=1))
        by_vault(ahead.order_by("expires_on"), partial(_until, last))


def _until(last: date, own: Rows, vault_id: UUID, ids: Collection[UUID]) -> Counts:
    """Let these rows of the vault expire on that day."""
    return Counts({"shortened": own.filter(pk__in=ids).update(expires_on=last)})


def _until_moment(end: datetime, own: Rows, vault_id: UUID, ids: Collection[UUID]) -> Counts:
    """Let these imports of the vault expire then."""
    return Counts({"shortened": own.filter(pk__in=ids).update(expires=end)})


def _delete_expired_rows() -> Counts:
    counts = Counts()
    for due, what_belongs in (
        (Entry.objects.expired().order_by("expires_on"), _of_pages),
        (Photo.objects.expired().order_by("expires_on"), partial(_alone, "removed photos")),
        (EntryVersion.objects.expired().order_by("expires_on"), partial(_alone, "old versions")),
        (
            LockedDraft.objects.expired().order_by("expires_on"),
            partial(_alone, "expired locked drafts"),
        ),
        (
            SittingDraft.objects.expired().order_by("expires_on"),
            partial(_alone, "expired sittings"),
        ),
        (Import.objects.expired().order_by("expires"), _of_imports),
        (ImportPart.objects.of_none().order_by(), partial(_alone, "parts of those")),
        (ImportPiece.objects.of_none().order_by(), partial(_alone, "pieces of files")),
        (ImportPiece.objects.abandoned().order_by(), partial(_alone, "pieces of files")),
    ):
        counts += by_vault(due, what_belongs)
    return counts


def _of_pages(own: Rows, vault_id: UUID, ids: Collection[UUID]) -> Counts:
    """Delete these pages of the vault with what they said before, and with their photos."""
    of_pages = {"vault_id": vault_id, "entry_id__in": ids}
    return Counts(
        {
            "versions of expired pages": EntryVersion.objects.filter(**of_pages).delete()[0],
            "photos of expired pages": Photo.objects.filter(**of_pages).delete()[0],
            "expired pages": own.filter(pk__in=ids).delete()[0],
        }
    )


def _of_imports(own: Rows, vault_id: UUID, ids: Collection[UUID]) -> Counts:
    """Delete these imports of the vault with what was read or sent of their files."""
    of_imports = {"vault_id": vault_id, "import_id__in": ids}
    return Counts(
        {
            "parts of those": ImportPart.objects.filter(**of_imports).delete()[0],
            "pieces of files": ImportPiece.objects.filter(**of_imports).delete()[0],
            "imports nobody confirmed, and undos": own.filter(pk__in=ids).delete()[0],
        }
    )


def _alone(name: str, own: Rows, vault_id: UUID, ids: Collection[UUID]) -> Counts:
    return Counts({name: own.filter(pk__in=ids).delete()[0]})


def by_vault(due: Rows, change: Callable[[Rows, UUID, Collection[UUID]], Counts]) -> Counts:
    """Delete or change the rows that are due, with whatever `change` finds to belong to them."""
    counts, passed_over = Counts(), set[UUID]()
    while vaults := _vaults_with_some(due, passed_over):
        for vault_id in vaults:
            with transaction.atomic():
                own = due.filter(vault_id=vault_id)
                ids = _locked(own) if _is_held(vault_id) else []
                changed = change(own.order_by(), vault_id, ids) if ids else Counts()
            counts += changed
            if not changed.total():
                passed_over.add(vault_id)
    return counts


def _vaults_with_some(due: Rows, passed_over: Collection[UUID]) -> set[UUID]:
    """Some vaults with rows that are due, by an index of all vaults' days."""
    rows = due.exclude(vault_id__in=passed_over) if passed_over else due
    return set(rows.values_list("vault_id", flat=True)[:VAULTS_AT_ONCE])


def _vaults_in_order(due: Rows) -> Iterator[UUID]:
    """All vaults with such rows, some looked up at a time."""
    rows = due
    while vaults := list(
        rows.order_by("vault_id").values_list("vault_id", flat=True).distinct()[:VAULTS_AT_ONCE]
    ):
        yield from vaults
        rows = due.filter(vault_id__gt=vaults[-1])


def _is_held(vault_id: UUID) -> bool:
    """Whether the vault's row is locked for this transaction, or there is none to lock."""
    own = Vault.objects.filter(pk=vault_id)
    return bool(own.select_for_update(skip_locked=True).first()) or not own.exists()


def _locked(own: Rows) -> list[UUID]:
    """The ids of some of the rows; whoever takes one back from now on finds it gone."""
    rows = own.select_for_update(skip_locked=True)
    return list(rows.values_list("pk", flat=True)[:ROWS_AT_ONCE])


def _end_sign_ins(now: datetime) -> int:
    """End what is over, some at a time; what another run is ending is left to that one."""
    over = SignIn.objects.filter(expires__lte=now).select_for_update(skip_locked=True)
    count = 0
    while True:
        with transaction.atomic():
            keys = list(over.values_list("key_hash", flat=True)[:ROWS_AT_ONCE])
            if not keys:
                return count
            count += SignIn.objects.filter(key_hash__in=keys).end()
