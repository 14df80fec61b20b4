"""A member's shelf: everything on it by guide, its settings, and its export."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.articles.models import Guide, Shelf
from apps.articles.shelf.damage import says_damage
from apps.articles.shelf.forms import ShelfExportForm, ShelfSettingsForm
from apps.articles.shelf.grouped import by_guide, slugs_of
from apps.articles.shelf.responses import (
    shelf_file,
)
from apps.common.http.errors import too_many
from apps.common.http.request_values import search_words
from apps.common.http.responses import form_status, go
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.unlock import CannotOpen, prove

LONGEST_SEARCH = 200


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
@says_damage
def shelf(request: VaultRequest) -> HttpResponse:
    """Everything by guide; a POST looks for words in it, so that they stand in no address."""
    words, is_cut = search_words(request.POST, most=LONGEST_SEARCH)
    contents = Shelf.opened(request.vault)
    guides = Guide.objects.published().by_slug(slugs_of(contents))
    settings = ShelfSettingsForm(
        initial={"reading_as": contents.reading_as, "keeps_places": contents.keeps_places}
    )
    context = {
        "contents": contents,
        "shelf": by_guide(contents, guides, words=words),
        "words": words,
        "is_cut": is_cut,
        "most": LONGEST_SEARCH,
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
