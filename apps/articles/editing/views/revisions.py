"""Every text that a guide has had: what differs between two of them, and taking one up again."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.articles.editing.access import staff_only
from apps.articles.editing.forms import number_sent
from apps.articles.editing.library_texts import LibraryTexts, RevisionTexts
from apps.articles.editing.publishing import keep
from apps.articles.editing.views.guides import shown_as_page
from apps.articles.models import Revision
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import go
from apps.common.text.text_diff import differences


@staff_only
@require_safe
def revisions(request: MemberRequest, slug: str) -> HttpResponse:
    """The list, and what differs between `?old=` and `?new=`: by itself, the last two."""
    rows = list(Revision.objects.of(slug).listed())
    if not rows:
        raise Http404
    texts = RevisionTexts.of(slug)
    new = Revision.objects.numbered(slug, number_sent(request.GET, "new") or rows[0].number)
    before = number_sent(request.GET, "old") or (new.number - 1 if new else 0)
    old = Revision.objects.numbered(slug, before)
    context = {"slug": slug, "rows": rows, "texts": texts, "old": old, "new": new}
    if old and new:
        context["difference"] = differences(old.text, new.text)
    return render(request, "editing/revisions.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def revision(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """GET shows the page as it was; POST makes a draft of that text, and loses nothing."""
    row = Revision.objects.numbered(slug, number)
    if row is None:
        raise Http404
    if request.method != "POST":
        return shown_as_page(
            request, row.text, slug=slug, library=LibraryTexts.read(), revision=row
        )
    last = Revision.objects.of(slug)[0].number
    note = _("Revision %(number)s taken up again.") % {"number": number}
    keep(slug, row.text, after=last, author=request.user, note=note)
    return go(request, reverse("editing:guide", args=[slug]))
