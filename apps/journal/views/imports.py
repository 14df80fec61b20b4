"""A file brought into the journal: read, shown, confirmed, and taken back if it was a mistake."""

from collections import Counter
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.common.http.heavy_work import HeavyWork, place_for
from apps.common.http.responses import go
from apps.common.http.retry_words import try_again
from apps.common.http.uploads import seals_files, was_too_large
from apps.common.limits import Limit, with_limits
from apps.common.text.account_events import Happened
from apps.journal.bounded_json import TooMuchJson
from apps.journal.exporting.forms import ImportForm
from apps.journal.importing import summary
from apps.journal.importing.archive import LIMITS, MEBIBYTE, TooLarge
from apps.journal.importing.content import ImportContent
from apps.journal.importing.imported_page import ReadingReport
from apps.journal.importing.photo_steps import HeldUp, take_next_photos
from apps.journal.importing.reader import ImportReader
from apps.journal.importing.room import room_for
from apps.journal.importing.sealed_upload import (
    SealedUploadedFile,
    came_under_an_old_key,
    came_while_locked,
    opened,
)
from apps.journal.models import Import, Preferences
from apps.journal.page import journal_page
from apps.journal.preferences.content import MOST_PINS
from apps.journal.vault_hooks import live_by_changed
from apps.vault.crypto.sealing import Damaged
from apps.vault.guard import vault_required
from apps.vault.models import KeysReplaced
from apps.vault.registry import Unreadable
from apps.vault.responses import STORE_RETRY_AFTER
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest

# Seconds until the next photos of an import are asked for.
GO_ON_AFTER: Final = {HeldUp.NOT: 0, HeldUp.BUSY: 5, HeldUp.STORE_AWAY: STORE_RETRY_AFTER}


