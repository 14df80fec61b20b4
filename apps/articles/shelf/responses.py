"""How the shelf answers: a piece of the guide's page for htmx, else a page of its own."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.articles.models import Guide, Shelf
from apps.articles.shelf.content import ShelfContent
from apps.articles.shelf.exporting import as_json, as_markdown
from apps.articles.shelf.forms import NoteForm, PassageForm
from apps.articles.shelf.grouped import by_guide, slugs_of
from apps.articles.shelf.guide_text import kept_in, sections_of
from apps.articles.shelf.passages import LONGEST_QUOTE, Passage
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import go, inside_path, render_page
from apps.common.resubmission import ResubmissionPage, ShownField, shown_fields
from apps.vault.crypto.sealing import Damaged
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest

SHELF_AGAIN = ResubmissionPage(
    piece="resubmission.html#form",
    context=shown_fields(
        ShownField(name="quote", kind="quote"),
        ShownField(name="note", label=gettext_lazy("Your note"), kind="lines"),
        room="guides",
        back=("articles:shelf", gettext_lazy("My shelf")),
    ),
)


def not_here(request: VaultRequest) -> HttpResponse:
    """The 404 for a passage that is not on this shelf; words that were sent are shown again."""
    if request.method != "POST":
        raise Http404
    problem = _(
        "That passage is not on this shelf: it was removed meanwhile, or it belongs to another "
        "sign-in."
    )
    return SHELF_AGAIN.answer(request, problem=problem, status=HTTPStatus.NOT_FOUND)


def guide_called(slug: str) -> Guide:
    """The published guide, or 404."""
    return get_object_or_404(Guide.objects.published().pages(), slug=slug)


def mine_page(
    request: MemberRequest,
    guide: Guide,
    *,
    form: PassageForm | None = None,
    message: str = "",
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """What the member keeps of this guide, or that the journal is locked or the shelf damaged."""
    context = {
        "guide": guide,
        "form": form,
        "message": message,
        "problem": problem,
        "longest_quote": LONGEST_QUOTE,
        **_kept_of(request, guide),
    }
    return render_page(request, "articles/mine.html", context, fragment="tools", status=status)


def done(request: VaultRequest, slug: str, *, message: str, back: str = "") -> HttpResponse:
    """Answer a change of the shelf: a piece of the guide's page for htmx, else a redirect."""
    guide = Guide.objects.published().pages().called(slug)
    if request.htmx and guide:
        return mine_page(request, guide, message=message)
    shelf = reverse("articles:shelf")
    back = back or (guide.get_absolute_url() if guide else shelf)
    return go(request, inside_path(request, request.POST.get("next")) or back)


def passage_page(
    request: VaultRequest,
    kept: Passage,
    form: NoteForm,
    *,
    theirs: str | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    guide = Guide.objects.published().pages().called(kept.slug)
    context = {"guide": guide, "kept": kept_in(guide, [kept])[0], "form": form, "theirs": theirs}
    return render_page(request, "articles/passage.html", context, fragment="form", status=status)


def both_notes(request: VaultRequest, kept: Passage) -> HttpResponse:
    """The other note beside this one; saving again from here writes over the kept revision."""
    mine = {"note": request.POST.get("note", ""), "revision": kept.revision}
    form = NoteForm(initial=mine)
    return passage_page(request, kept, form, theirs=kept.note, status=HTTPStatus.CONFLICT)


def shelf_file(vault: UnlockedVault, form: str) -> HttpResponse:
    """A download whose name says nothing of what is in it."""
    contents = Shelf.opened(vault)
    guides = Guide.objects.published().by_slug(slugs_of(contents))
    kind, end, text = (
        ("application/json", "json", as_json(contents))
        if form == "json"
        else ("text/markdown", "md", as_markdown(by_guide(contents, guides)))
    )
    name = f"pages-{vault.today().isoformat()}.{end}"
    return HttpResponse(
        text,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _kept_of(request: MemberRequest, guide: Guide) -> dict[str, Any]:
    vault: UnlockedVault | None = request.vault  # type: ignore[attr-defined]
    if not vault:
        return {"contents": ShelfContent()}
    try:
        contents = Shelf.opened(vault)
    except Damaged:
        return {"contents": ShelfContent(), "is_damaged": True}
    place = contents.position_in(guide.slug)
    return {
        "contents": contents,
        "is_saved": contents.has(guide.slug),
        "place": place if place and place.section in sections_of(guide) else None,
        "kept": kept_in(guide, contents.passages_of(guide.slug)),
    }
