"""Deletes expired rows of every room, without opening any, and peppers old sign-in hashes."""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.models import AccountEvent, EndedSignIn, FailedTries, MailedLink, SignIn
from apps.accounts.passwords.earlier_hashes import pepper_earlier_hashes
from apps.accounts.passwords.pepper_use import move_to_newest_pepper
from apps.common.models import Tries
from apps.journal.models import (
    Entry,
    EntryVersion,
    Import,
    ImportPart,
    ImportPiece,
    LockedDraft,
    Photo,
)
from apps.quiz.models import SittingDraft
from apps.vault.models import UnlockedSession

TRIES_KEPT = timedelta(days=1)


def tidy() -> dict[str, int]:
    """How many rows of each kind went, or were changed."""
    now = timezone.now()
    UnlockedSession.objects.filter(last_used__gt=now).update(last_used=now)  # the clock was wrong
    boxes, factors = move_to_newest_pepper()
    expired = list(Entry.objects.expired().values_list("id", flat=True))
    return {
        "versions of expired pages": EntryVersion.objects.filter(entry_id__in=expired).delete()[0],
        "photos of expired pages": Photo.objects.of_pages(expired).delete()[0],
        "removed photos": Photo.objects.expired().delete()[0],
        "old versions": EntryVersion.objects.expired().delete()[0],
        "expired locked drafts": LockedDraft.objects.expired().delete()[0],
        "expired sittings": SittingDraft.objects.expired().delete()[0],
        "imports nobody confirmed, and undos": Import.objects.expired().delete()[0],
        "parts of those": ImportPart.objects.of_none(Import.objects.all()).delete()[0],
        "pieces of files": ImportPiece.objects.of_none(Import.objects.all()).delete()[0]
        + ImportPiece.objects.abandoned().delete()[0],
        "expired pages": Entry.objects.filter(id__in=expired).delete()[0],
        "ended sign-ins": SignIn.objects.filter(expires__lte=now).end(),
        "sign-ins that ended long ago": EndedSignIn.objects.expired().delete()[0],
        "failed tries of long ago": FailedTries.objects.expired().delete()[0],
        "links of mails": MailedLink.objects.expired().delete()[0],
        "old account events": AccountEvent.objects.expired().delete()[0],
        "closed vaults": UnlockedSession.objects.unused_too_long(at=now).delete()[0],
        "counted tries": Tries.objects.filter(started__lte=now - TRIES_KEPT).delete()[0],
        "sign-in hashes that got the pepper": pepper_earlier_hashes(),
        "drop boxes that got the newest pepper": boxes,
        "second factors that got the newest pepper": factors,
    }
