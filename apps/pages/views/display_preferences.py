"""The display preferences of this browser: a POST stores them in their cookie."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_POST

from apps.common.display_preferences import display_preferences_of
from apps.common.http.requests import Request
from apps.common.http.responses import inside_path
from apps.common.http.same_origin import public_form
from apps.pages.forms import DisplayPreferencesForm

DISPLAY_DAYS = 365


@public_form
@require_POST
def display_preferences(request: Request) -> HttpResponse:
    form = DisplayPreferencesForm(request.POST)
    if not form.is_valid():
        raise BadRequest("unknown display preference")
    if _asked_by_script(request):
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    else:
        back = inside_path(request, request.POST.get("next")) or "/"
        response = HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": iri_to_uri(back)})
    response.set_cookie(
        settings.DISPLAY_COOKIE_NAME,
        form.chosen(before=display_preferences_of(request)).cookie_value(),
        max_age=DISPLAY_DAYS * 24 * 3600,
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    return response


def _asked_by_script(request: Request) -> bool:
    return bool(request.htmx) or request.headers.get("Sec-Fetch-Mode") in {"cors", "same-origin"}
