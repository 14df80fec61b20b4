"""The passages of guides that a member keeps: keep one, change its note, remove it."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods

from apps.articles.models import Shelf
from apps.articles.shelf.content import MOST_PASSAGES, ShelfFull
from apps.articles.shelf.damage import says_damage
from apps.articles.shelf.forms import NoteForm, PassageForm
from apps.articles.shelf.guide_text import blocks_of, kept_in
from apps.articles.shelf.passages import NoteConflict
from apps.articles.shelf.responses import (
    SHELF_AGAIN,
    both_notes,
    done,
    guide_called,
    mine_page,
    not_here,
    passage_page,
)
from apps.common.http.responses import form_status
from apps.common.limits import with_limits
from apps.common.resubmission import resubmittable
from apps.vault.codec import asdict
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@resubmittable(SHELF_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
@says_damage
def passages(request: VaultRequest, slug: str) -> HttpResponse:
    """GET is a plain page on which a paragraph can be chosen; POST keeps words of the guide."""
    guide = guide_called(slug)
    if request.method != "POST":
        kept = kept_in(guide, Shelf.opened(request.vault).passages_of(slug))
        context = {"guide": guide, "blocks": blocks_of(guide), "kept": kept}
        return render(request, "articles/passages.html", context)
    form = PassageForm(request.POST)
    if form.is_valid():
        passage = form.passage(guide, today=request.vault.today())
        try:
            Shelf.change(request.vault, lambda shelf: shelf.keep_passage(passage))
        except ShelfFull:
            form.add_error(
                "quote",
                with_limits(
                    ngettext_lazy(
                        "Your shelf has room for %(most)s passage. Remove one, then keep this.",
                        "Your shelf has room for %(most)s passages. Remove one, then keep this.",
                        "most",
                    ),
                    most=MOST_PASSAGES,
                ),
            )
        except NoteConflict:
            form.add_error(
                "note",
                _("These words have another note. Open My shelf to change that one."),
            )
        else:
            back = reverse("articles:passages", args=[slug])
            return done(request, slug, message=_("Passage kept."), back=back)
    return mine_page(request, guide, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@resubmittable(SHELF_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
@says_damage
def passage(request: VaultRequest, passage_id: UUID) -> HttpResponse:
    """GET shows a passage with its note; POST changes the note, or removes the passage."""
    back = reverse("articles:shelf")
    try:
        kept = Shelf.opened(request.vault).passage(passage_id)
        if request.POST.get("kept") == "no":
            Shelf.change(request.vault, lambda shelf: shelf.drop_passage(passage_id))
            return done(request, kept.slug, message=_("Passage removed."), back=back)
        form = NoteForm(request.POST or None, initial=asdict(kept))
        if form.is_valid():
            note, expected = form.cleaned_data["note"], form.cleaned_data["revision"]
            Shelf.change(
                request.vault,
                lambda shelf: shelf.change_note(passage_id, note, expected=expected),
            )
            return done(request, kept.slug, message=_("Note kept."), back=back)
    except KeyError:
        return not_here(request)
    except NoteConflict as conflict:
        return both_notes(request, conflict.kept)
    return passage_page(
        request,
        kept,
        form,
        status=form_status(form),
    )
