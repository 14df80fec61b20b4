"""A journal taken away as a file: behind the password, made while it is sent, kept nowhere."""

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from apps.common.http.errors import too_many
from apps.common.http.heavy_work import HeavyWork, NoPlace, Place, take_place
from apps.common.http.request_values import id_sent
from apps.common.http.responses import form_status
from apps.common.http.retry_words import try_again
from apps.common.text.account_events import Happened
from apps.journal.entries.listed import listed
from apps.journal.entries.opened import with_heads
from apps.journal.entries.timeline import timeline_of
from apps.journal.exporting.export import (
    ExportPdf,
    ExportSize,
    ExportTooLarge,
    counted,
    export_pdf,
    export_pieces,
)
from apps.journal.exporting.forms import MOST_CHOSEN, ExportForm
from apps.journal.exporting.pdf import LettersWithoutShape, PdfFailed
from apps.journal.models import Entry, Preferences, open_locked_drafts
from apps.journal.one_at_a_time import StillBusy
from apps.journal.page import journal_page
from apps.vault.crypto.age import locked
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.guard import vault_required
from apps.vault.responses import held_back
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest
from apps.vault.unlocking.unlock import CannotOpen, prove

CONTENT_TYPES = {"json": "application/json", "zip": "application/zip", "pdf": "application/pdf"}
PIECE = 64 * 1024
_TOO_LARGE = gettext_lazy(
    "That is more than one file can hold. Export fewer days at once, or everything without "
    "the photos."
)
MOST_EXAMPLES = 5


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def export(request: VaultRequest) -> HttpResponse:
    """GET asks what and as which file; POST answers with the file itself."""
    if until := request.user.held_back_until():
        return held_back(request, until)
    form = ExportForm(request.POST if request.method == "POST" else None, initial=_asked(request))
    if form.is_bound and form.is_valid():
        try:
            prove(request, form.cleaned_data["password"])
            file = _file(request.vault, form)
        except CannotOpen as error:
            if error.retry_after:
                return too_many(request, retry_after=error.retry_after, message=error.problem)
            form.add_error("password", error.problem)
        except NoPlace as busy:
            problem = _("Others are being given their files right now.")
            form.add_error(None, f"{problem} {try_again(busy.retry_after)}")
            answer = _page(request, form, status=HTTPStatus.SERVICE_UNAVAILABLE)
            answer.headers["Retry-After"] = str(busy.retry_after)
            return answer
        except DerivationsBusy as busy:
            problem = _("Many files are being locked right now.")
            return too_many(request, retry_after=busy.retry_after, message=problem)
        else:
            if file is not None:
                request.user.note(Happened.EXPORT)
                return file
    return _page(request, form)


def _asked(request: VaultRequest) -> dict[str, object]:
    """The initial values of the form: `?page=` chooses one entry by its id."""
    page = id_sent(request.GET, "page")
    return {"what": "chosen", "pages": [page]} if page else {"pages": []}


def _file(vault: UnlockedVault, form: ExportForm) -> HttpResponse | None:
    """The file, or None where the form now says why there is none.

    A PDF has its place while it is made, any other file until it is sent. Raises DerivationsBusy,
    NoPlace.
    """
    if form.cleaned_data["form"] == "pdf":
        return _made(vault, form, None)
    place, file = take_place(HeavyWork.TRANSFER), None
    try:
        file = _made(vault, form, place)
    finally:
        if file is None:
            place.release()
    return file


