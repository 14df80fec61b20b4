"""What pages do where a shelf is damaged: they say so, and it stays until its owner begins anew."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.articles.models import Shelf
from apps.common.http.responses import go, render_page
from apps.vault.crypto.sealing import Damaged
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


def says_damage[**P](
    view: Callable[Concatenate[VaultRequest, P], HttpResponse],
) -> Callable[Concatenate[VaultRequest, P], HttpResponse]:
    """Make a view say that the shelf is damaged, and show the words that were sent to it.

    It stands inside `vault_required`.
    """

    @wraps(view)
    def guarded(request: VaultRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Damaged:
            sent = {name: request.POST.get(name, "") for name in ("quote", "note")}
            template = "articles/shelf_damaged.html"
            return render_page(
                request, template, sent, fragment="notice", status=HTTPStatus.CONFLICT
            )

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def anew(request: VaultRequest) -> HttpResponse:
    """GET asks, POST deletes the damaged shelf for good; one that opens is left as it is."""
    if request.method == "POST":
        Shelf.begin_anew(request.vault)
        return go(request, reverse("articles:shelf"))
    try:
        Shelf.opened(request.vault)
    except Damaged:
        return render(request, "articles/shelf_anew.html")
    return go(request, reverse("articles:shelf"))
