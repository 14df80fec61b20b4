"""A look through all pages of a long journal has one of the places for heavy work."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Concatenate

from django.http import HttpResponse

from apps.common.http.heavy_work import LONG_JOURNAL, HeavyWork, place_for
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest


def place_for_look(vault: UnlockedVault) -> AbstractContextManager[None]:
    """Hold a place in the block where this journal is long. Raises NoPlace.

    The last number bounds how many pages there are, and asks nothing of the database.
    """
    is_long = vault.vault.last_number >= LONG_JOURNAL
    return place_for(HeavyWork.LONG_LOOK) if is_long else nullcontext()


def a_long_look[**P](
    view: Callable[Concatenate[VaultRequest, P], HttpResponse],
) -> Callable[Concatenate[VaultRequest, P], HttpResponse]:
    """A view that looks through all pages; `HeavyWorkMiddleware` answers where it has no place."""

    @wraps(view)
    def held(request: VaultRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with place_for_look(request.vault):
            return view(request, *args, **kwargs)

    return held
