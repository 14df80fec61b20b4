"""Courses: the steps of one, how many of them are done, and the worksheets of the one on paper."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.articles.models import ContentVersion
from apps.common.http.request_values import id_sent
from apps.common.http.requests import Request
from apps.common.http.responses import go
from apps.common.page_cache import kept_for_visitors, unchanging
from apps.journal.models import JournalState
from apps.journal.page import journal_page
from apps.practices.courses import Course, course_called
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def course(request: VaultRequest, course_id: str) -> HttpResponse:
    if request.vault:
        request.vault.opening.touch()
    return _its_page(request, _found(course_id))


@require_POST
@vault_required
def step(request: VaultRequest, course_id: str) -> HttpResponse:
    """Store how many steps are done: any number up to that of the course, also fewer."""
    found = _found(course_id)
    sent = id_sent(request.POST, "step")
    if sent not in {str(number) for number in range(len(found.steps) + 1)}:
        return _its_page(request, found, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    JournalState.change(request.vault, lambda state: state.at_step(found.id, int(sent)))
    return go(request, reverse("journal:course", args=[found.id]))


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def worksheets(request: Request, course_id: str) -> HttpResponse:
    return render(request, "journal/worksheets.html", {"course": _found(course_id)})


def _its_page(request: VaultRequest, found: Course, *, status: int = HTTPStatus.OK) -> HttpResponse:
    behind = JournalState.of(request.vault).step_in(found.id) if request.vault else 0
    total = len(found.steps)
    context = {
        "course": found,
        "behind": min(behind, total),
        "is_finished": behind >= total,
        "total": total,
    }
    return journal_page(request, "journal/course.html", context, status=status)


def _found(course_id: str) -> Course:
    found = course_called(course_id)
    if found is None:
        raise Http404
    return found
