"""The sitting that a request is about: in the browser's cookie or, for a member, in their vault."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from apps.common.context_processors import has_session_cookie
from apps.common.requests import Request
from apps.common.responses import go
from apps.quiz.models import SittingDraft
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import Questionnaire
from apps.quiz.sitting import browser, navigation
from apps.quiz.sitting.browser import BrowserSittings
from apps.quiz.sitting.forms import ids_of
from apps.quiz.sitting.sitting import Sitting
from apps.vault.unlocked_vault import UnlockedVault

LAPSED = "lapsed"

# As the URL resolver calls it: the request, then the parts of the path by name.
type Routed = Callable[..., HttpResponse]


def with_form[**P](
    view: Callable[Concatenate[Request, Questionnaire, P], HttpResponse],
) -> Routed:
    """A view of one form that is offered; 404 for any other name."""

    @wraps(view)
    def found(request: Request, /, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        questionnaire = catalogue().offered(slug)
        if questionnaire is None:
            raise Http404
        return view(request, questionnaire, *args, **kwargs)

    return found


def with_sitting[**P](
    view: Callable[Concatenate[Request, Sitting, P], HttpResponse],
) -> Routed:
    """A view of a sitting under way. Without one, the start page says kindly what happened."""

    @wraps(view)
    def found(
        request: Request, questionnaire: Questionnaire, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        sitting = sitting_of(request, questionnaire)
        if sitting is not None:
            return view(request, sitting, *args, **kwargs)
        return start_again(request, questionnaire)

    return with_form(found)


def start_again(request: Request, questionnaire: Questionnaire) -> HttpResponse:
    """To the start page, which says that the earlier answers are not here any more."""
    start = reverse("quiz:start", args=[questionnaire.slug])
    response = go(request, f"{start}?{urlencode({'from': LAPSED})}")
    if browser.is_carried(request) and not browser.read(request).sittings:
        browser.forget(response)
    return response


def open_vault(request: HttpRequest) -> UnlockedVault | None:
    """The vault that is open in this browser; a visitor is asked nothing."""
    vault: UnlockedVault | None = request.vault if has_session_cookie(request) else None  # type: ignore[attr-defined]
    return vault or None


def sitting_of(request: HttpRequest, form: Questionnaire) -> Sitting | None:
    """The sitting under way, or the finished one that the browser still has."""
    carried = browser.read(request).of(form)
    vault = open_vault(request)
    if vault is None or (carried and carried.is_finished):
        return carried
    return the_one(carried, SittingDraft.objects.of_form(vault, form.slug))


def the_one(carried: Sitting | None, kept: Sequence[Sitting]) -> Sitting | None:
    """Of one form, the run that its pages show: the browser's, else the one sealed first named.

    Where both places have the same run, the one that came further counts: answers may have been
    given while the vault was closed, or in another browser.
    """
    if carried is None:
        return next(iter(kept), None)
    same = next((each for each in kept if each.is_run_of(carried)), carried)
    return same if same.seen > carried.seen and not carried.is_finished else carried


def keep(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Hands the sitting to the browser and, where the vault is open, seals how far it has come."""
    browser.keep(request, response, sitting)
    if vault := open_vault(request):
        vault.opening.touch()
        SittingDraft.note(vault, sitting)


def take_up(
    request: HttpRequest, response: HttpResponse, sitting: Sitting, *, instead_of: Sitting | None
) -> None:
    """Hands a sealed run to the browser; what was under way there is sealed before."""
    vault = open_vault(request)
    if vault and instead_of and instead_of.is_begun and not instead_of.is_finished:
        SittingDraft.note(vault, instead_of)
    browser.keep(request, response, sitting)


def sealed_as(request: HttpRequest, form: Questionnaire, shown: str) -> Sitting | None:
    """The sealed run whose statements a page named in their shown order; None without one."""
    vault = open_vault(request)
    if vault is None or not shown:
        return None
    runs = SittingDraft.objects.of_form(vault, form.slug)
    return next((each for each in runs if ids_of(each.statements) == shown), None)


def let_go(request: HttpRequest, sitting: Sitting) -> None:
    """A run that somebody began again in place of is sealed no longer; no other goes with it."""
    if vault := open_vault(request):
        SittingDraft.let_go(vault, sitting)


@dataclass(frozen=True, slots=True)
class WaitingSitting:
    """A sealed run that can go on, and the run ``on`` that the pages of its form show."""

    row: SittingDraft
    sitting: Sitting
    on: Sitting | None

    @property
    def is_on(self) -> bool:
        return self.on is not None and self.on.is_run_of(self.sitting)

    @property
    def result_that_goes(self) -> str:
        """Where the finished run is that makes way in the browser; empty where none does."""
        finished = self.on is not None and self.on.is_finished
        return navigation.result_at(self.sitting) if finished and not self.is_on else ""

    @property
    def go_on_at(self) -> str:
        return navigation.go_on_at(self.sitting)

    @property
    def of(self) -> str:
        """Which run it is, as the form says it that goes on with it."""
        return ids_of(self.sitting.statements)


def waiting(
    carried: BrowserSittings, drafts: Iterable[tuple[SittingDraft, Sitting | None]]
) -> list[WaitingSitting]:
    """Those of the drafts that can go on, in their order, beside what the browser carries."""
    runs = [(row, sitting) for row, sitting in drafts if sitting]
    found = []
    for row, sitting in runs:
        of_form = [each for _row, each in runs if each.form == sitting.form]
        on = the_one(carried.of(sitting.form), of_form)
        found.append(WaitingSitting(row, sitting, on))
    return found
