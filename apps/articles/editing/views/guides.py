"""Write one guide: save a draft, check it, look at it, publish it, review it, take it down."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.articles.content.checks import RefusedError
from apps.articles.content.parse import guide_from
from apps.articles.editing.access import staff_only
from apps.articles.editing.forms import GuideForm, ReviewForm, initial_of
from apps.articles.editing.library_texts import CheckedGuide, LibraryTexts, RevisionTexts, check
from apps.articles.editing.preview import preview_of
from apps.articles.editing.publishing import keep, publish, reviewed_today, set_withdrawn
from apps.articles.models import Guide, Revision, RevisionConflict, RevisionState
from apps.articles.views.guides import page_of
from apps.common.content_files.toml_file import ContentError
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import go, render_page
from apps.common.resubmission import (
    ResubmissionPage,
    ShownField,
    resubmittable,
    shown_fields,
)
from apps.common.text.text_diff import differences


def _only_for_editors(request: HttpRequest) -> None:
    """For a member who is no editor there is no such page; a visitor may be one, signed out."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise Http404


GUIDE_AGAIN = ResubmissionPage(
    context=shown_fields(
        ShownField(name="body", label=gettext_lazy("Text"), kind="guide-source"),
        check=_only_for_editors,
    )
)


@resubmittable(GUIDE_AGAIN)
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: MemberRequest, slug: str) -> HttpResponse:
    """GET shows the draft, else what readers see; POST keeps a draft or publishes it."""
    library, texts, current = _looked_up(slug)
    if request.method != "POST":
        last = texts.last.number if texts.last else 0
        form = GuideForm(
            initial={**initial_of(current.text), "base": last}, library=library, slug=slug
        )
        return _editor(request, form, texts, check(current.text, slug=slug, library=library))
    form = GuideForm(request.POST, library=library, slug=slug)
    if not form.is_valid():
        return _editor(request, form, texts, CheckedGuide(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    after, note = form.cleaned_data["base"], form.cleaned_data["note"]
    text = form.text(Revision.objects.numbered(slug, after) or current)
    write = publish if request.POST.get("state") == RevisionState.PUBLISHED else keep
    try:
        write(slug, text, after=after, author=request.user, note=note)
    except RevisionConflict as conflict:
        return _both_texts(request, form, text, conflict.kept, library=library)
    except RefusedError as refused:
        found = check(text, slug=slug, library=library).with_problems(refused.problems, slug=slug)
        return _editor(
            request, form, texts, found, status=HTTPStatus.UNPROCESSABLE_ENTITY, is_refused=True
        )
    return go(request, reverse("editing:guide", args=[slug]))


@staff_only
@require_POST
def checks(request: MemberRequest, slug: str) -> HttpResponse:
    """What the checks say of the words in the form, which stay where they are."""
    library, texts, current = _looked_up(slug)
    form = GuideForm(request.POST, library=library, slug=slug)
    if not form.is_valid():
        return _editor(request, form, texts, CheckedGuide(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _editor(request, form, texts, check(form.text(current), slug=slug, library=library))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: MemberRequest, slug: str) -> HttpResponse:
    """The guide's page as readers would see it: GET of the stored text, POST of the form's."""
    library, _texts, current = _looked_up(slug)
    text = current.text
    if request.method == "POST":
        form = GuideForm(request.POST, library=library, slug=slug)
        if not form.is_valid():
            return render(
                request,
                "editing/no_preview.html",
                {"form": form},
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
            )
        text = form.text(current)
    return shown_as_page(request, text, slug=slug, library=library)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: MemberRequest, slug: str) -> HttpResponse:
    """GET asks what was done; POST dates the review, says so in the changes, and publishes."""
    library, texts, _current = _looked_up(slug)
    live = texts.live
    if live is None:
        raise Http404
    form = ReviewForm(request.POST or None, initial={"base": texts.last and texts.last.number})
    context = {"slug": slug, "form": form, "guide": library.guides.get(slug), "draft": texts.draft}
    context["records"] = library.records_in(live.text)
    if request.method != "POST" or texts.draft:
        status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
        return render(request, "editing/review.html", context, status=status)
    if not form.is_valid():
        return render(
            request, "editing/review.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    note, after = form.cleaned_data["note"], form.cleaned_data["base"]
    text = reviewed_today(live.text, today=timezone.localdate(), note=note)
    try:
        publish(slug, text, after=after, author=request.user, note=_("Reviewed."))
    except RevisionConflict:
        context["problems"] = [_("Somebody has written on this guide meanwhile. Look at it again.")]
        return render(request, "editing/review.html", context, status=HTTPStatus.CONFLICT)
    except RefusedError as refused:
        context["problems"] = refused.problems
        return render(
            request, "editing/review.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    return go(request, reverse("editing:home"))


@staff_only
@require_POST
def withdrawal(request: MemberRequest, slug: str) -> HttpResponse:
    """Take a guide out of the library, or put it back: the form says which."""
    found = get_object_or_404(Guide, slug=slug)
    set_withdrawn(found, request.POST.get("withdrawn") == "1")
    return go(request, reverse("editing:guide", args=[slug]))


def shown_as_page(
    request: MemberRequest,
    text: str,
    *,
    slug: str,
    library: LibraryTexts,
    revision: Revision | None = None,
) -> HttpResponse:
    """A text as the public page would be, or why it cannot be shown."""
    try:
        shown = preview_of(guide_from(text, name=f"{slug}.md"), library=library)
    except ContentError as unreadable:
        context = {"problem": str(unreadable)}
        return render(
            request, "editing/no_preview.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    if shown is None:
        return render(request, "editing/no_preview.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    more = {**page_of(shown, request=request), "slug": slug, "revision": revision}
    return render(request, "editing/preview.html", more)


def _looked_up(slug: str) -> tuple[LibraryTexts, RevisionTexts, Revision]:
    library, texts = LibraryTexts.read(), RevisionTexts.of(slug)
    if texts.current is None:
        raise Http404
    return library, texts, texts.current


def _editor(
    request: MemberRequest,
    form: GuideForm,
    texts: RevisionTexts,
    checked: CheckedGuide,
    *,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    slug = texts.current.slug if texts.current else ""
    row = Guide.objects.called(slug)
    context = {"form": form, "texts": texts, "checked": checked, "slug": slug, "row": row, **more}
    return render_page(request, "editing/guide.html", context, fragment="checks", status=status)


def _both_texts(
    request: MemberRequest, form: GuideForm, text: str, kept: Revision, *, library: LibraryTexts
) -> HttpResponse:
    """The writer's words in the form, what was kept meanwhile beside them, and what differs."""
    data = request.POST.copy()
    data["base"] = str(kept.number)
    again = GuideForm(data, library=library, slug=kept.slug)
    context = {"kept": kept, "rows": differences(kept.text, text)}
    found = check(text, slug=kept.slug, library=library)
    return _editor(
        request, again, RevisionTexts.of(kept.slug), found, status=HTTPStatus.CONFLICT, **context
    )
