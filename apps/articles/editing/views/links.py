"""Which links of the library lead nowhere."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.articles.editing.access import staff_only
from apps.articles.editing.links import report
from apps.common.http.requests import MemberRequest


@staff_only
@require_safe
def links(request: MemberRequest) -> HttpResponse:
    return render(request, "editing/links.html", {"report": report()})
