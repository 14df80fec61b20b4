"""A file brought into the journal: read, shown, confirmed, and taken back if it was a mistake."""

from collections import Counter
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.common.http.responses import go
from apps.common.http.uploads import takes_files, was_too_large
from apps.common.limits import Limit, with_limits
from apps.journal.exporting.forms import ImportForm
from apps.journal.importing import summary
from apps.journal.importing.content import ImportContent
from apps.journal.importing.reader import ImportReader
from apps.journal.importing.zip_reader import MEBIBYTE, OTHERS, OURS, TooLarge
from apps.journal.models import Import, Preferences
from apps.journal.page import journal_page
from apps.journal.preferences.content import MOST_PINS
from apps.journal.vault_hooks import live_by
from apps.vault.crypto.sealing import Damaged
from apps.vault.guard import vault_required
from apps.vault.registry import Unreadable
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest


@takes_files(largest=OURS.packed + MEBIBYTE)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def bring(request: VaultRequest) -> HttpResponse:
    """GET asks for a file; POST reads it and seals what it holds until it is confirmed."""
    if request.method != "POST":
        return _page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if was_too_large(request):
        form.errors["file"] = form.error_class([_size_limit_text()])
        return _page(request, form, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if form.is_valid():
        row = _read(request.vault, form)
        if row is not None:
            return go(request, reverse("journal:pending", args=[row.id]))
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
        row.release(request.vault)
        live_by(request.vault, Preferences.of(request.vault))
        return go(request, reverse("journal:pending", args=[row.id]))
    if wanted == "undo" and row.is_done:
        changed = row.undo(request.vault)
        live_by(request.vault, Preferences.of(request.vault))
        return _page(request, ImportForm(), undone=True, changed=changed)
    if wanted == "drop":
        is_gone = row.drop(request.vault)
        place = reverse("journal:import") if is_gone else reverse("journal:pending", args=[row.id])
        return go(request, place)
    context = _told(row, request.vault)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return journal_page(request, "journal/import_preview.html", context, status=status)


def _read(vault: UnlockedVault, form: ImportForm) -> Import | None:
    """The pending import, or None where the form now says why there is none."""
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    name, content = file.name or "", file.read()
    incoming = ImportReader(content, name=name, vault_id=vault.id, today=vault.today())

    def told(counts: Counter[str]) -> ImportContent:
        starred = tuple(map(str, incoming.starred))
        return ImportContent(
            source=incoming.source, left=incoming.left, counts=counts, starred=starred
        )

    try:
        row = Import.begin(vault, incoming.rows(), told)
    except TooLarge:
        form.add_error("file", _size_limit_text())
    except Unreadable:
        form.add_error("file", _why_not(incoming.source))
    else:
        if row.contents(vault).counts:
            return row
        row.forget(vault)
        form.add_error("file", _("There is no page in this file that could be imported."))
    return None


def _why_not(source: str) -> str:
    if source == "age":
        return _(
            "This file is locked with a passphrase. Open it with a program that knows the age "
            "format, and import what comes out."
        )
    if source == "dailytxt":
        return _("This backup cannot be read. If it is locked, make an unlocked one in DailyTxT.")
    return _("This file cannot be read: it is broken, or of a kind that we do not know.")


def _size_limit_text() -> str:
    sentence = gettext_lazy(
        "This file is too large. An export of ours may have %(ours_mb)s MB and %(ours)s pages, a "
        "file from elsewhere, or an export that another program wrote again, %(others_mb)s MB and "
        "%(others)s pages. Import it in parts."
    )
    return str(
        with_limits(
            sentence,
            ours_mb=OURS.packed // MEBIBYTE,
            ours=OURS.rows,
            others_mb=OTHERS.packed // MEBIBYTE,
            others=OTHERS.rows,
        )
    )


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
    return journal_page(request, "journal/import.html", context, status=status)


def _told(row: Import, vault: UnlockedVault) -> dict[str, Any]:
    """A damaged report still lets what was sealed be thrown away."""
    try:
        report = row.contents(vault)
    except Damaged:
        return {"import": row, "is_damaged": True}
    return {
        "import": row,
        "came": summary.came(report),
        "left": summary.left_out(report),
        "guessed": summary.guessed(report),
        "source": summary.source(report),
        "already": report.already or 0,
        "without_room": report.without_room or 0,
        "unpinned": report.unpinned or 0,
        "most_pins": Limit(MOST_PINS),
        "made": len(report.made or ()),
    }