def _made(vault: UnlockedVault, form: ExportForm, place: Place | None) -> HttpResponse | None:
    data, day, wanted = form.cleaned_data, vault.today(), form.wanted()
    if wanted.is_everything:
        open_locked_drafts(vault)  # what another tab saved while it was locked is a draft from now
    try:
        taken: ExportPdf | ExportSize
        if data["form"] == "pdf":
            with_photos, by_number = data["pdf_photos"], data["by_number"]
            taken = export_pdf(vault, wanted, with_photos=with_photos, by_number=by_number)
        else:
            taken = counted(vault, wanted, form=data["form"], day=day)
    except (ExportTooLarge, PdfFailed):
        form.add_error("what", _TOO_LARGE)
        return None
    except LettersWithoutShape as error:
        form.add_error("by_number", _letters_text(error))
        return None
    except StillBusy:
        form.add_error("what", _("A PDF is being made for you already. Try again when it is done."))
        return None
    if taken.damaged and not data["without_damaged"]:
        form.add_error("without_damaged", _damage_text(taken.damaged))
    elif not taken.counts:
        form.add_error("what", _("There is nothing to export: no page is of these days."))
    if form.errors:
        return None
    if isinstance(taken, ExportPdf):
        pieces = _pieces(taken.content)
    else:
        pieces = export_pieces(vault, wanted, form=data["form"], day=day, damaged=taken.damaged)
    return _answer(pieces, place, day=day, form=data["form"], passphrase=data["passphrase"])


def _answer(
    pieces: Iterator[bytes], place: Place | None, *, day: date, form: str, passphrase: str
) -> HttpResponse:
    """The file is made while it is sent: there is no copy of it, in memory or elsewhere."""
    name, content_type = f"export-{day:%Y-%m-%d}.{form}", CONTENT_TYPES[form]
    if passphrase:
        pieces, content_type = locked(pieces, passphrase), "application/octet-stream"
        name += ".age"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    headers |= {"Cache-Control": "no-store, private"}
    answer = StreamingHttpResponse(
        _Sent(_of_some_size(pieces), place), content_type=content_type, headers=headers
    )
    return cast(HttpResponse, answer)  # whatever stands around a view looks at headers alone


class _Sent:
    """The pieces of a file; its place is free again when the last is sent or the reader is gone."""

    def __init__(self, pieces: Iterator[bytes], place: Place | None) -> None:
        self._pieces, self._place = pieces, place

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._pieces
        finally:
            self.close()

    def close(self) -> None:
        if self._place is not None:
            self._place.release()


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + PIECE] for start in range(0, len(content), PIECE))


def _of_some_size(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Small rows are gathered and a large one is parted: each write costs the same."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)


def _page(
    request: VaultRequest, form: ExportForm, *, status: HTTPStatus | None = None
) -> HttpResponse:
    preferences = Preferences.of(request.vault)
    newest = timeline_of(request.vault).numbers[:MOST_CHOSEN]
    rows = with_heads(Entry.objects.in_vault(request.vault).in_order(newest), request.vault)
    context = {
        "preferences": preferences,
        "form": form,
        "entries": listed(rows, request.vault, dates_only=preferences.dates_only),
        "most": MOST_CHOSEN,
        "asks_of_damage": "without_damaged" in form.errors,
        "asks_of_letters": "by_number" in form.errors or bool(form["by_number"].value()),
    }
    status = status or form_status(form)
    return journal_page(request, "journal/export.html", context, status=status)


def _letters_text(error: LettersWithoutShape) -> str:
    """How often letters without a shape stand on the pages, with a few of them."""
    shown = ", ".join(
        f"{each} ({' '.join(f'U+{ord(sign):04X}' for sign in each)})"
        for each in error.letters[:MOST_EXAMPLES]
    )
    return ngettext(
        "%(count)d letter of these pages has no shape in our fonts: %(shown)s. It would be a box "
        "in the PDF. The Markdown and JSON files hold it as it is.",
        "%(count)d letters of these pages have no shape in our fonts, such as %(shown)s. They "
        "would be boxes in the PDF. The Markdown and JSON files hold them as they are.",
        error.count,
    ) % {"count": error.count, "shown": shown}


def _damage_text(damaged: int) -> str:
    return ngettext(
        "%(count)d item is damaged and cannot be exported. Tick this to export the rest.",
        "%(count)d items are damaged and cannot be exported. Tick this to export the rest.",
        damaged,
    ) % {"count": damaged}
