"""The sitting that a request is about: in the browser's cookie or, for a member, in their vault."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from apps.common.context import has_session_cookie
from apps.quiz import cookie, places
from apps.quiz.forms import ids_of
from apps.quiz.models import SittingDraft
from apps.quiz.questionnaires import Questionnaire
from apps.quiz.satchel import Satchel
from apps.quiz.sitting import Sitting
from apps.vault.access import OpenVault


def open_vault(request: HttpRequest) -> OpenVault | None:
    """The vault that is open in this browser; a visitor is asked nothing."""
    vault: OpenVault | None = request.vault if has_session_cookie(request) else None  # type: ignore[attr-defined]
    return vault or None


def sitting_of(request: HttpRequest, form: Questionnaire) -> Sitting | None:
    """The sitting under way, or the finished one that the browser still has."""
    carried = cookie.read(request).of(form)
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
    cookie.keep(request, response, sitting)
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
    cookie.keep(request, response, sitting)


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
class Waiting:
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
        return places.result_at(self.sitting) if finished and not self.is_on else ""

    @property
    def go_on_at(self) -> str:
        return places.go_on_at(self.sitting)

    @property
    def of(self) -> str:
        """Which run it is, as the form says it that goes on with it."""
        return ids_of(self.sitting.statements)


def waiting(
    carried: Satchel, drafts: Iterable[tuple[SittingDraft, Sitting | None]]
) -> list[Waiting]:
    """Those of the drafts that can go on, in their order, beside what the browser carries."""
    runs = [(row, sitting) for row, sitting in drafts if sitting]
    found = []
    for row, sitting in runs:
        of_form = [each for _row, each in runs if each.form == sitting.form]
        on = the_one(carried.of(sitting.form), of_form)
        found.append(Waiting(row, sitting, on))
    return found