@seals_files(largest=LIMITS.packed + MEBIBYTE)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def bring(request: VaultRequest) -> HttpResponse:
    """GET asks for a file; POST reads it and seals what it holds until it is confirmed."""
    if request.method != "POST":
        return _page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if came_under_an_old_key(request):
        raise KeysReplaced
    if came_while_locked(request):  # and was unlocked by the same request
        form.errors["file"] = form.error_class([_locked_text()])
        return _page(request, form, status=HTTPStatus.FORBIDDEN)
    if was_too_large(request):
        form.errors["file"] = form.error_class([_size_limit_text()])
        return _page(request, form, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if form.is_valid():
        try:
            row = _read(request.vault, form)
        except KeysReplaced:
            form.cleaned_data["file"].row.forget(request.vault)
            raise
        except (Damaged, Import.NotUpdated):
            if not _was_replaced(request.vault, form):
                raise
            return _page(request, ImportForm(), status=HTTPStatus.NOT_FOUND, is_gone=True)
        if row is not None:
            return go(request, reverse("journal:pending", args=[row.id]))
    elif isinstance(sent := request.FILES.get("file"), SealedUploadedFile):
        sent.row.forget(request.vault)
    return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def pending(request: VaultRequest, import_id: UUID) -> HttpResponse:
    """The preview of an import. POST with `do`: `keep` or `drop` before it, `undo` after it."""
    found = Import.objects.in_vault(request.vault).live()
    try:
        return _shown(request, found.get(pk=import_id))
    except Import.DoesNotExist:  # perhaps only at this very moment, by another tab
        return _page(request, ImportForm(), status=HTTPStatus.NOT_FOUND, is_gone=True)


def _shown(request: VaultRequest, row: Import) -> HttpResponse:
    wanted = request.POST.get("do")
    if wanted == "keep":
        order = request.POST.get("order", "")
        report = row.contents_or_none(request.vault)
        if report and report.unsure_count and not row.is_done and order not in summary.ORDERS:
            context = {**_told(row, request.vault), "asks_again": True}
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return journal_page(request, "journal/import_preview.html", context, status=status)
        with place_for(HeavyWork.TRANSFER):
            before = Preferences.of(request.vault)
            row.release(request.vault, month_first=order == summary.MONTH_FIRST)
        live_by_changed(request, before, Preferences.of(request.vault))
        take_next_photos(row, request.vault)
        return go(request, reverse("journal:pending", args=[row.id]))
    if wanted == "go_on" and row.is_done:
        return _after_next_photos(request, row)
    if wanted == "undo" and row.is_done:
        before = Preferences.of(request.vault)
        changed = row.undo(request.vault)
        request.user.note(Happened.DELETION)
        live_by_changed(request, before, Preferences.of(request.vault))
        return _page(request, ImportForm(), undone=True, changed=changed)
    if wanted == "drop":
        is_gone = row.drop(request.vault)
        place = reverse("journal:import") if is_gone else reverse("journal:pending", args=[row.id])
        return go(request, place)
    context = _told(row, request.vault)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return journal_page(request, "journal/import_preview.html", context, status=status)


def _after_next_photos(request: VaultRequest, row: Import) -> HttpResponse:
    """The page of the import, or of it what asks for the next photos.

    That says why they wait only where the page says something else, or somebody pressed the button.
    """
    held_up = take_next_photos(row, request.vault)
    seconds = GO_ON_AFTER[held_up]
    told = _told(row, request.vault) | {"held_up": held_up, "seconds": seconds}
    if request.htmx and told.get("waiting"):
        is_news = "pressed" in request.POST or held_up != request.POST.get("said")
        told |= {"said": held_up, "is_news": is_news}
        return journal_page(request, "journal/import_preview.html#next_photos", told)
    if seconds and told.get("waiting"):
        told["try_again"] = try_again(seconds)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        answer = journal_page(request, "journal/import_preview.html", told, status=status)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    return go(request, reverse("journal:pending", args=[row.id]))


def _read(vault: UnlockedVault, form: ImportForm) -> Import | None:
    """The pending import, or None where the form now says why there is none."""
    file = form.cleaned_data["file"]
    if not isinstance(file, SealedUploadedFile):
        form.add_error("file", _("Choose a file first."))
        return None
    row, size, preferences = file.row, file.size or 0, Preferences.of(vault)
    report = ReadingReport(today=preferences.today(), zone=preferences.known_zone)
    incoming = ImportReader(
        opened(vault, import_id=row.id, size=size),
        name=file.name or "",
        size=size,
        vault_id=vault.id,
        report=report,
    )

    def told(counts: Counter[str]) -> ImportContent:
        return ImportContent(
            source=incoming.source,
            left={str(why): count for why, count in report.left.items() if count},
            counts=counts,
            told={str(what): count for what, count in report.told.items() if count},
            guessed=tuple(report.guessed),
            unsure=tuple(report.unsure),
            unsure_count=report.unsure_count,
            starred=tuple(report.starred),
            size=size,
        )

    try:
        row.fill(vault, incoming.rows(), told)
    except (TooLarge, TooMuchJson):
        form.add_error("file", _size_limit_text())
    except Unreadable:
        form.add_error("file", _why_not(incoming.source))
    else:
        contents = row.contents(vault)
        if contents.counts:
            return row
        form.add_error("file", _("There is no page in this file that could be imported."))
        form.left = summary.left_out(contents)
    row.forget(vault)
    return None


def _was_replaced(vault: UnlockedVault, form: ImportForm) -> bool:
    """Whether another tab began an import while this file was read."""
    row = form.cleaned_data["file"].row
    return Import.objects.in_vault(vault).with_id(row.id) is None


def _why_not(source: str) -> str:
    if source == "age":
        return _(
            "This file is locked with a passphrase. Open it with a program that knows the age "
            "format, and import what comes out."
        )
    if source == "locked_zip":
        return _(
            "This zip is locked with a password. Unpack it, and pack it again without a password."
        )
    if source == "standard_notes":
        return _(
            "This backup is encrypted. Make a decrypted one in Standard Notes, and import that."
        )
    if source == "dailytxt":
        return _("This backup cannot be read. If it is locked, make an unlocked one in DailyTxT.")
    return _("This file cannot be read: it is broken, or of a kind that we do not know.")


def _locked_text() -> str:
    return _(
        "Your journal was locked when the file came, so nothing of the file was kept. It is "
        "unlocked now: choose the file once more."
    )


def _size_limit_text() -> str:
    sentence = gettext_lazy(
        "This file is too large. It may have %(packed)s MB and %(pages)s pages, and each text in "
        "it %(text)s MB. Import it in parts."
    )
    return str(with_limits(sentence, **summary.limits()))


def _page(
    request: VaultRequest,
    form: ImportForm,
    *,
    status: int = HTTPStatus.OK,
    undone: bool = False,
    changed: int = 0,
    is_gone: bool = False,
) -> HttpResponse:
    imports = Import.objects.in_vault(request.vault).newest()
    context = {"form": form, "imports": imports, "undone": undone, "changed": changed}
    context["is_gone"] = is_gone
    context["limits"] = summary.limits_text()
    return journal_page(request, "journal/import.html", context, status=status)


def _told(row: Import, vault: UnlockedVault) -> dict[str, Any]:
    """A damaged report still lets what was sealed be thrown away."""
    try:
        report = row.contents(vault)
        short_room = None if row.is_done else room_for(row, vault)
    except Damaged:
        return {"import": row, "is_damaged": True}
    return {
        "import": row,
        "short_room": short_room,
        "came": summary.came(report),
        "left": summary.left_out(report),
        "told": summary.told(report),
        "guessed": summary.guessed(report),
        "unsure": summary.unsure(report),
        "waiting": report.waiting,
        "photos_in": summary.photos_in(report),
        "photos_all": summary.photos_in(report) + report.waiting,
        "most_pages": Limit(settings.PAGES_MOST),
        "most_mb": Limit(settings.STORAGE_MOST),
        "photo_mb": summary.limits()["photos"],
        "unpinned": report.unpinned or 0,
        "most_pins": Limit(MOST_PINS),
        "source": summary.source(report),
        "already": report.already or 0,
        "without_room": report.without_room or 0,
        "made": len(report.made or ()),
    }
