"""The photos of a page: taken in, shown, described, removed and taken back."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.http.heavy_work import RETRY_AFTER_OTHERS
from apps.common.http.request_values import id_sent
from apps.common.http.responses import go
from apps.common.http.retry_words import try_again
from apps.common.http.uploads import takes_files, was_too_large
from apps.common.resubmission import (
    FileAgain,
    ResubmissionPage,
    ShownField,
    resubmittable,
    shown_fields,
)
from apps.common.text.account_events import Happened
from apps.journal.entries.opened import with_heads
from apps.journal.models import CaptionConflict, Entry, Photo
from apps.journal.models.photos import MOST_OF_PAGE, MOST_SEALED
from apps.journal.page import journal_page
from apps.journal.photos import reencode
from apps.journal.photos.adding import add_photo
from apps.journal.photos.content import LONGEST, PhotoContent
from apps.journal.photos.forms import (
    ACCEPTED,
    LARGEST,
    MEBIBYTE,
    DescribeForm,
    PhotoForm,
    size_limit_text,
)
from apps.vault.blob_store import StoreAway
from apps.vault.crypto.sealing import Damaged
from apps.vault.guard import vault_required
from apps.vault.responses import STORE_RETRY_AFTER, held_back, store_away_in_form
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest

ONLY_A_PICTURE: Final = {"default-src": [CSP.NONE], "sandbox": ""}


PHOTO_AGAIN = ResubmissionPage(
    context=shown_fields(
        ShownField(name="description", label=gettext_lazy("What does it show?"), longest=LONGEST),
        room="journal",
        frame="journal/base.html",
        file=FileAgain(
            name="file",
            label=gettext_lazy("The picture, once more"),
            hint=gettext_lazy(
                "The picture itself was not kept, and a browser cannot put it back into a form. "
                "Please choose it again."
            ),
            accept=ACCEPTED,
        ),
        back=("journal:pages", gettext_lazy("To the journal")),
    )
)


@resubmittable(PHOTO_AGAIN)
@takes_files(largest=LARGEST + MEBIBYTE)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def photos(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    """GET shows them and asks for one; POST re-encodes and seals the one that was sent."""
    entry = Entry.objects.in_vault(request.vault).heads().with_id(entry_id)
    if entry is None:
        return _not_here(request)
    if request.method != "POST":
        return _page(request, entry, PhotoForm.empty())
    form = PhotoForm(request.POST, request.FILES)
    if was_too_large(request):
        form.errors["file"] = form.error_class([size_limit_text()])
        return _page(request, entry, form, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if form.is_valid():
        try:
            add_photo(request.vault, entry, form)
        except reencode.PhotosBusy:
            problem = _("Other pictures are being worked on.")
            form.add_error("file", f"{problem} {try_again(RETRY_AFTER_OTHERS)}")
            answer = _page(request, entry, form, status=HTTPStatus.SERVICE_UNAVAILABLE)
            answer.headers["Retry-After"] = str(RETRY_AFTER_OTHERS)
            return answer
        except StoreAway:
            form.add_error("file", store_away_in_form())
            answer = _page(request, entry, form, status=HTTPStatus.SERVICE_UNAVAILABLE)
            answer.headers["Retry-After"] = str(STORE_RETRY_AFTER)
            return answer
        except Entry.DoesNotExist:
            return _not_here(request)
        if form.is_valid():
            return go(request, reverse("journal:photos", args=[entry.id]))
    return _page(request, entry, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@resubmittable(PHOTO_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def photo(request: VaultRequest, entry_id: UUID, photo_id: UUID) -> HttpResponse:
    """One photo in full. POST changes its description, and never over a change from elsewhere."""
    row = Photo.objects.in_vault(request.vault).of(entry_id).listed().with_id(photo_id)
    if row is None:
        return _not_here(request)
    caption = row.opened_caption(request.vault)
    if request.method != "POST":
        form = DescribeForm(initial={"description": caption.description, "revision": row.revision})
        return journal_page(request, "journal/photo.html", _one(request, row, caption, form=form))
    form = DescribeForm(request.POST)
    if not form.is_valid():
        return journal_page(
            request,
            "journal/photo.html",
            _one(request, row, caption, form=form),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    words = form.cleaned_data["description"]
    try:
        row.describe(request.vault, words, expected=form.cleaned_data["revision"])
    except CaptionConflict as changed:
        form = DescribeForm(initial={"description": words, "revision": changed.revision})
        context = _one(request, row, caption, form=form, theirs=changed.kept)
        return journal_page(request, "journal/photo.html", context, status=HTTPStatus.CONFLICT)
    except StoreAway:
        form.add_error("description", store_away_in_form())
        context = _one(request, row, caption, form=form)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        answer = journal_page(request, "journal/photo.html", context, status=status)
        answer.headers["Retry-After"] = str(STORE_RETRY_AFTER)
        return answer
    except Photo.DoesNotExist:
        return _not_here(request)
    return go(request, reverse("journal:photo", args=[entry_id, row.id]))


@require_safe
@vault_required
@csp_override(ONLY_A_PICTURE)
def photo_file(request: VaultRequest, entry_id: UUID, photo_id: UUID) -> HttpResponse:
    """The picture itself, for the pages that show it."""
    row = get_object_or_404(Photo.objects.in_vault(request.vault).of(entry_id), pk=photo_id)
    return _as_picture(row.jpeg, request)


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
@csp_override(ONLY_A_PICTURE)
def photo_thumbnail(request: VaultRequest, entry_id: UUID, photo_id: UUID) -> HttpResponse:
    """A small picture for lists; of a photo without a thumbnail, the picture itself.

    POST, which a list sends for such a photo, makes the thumbnail. One that cannot be made now, or
    at all, is left out, and the list goes on showing the picture.
    """
    rows = Photo.objects.in_vault(request.vault).of(entry_id).defer("picture")
    row = get_object_or_404(rows, pk=photo_id)
    if request.method != "POST":
        return _as_picture(row.small_jpeg, request)
    if row.thumbnail is None:
        with suppress(
            Damaged, StoreAway, reencode.NoPhoto, reencode.PhotosBusy, Photo.DoesNotExist
        ):
            made = reencode.with_thumbnail(row.jpeg(request.vault))
            row.keep_thumbnail(request.vault, made.thumbnail)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _as_picture(read: Callable[[UnlockedVault], bytes], request: VaultRequest) -> HttpResponse:
    """The picture; while its store does not answer, one that says so in its place."""
    try:
        jpeg = read(request.vault)
    except StoreAway:
        return _says_away()
    headers = {
        "Content-Disposition": 'inline; filename="photo.jpg"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(jpeg, content_type="image/jpeg", headers=headers)


def _says_away() -> HttpResponse:
    """A browser shows it in place of the photo, whatever the status."""
    words = conditional_escape(_("This photo cannot be fetched right now."))
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" viewBox="0 0 400 300">'
        '<rect width="400" height="300" fill="#e8e8e4"/><text x="200" y="155" fill="#333" '
        f'font-family="sans-serif" font-size="18" text-anchor="middle">{words}</text></svg>'
    )
    headers = {"Cache-Control": "no-store, private", "Retry-After": str(STORE_RETRY_AFTER)}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse(picture, content_type="image/svg+xml", status=status, headers=headers)


@require_POST
@vault_required
def remove(request: VaultRequest, entry_id: UUID, photo_id: UUID) -> HttpResponse:
    row = _listed_or_404(request, entry_id, photo_id)
    if row.expires_on is None:
        row.remove()
    return go(request, f"{reverse('journal:photos', args=[entry_id])}?removed={row.id}")


@require_POST
@vault_required
def restore(request: VaultRequest, entry_id: UUID, photo_id: UUID) -> HttpResponse:
    _listed_or_404(request, entry_id, photo_id).restore()
    return go(request, reverse("journal:photos", args=[entry_id]))


@require_POST
@vault_required
def erase(request: VaultRequest, entry_id: UUID, photo_id: UUID) -> HttpResponse:
    """For good. Only what was removed before, so that it takes two steps."""
    if until := request.user.held_back_until():
        return held_back(request, until)
    row = _listed_or_404(request, entry_id, photo_id)
    if row.expires_on is not None:
        row.delete()
        request.user.note(Happened.PARTS)
    return go(request, reverse("journal:photos", args=[entry_id]))


def _page(
    request: VaultRequest, entry: Entry, form: PhotoForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    own = Photo.objects.in_vault(request.vault)
    rows = list(own.of(entry.id).listed())
    asked = id_sent(request.GET, "removed")
    context = {
        "entry": entry,
        "head": with_heads([entry], request.vault)[0][1],
        "form": form,
        "photos": [(row, row.caption_or_none(request.vault)) for row in rows if not row.expires_on],
        "removed": [(row, row.caption_or_none(request.vault)) for row in rows if row.expires_on],
        "just_removed": next((r for r in rows if r.expires_on and str(r.id) == asked), None),
        "most": MOST_OF_PAGE,
        "megabytes": MOST_SEALED // MEBIBYTE,
        "used": -(-own.bytes_sealed() // MEBIBYTE),
        "trash_days": settings.TRASH_DAYS,
    }
    return journal_page(request, "journal/photos.html", context, status=status)


def _one(request: VaultRequest, row: Photo, caption: PhotoContent, **more: Any) -> dict[str, Any]:
    """A photo among those of its page, with the one before and the one after."""
    beside = Photo.objects.in_vault(request.vault).of(row.entry_id).shown().listed()
    ids = [each.id for each in beside]
    at = ids.index(row.id) if row.id in ids else None
    return {
        "photo": row,
        "caption": caption,
        "place": None if at is None else at + 1,
        "count": len(ids),
        "before": ids[at - 1] if at else None,
        "after": ids[at + 1] if at is not None and at + 1 < len(ids) else None,
        **more,
    }


def _listed_or_404(request: VaultRequest, entry_id: UUID, photo_id: UUID) -> Photo:
    found = Photo.objects.in_vault(request.vault).of(entry_id).listed()
    return get_object_or_404(found, pk=photo_id)


def _not_here(request: VaultRequest) -> HttpResponse:
    """No such page or photo here: 404, but words that were sent stay in front of their writer."""
    if request.method != "POST":
        raise Http404
    problem = _(
        "The page or the photo is not in this journal: it may have been deleted for good, "
        "or it belongs to another sign-in."
    )
    return PHOTO_AGAIN.answer(request, problem=problem, status=HTTPStatus.NOT_FOUND)
