"""One place that chooses between a whole page and the piece of it that htmx asked for."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from apps.common.http.requests import Request


def render_page(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page, or only its `fragment` (a partialdef in the same file) when htmx asks for that."""
    wants_piece = bool(fragment) and bool(request.htmx) and not request.htmx.history_restore_request
    name = f"{template}#{fragment}" if wants_piece else template
    response = render(request, name, dict(context or {}), status=status)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response


def form_status(form: BaseForm) -> HTTPStatus:
    """422 for a page with a form that was refused, 200 for any other."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


class SeeOther(HttpResponseRedirect):
    """303: look there with a GET, whatever this was."""

    status_code = HTTPStatus.SEE_OTHER


def go(request: Request, address: str) -> HttpResponse:
    """Send the browser to one of our own pages: 303 for a form, a full load when htmx asked."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": iri_to_uri(address)})
    return SeeOther(address)


def inside_path(request: Request, address: str | None) -> str:
    """`address` if it is a path inside this site, else an empty string (ASVS 3.7.2)."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return ""
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else ""
