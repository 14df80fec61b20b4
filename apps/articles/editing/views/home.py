"""The desk, home of the editing room: what waits, every guide, a new one, facts to cite."""

from http import HTTPStatus

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.articles.editing.access import staff_only
from apps.articles.editing.forms import NewGuideForm
from apps.articles.editing.library_texts import LibraryTexts
from apps.articles.editing.new_guide import template_of_a_guide
from apps.articles.editing.worklist import worklist
from apps.articles.models import FactRecord, Feedback, Guide, Revision
from apps.common.http.request_values import id_sent, search_words, small_int
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import go, render_page

LONGEST_SEARCH = 100
LARGEST_ID = 2**63 - 1  # of a BIGINT


@staff_only
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    found = worklist()
    context = {"places": found, "is_waiting": any(place.waits for place in found)}
    return render(request, "editing/home.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A draft with every block of a guide and no word yet."""
    form = NewGuideForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, "editing/new.html", {"form": form}, status=status)
    title, chosen = form.cleaned_data["title"], form.cleaned_data["form"]
    text = template_of_a_guide(title, library=LibraryTexts.read(), form=chosen)
    slug = form.cleaned_data["slug"]
    Revision.objects.add(slug, text, after=0, author=request.user)
    return go(request, reverse("editing:guide", args=[slug]))


@staff_only
@require_safe
def facts(request: MemberRequest) -> HttpResponse:
    """The records with a word or a name in them, each with the guides that cite it."""
    words, is_cut = search_words(request.GET, most=LONGEST_SEARCH)
    cited_by = Prefetch("guides", Guide.objects.for_editor_list())
    records = FactRecord.objects.saying(words).prefetch_related(cited_by)
    context = {"words": words, "is_cut": is_cut, "most": LONGEST_SEARCH, "records": records}
    return render_page(request, "editing/facts.html", context, fragment="records")


@staff_only
@require_safe
def feedback(request: MemberRequest) -> HttpResponse:
    """What readers say, the newest first; with `?guide=`, of one guide; below the id `?before=`."""
    slug = id_sent(request.GET, "guide").replace("\0", "")
    before = small_int(id_sent(request.GET, "before"), most=LARGEST_ID)
    context = {"part": Feedback.objects.newest(on=slug, before=before), "slug": slug}
    return render(request, "editing/feedback.html", context)
