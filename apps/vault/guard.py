"""`vault_required`: the guard of private views, which need an unlocked vault."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist, ObjectNotUpdated
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from apps.common.http.request_values import LONGEST_PASSWORD, value_sent
from apps.common.http.responses import go
from apps.common.resubmission import Obstacle, shown_after_damage, shown_again
from apps.vault.crypto.sealing import Damaged
from apps.vault.models import KeysReplaced, Vault
from apps.vault.responses import (
    SAFE_METHODS,
    damaged,
    keys_replaced,
    recovery_on_the_way,
    still_locked_page,
)
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.unlock import FIRST_VAULT, CannotOpen, SignInEnded, unlock

# The header of a request that a page sends by itself while it waits: that is no use of the journal.
# Whoever forges it locks the journal sooner, not later.
ASKED_BY_ITSELF: Final = "Asked-By-Itself"


def vault_required[**P](
    view: Callable[Concatenate[VaultRequest, P], HttpResponse],
) -> Callable[Concatenate[VaultRequest, P], HttpResponse]:
    """Make a view private: with the vault locked a GET goes to unlock, a POST keeps its words.

    A POST may have `vault_password`, to unlock the vault and save in one step.
    """

    @wraps(view)
    @sensitive_post_parameters()
    def guarded(request: VaultRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.vault:
            if _is_unexplained(request):
                return go(request, recovery_on_the_way(request.get_full_path()))
            if ASKED_BY_ITSELF not in request.headers:
                request.vault.opening.touch()
            response = _answer(view, request, *args, **kwargs)
            if request.vault:
                response.headers["Vault-Seconds"] = str(request.vault.seconds_left)
            return response
        if request.method in SAFE_METHODS:
            return go(
                request, f"{reverse('vault:unlock')}?{urlencode({'next': request.get_full_path()})}"
            )
        problem = _("Your journal locked itself. Your password unlocks it and keeps this.")
        obstacle = Obstacle(password=True, problem=problem)
        if password := value_sent(request.POST, "vault_password", most=LONGEST_PASSWORD):
            try:
                unlock(request, password)
            except SignInEnded as error:
                obstacle = Obstacle(sign_in=True, problem=error.problem)
            except CannotOpen as error:
                obstacle = Obstacle(
                    password=True, problem=error.problem, retry_after=error.retry_after
                )
            else:
                return _answer(view, request, *args, **kwargs)
        return shown_again(request, obstacle=obstacle) or still_locked_page(request)

    return guarded


def _is_unexplained(request: VaultRequest) -> bool:
    """Whether it is the first look into the journal of somebody to whom nothing explained Leave.

    A command made the member, and their first sign-in was inside of a form.
    """
    match = request.resolver_match
    is_there = match is not None and match.view_name == "vault:recovery"
    is_look = request.method in SAFE_METHODS and not is_there
    return is_look and bool(request.session.get(FIRST_VAULT))


def _answer(
    view: Callable[..., HttpResponse], request: VaultRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    """The view's answer; the page of damage for a damaged blob, which is never shown as text.

    What was sent stays before its writer where the view's resubmission page has `after_damage`.
    A row that another tab deletes between its look-up and its lock is a 404, as a moment later.
    """
    try:
        return view(request, *args, **kwargs)
    except Damaged:
        return shown_after_damage(request) or damaged(request)
    except KeysReplaced:
        return keys_replaced(request)
    except Vault.DoesNotExist:
        problem = _("This account was deleted meanwhile. Copy what you want to keep.")
        again = shown_again(request, obstacle=Obstacle(sign_in=True, problem=problem))
        return again or damaged(request)
    except (ObjectDoesNotExist, ObjectNotUpdated):
        again = shown_again(
            request, obstacle=Obstacle(problem=_("This was deleted for good meanwhile."))
        )
        if again is None:
            raise Http404 from None
        again.status_code = HTTPStatus.NOT_FOUND
        return again
