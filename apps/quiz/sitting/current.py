"""The current sitting of a request: of the browser's cookie or, for a member, of their vault."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from apps.common.context_processors import has_session_cookie
from apps.common.dates import today_in, utc_today
from apps.common.http.request_values import id_sent
from apps.common.http.requests import Request
from apps.common.http.responses import go
from apps.quiz.models import SittingDraft
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import Questionnaire
from apps.quiz.sitting import browser
from apps.quiz.sitting.browser import BrowserSittings
from apps.quiz.sitting.sitting import FinishedOn, Sitting, statement_ids
from apps.vault.unlocked_vault import UnlockedVault

LAPSED = "lapsed"
DEVICE_ZONE = "device_zone"  # the field that static/js/device-zone.js fills in

# A view as the URL resolver calls it: the request, then the parts of the path by name.
type Routed = Callable[..., HttpResponse]


def with_form[**P](
    view: Callable[Concatenate[Request, Questionnaire, P], HttpResponse],
) -> Routed:
    """Give the view the form of the address; 404 for a form that is not offered."""

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
    """Give the view the sitting under way; without one, the start page says what happened."""

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
    """Redirect to the start page, which says that the sitting is gone."""
    start = reverse("quiz:start", args=[questionnaire.slug])
    response = go(request, f"{start}?{urlencode({'from': LAPSED})}")
    if browser.has_cookie(request) and not browser.read(request).sittings:
        browser.forget(response)
    return response


def open_vault(request: HttpRequest) -> UnlockedVault | None:
    """The vault that is unlocked in this browser, or None; without a session cookie no query."""
    vault: UnlockedVault | None = request.vault if has_session_cookie(request) else None  # type: ignore[attr-defined]
    return vault or None


def sitting_of(request: HttpRequest, form: Questionnaire) -> Sitting | None:
    """The browser's sitting of this form, or the draft in the vault that was begun last.

    A finished sitting is in the browser alone.
    """
    in_browser = browser.read(request).of(form)
    vault = open_vault(request)
    if vault is None or (in_browser and in_browser.is_finished):
        return in_browser
    return choose(in_browser, SittingDraft.objects.of_form(vault, form.slug))


def choose(in_browser: Sitting | None, drafts: Sequence[Sitting]) -> Sitting | None:
    """The browser's sitting of a form, or the first of the drafts where the browser has none.

    Where both are the same sitting, the one that came further counts: answers may have been given
    while the vault was locked, or in another browser.
    """
    if in_browser is None:
        return next(iter(drafts), None)
    same = next((each for each in drafts if each.is_run_of(in_browser)), in_browser)
    is_further = same.seen > in_browser.seen and not in_browser.is_finished
    return same if is_further else in_browser


def day_of(request: HttpRequest) -> FinishedOn:
    """Today for the person who sends this form: by their journal where it is unlocked, else by the
    time zone of their device, which a script fills in, else by UTC.
    """
    if vault := open_vault(request):
        return FinishedOn(vault.today())
    day = today_in(id_sent(request.POST, DEVICE_ZONE))
    return FinishedOn(day) if day else FinishedOn(utc_today(), is_utc=True)


def finished_on(sitting: Sitting) -> FinishedOn:
    """The day of a finished sitting; today by UTC where its cookie is of the release before."""
    return sitting.finished_on or FinishedOn(utc_today(), is_utc=True)


def keep(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Put the sitting into the cookie and, where the vault is unlocked, into its draft."""
    browser.keep(request, response, sitting)
    if vault := open_vault(request):
        vault.opening.touch()
        SittingDraft.note(vault, sitting)


def resume(
    request: HttpRequest, response: HttpResponse, sitting: Sitting, *, instead_of: Sitting | None
) -> None:
    """Put the sitting of a draft into the cookie; one under way there becomes a draft before."""
    vault = open_vault(request)
    if vault and instead_of and instead_of.is_begun and not instead_of.is_finished:
        SittingDraft.note(vault, instead_of)
    browser.keep(request, response, sitting)


def draft_with_ids(request: HttpRequest, form: Questionnaire, ids: str) -> Sitting | None:
    """The draft of this form with these statement ids, which a page sent; None without one."""
    vault = open_vault(request)
    if vault is None or not ids:
        return None
    drafts = SittingDraft.objects.of_form(vault, form.slug)
    return next((each for each in drafts if statement_ids(each.statements) == ids), None)


def drop_draft(request: HttpRequest, sitting: Sitting) -> None:
    """Delete the draft of this sitting, and no other of its form."""
    if vault := open_vault(request):
        SittingDraft.let_go(vault, sitting)


@dataclass(frozen=True, slots=True)
class WaitingSitting:
    """A draft on the quiz's first page, beside the sitting ``current`` of the same form."""

    row: SittingDraft
    sitting: Sitting
    current: Sitting | None

    @property
    def is_current(self) -> bool:
        return self.current is not None and self.current.is_run_of(self.sitting)

    @property
    def displaced_result_url(self) -> str:
        """The address of the result that leaves the cookie if this draft goes on, or empty."""
        finished = self.current is not None and self.current.is_finished
        return self.sitting.result_url if finished and not self.is_current else ""

    @property
    def statement_ids(self) -> str:
        """The ids by which the form that goes on with this draft names it."""
        return statement_ids(self.sitting.statements)


def waiting(
    held: BrowserSittings, drafts: Iterable[tuple[SittingDraft, Sitting | None]]
) -> list[WaitingSitting]:
    """The drafts that can go on, in their order."""
    rows = [(row, sitting) for row, sitting in drafts if sitting]
    found = []
    for row, sitting in rows:
        of_form = [each for _row, each in rows if each.form.slug == sitting.form.slug]
        found.append(WaitingSitting(row, sitting, choose(held.of(sitting.form), of_form)))
    return found
