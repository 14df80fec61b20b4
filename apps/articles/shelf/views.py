"""A member's shelf: what they save, where they stop, and the passages they keep."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.articles.models import Guide, Shelf
from apps.articles.shelf.content import (
    MOST_PASSAGES,
    MOST_SAVED,
    NoteConflict,
    ReadingPosition,
    SavedGuide,
    ShelfFull,
)
from apps.articles.shelf.damage import says_damage
from apps.articles.shelf.forms import NoteForm, PassageForm, ShelfExportForm, ShelfSettingsForm
from apps.articles.shelf.grouped import by_guide, slugs_of
from apps.articles.shelf.guide_text import blocks_of, kept_in, sections_of
from apps.articles.shelf.responses import (
    SHELF_AGAIN,
    both_notes,
    done,
    guide_called,
    mine_page,
    not_here,
    passage_page,
    shelf_file,
)
from apps.common.http.errors import too_many
from apps.common.http.request_values import LONGEST_ADDRESS, value_sent
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import form_status, go
from apps.common.limits import with_limits
from apps.common.resubmission import resubmittable
from apps.vault.codec import asdict
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import CannotOpen, prove

LONGEST_SEARCH = 200


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
@says_damage
def shelf(request: VaultRequest) -> HttpResponse:
    """Everything by guide; a POST looks for words in it, so that they stand in no address."""
    words = " ".join(value_sent(request.POST, "q", most=LONGEST_SEARCH).split())
    contents = Shelf.opened(request.vault)
    guides = Guide.objects.published().by_slug(slugs_of(contents))
    settings = ShelfSettingsForm(
        initial={"reading_as": contents.reading_as, "keeps_places": contents.keeps_places}
    )
    context = {
        "contents": contents,
        "shelf": by_guide(contents, guides, words=words),
        "words": words,
        "form": settings,
    }
    return render(request, "articles/shelf.html", context)


@require_POST
@vault_required
@says_damage
def settings(request: VaultRequest) -> HttpResponse:
    form = ShelfSettingsForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "articles/shelf_settings.html",
            {"form": form},
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    chosen = form.cleaned_data
    Shelf.change(
        request.vault,
        lambda shelf: shelf.read_as(chosen["reading_as"], keeps_places=chosen["keeps_places"]),
    )
    return go(request, reverse("articles:shelf"))


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
@says_damage
def export(request: VaultRequest) -> HttpResponse:
    """A file to take away, behind the password; it is made in the request and kept nowhere."""
    form = ShelfExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            prove(request, form.cleaned_data["password"])
        except CannotOpen as error:
            if error.retry_after:
                return too_many(request, retry_after=error.retry_after, message=error.problem)
            form.add_error("password", error.problem)
        else:
            return shelf_file(request.vault, form.cleaned_data["form"])
    status = form_status(form)
    return render(request, "articles/shelf_export.html", {"form": form}, status=status)


@require_safe
def mine(request: MemberRequest, slug: str) -> HttpResponse:
    """What this member keeps of a guide; with the vault closed the same buttons, and a word."""
    return mine_page(request, guide_called(slug))


@resubmittable(SHELF_AGAIN)
@require_POST
@vault_required
@says_damage
def bookmark(request: VaultRequest, slug: str) -> HttpResponse:
    """`kept` says what is wanted, yes or no, so that a double press is harmless."""
    wanted = request.POST.get("kept")
    if wanted == "no":
        Shelf.change(request.vault, lambda shelf: shelf.release(slug))
        return done(request, slug, said=_("Not on your shelf any more."))
    guide = guide_called(slug)
    if wanted != "yes":
        return mine_page(request, guide, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    saved = SavedGuide(slug=slug, title=guide.title, on=request.vault.today())
    try:
        Shelf.change(request.vault, lambda shelf: shelf.keep(saved))
    except ShelfFull:
        problem = with_limits(
            ngettext_lazy(
                "Your shelf has room for %(most)s guide. Take one off, then keep this one.",
                "Your shelf has room for %(most)s guides. Take one off, then keep this one.",
                "most",
            ),
            most=MOST_SAVED,
        )
        return mine_page(request, guide, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return done(request, slug, said=_("Kept on your shelf."))


@require_POST
@vault_required
@says_damage
def place(request: VaultRequest, slug: str) -> HttpResponse:
    """Store the section that a reader has reached, which the page sends by itself."""
    if request.POST.get("kept") == "no":
        Shelf.change(request.vault, lambda shelf: shelf.leave(slug))
        return go(request, reverse("articles:shelf"))
    guide = guide_called(slug)
    section = value_sent(request.POST, "section", most=LONGEST_ADDRESS)
    heading = sections_of(guide).get(section)
    if heading is None:
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    stopped = ReadingPosition(
        slug=slug, title=guide.title, section=section, heading=heading, on=request.vault.today()
    )
    Shelf.change(request.vault, lambda shelf: shelf.stop_at(stopped))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


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
            return done(request, slug, said=_("Passage kept."), back=back)
    return mine_page(request, guide, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@resubmittable(SHELF_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
@says_damage
def passage(request: VaultRequest, passage_id: UUID) -> HttpResponse:
    """One passage: its note is changed, or it is let go."""
    back = reverse("articles:shelf")
    try:
        kept = Shelf.opened(request.vault).passage(passage_id)
        if request.POST.get("kept") == "no":
            Shelf.change(request.vault, lambda shelf: shelf.drop_passage(passage_id))
            return done(request, kept.slug, said=_("Passage removed."), back=back)
        form = NoteForm(request.POST or None, initial=asdict(kept))
        if form.is_valid():
            note, expected = form.cleaned_data["note"], form.cleaned_data["revision"]
            Shelf.change(
                request.vault,
                lambda shelf: shelf.change_note(passage_id, note, expected=expected),
            )
            return done(request, kept.slug, said=_("Note kept."), back=back)
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
