"""Forms that a visitor may send: no token (it would set a cookie), but only from our own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from apps.common.http.requests import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def comes_from_us(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages, or the person alone, sent this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def is_told_to_be_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser names another sender; False where an old one says nothing at all.

    One that sends neither header may still name the page in `Referer`, as ours do to ourselves.
    """
    if "Sec-Fetch-Site" not in request.headers and "Origin" not in request.headers:
        page = request.headers.get("Referer", "")
        return bool(page) and not page.startswith(f"{request.scheme}://{request.get_host()}/")
    return not comes_from_us(request)


def names_no_sender(request: HttpRequest) -> bool:
    """Whether the browser says in no way which page sent this: ours, or a form made elsewhere."""
    return not {"Sec-Fetch-Site", "Origin", "Referer"}.intersection(request.headers)


def public_form[**P](
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """A public view whose POST is refused with 403 unless it was sent from our own pages."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in SAFE_METHODS and not comes_from_us(request):
            raise PermissionDenied("a public form was sent from elsewhere")
        return view(request, *args, **kwargs)

    return login_not_required(csrf_exempt(guarded))
