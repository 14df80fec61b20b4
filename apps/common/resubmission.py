"""A refused POST is answered with its own form: every word but the passwords, and what is needed.

A view names its page with `@resubmittable(page)`. The middleware, the guard of private views and
the check of form tokens find that page by `resubmission_of` and answer with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal

from django.forms import BaseForm, PasswordInput
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise

from apps.common.http.retry_words import try_again
from apps.common.http.uploads import was_too_large

# Fields that no refused page repeats and no draft keeps; templates/_obstacle.html asks for them.
NEVER_ECHOED: Final = frozenset(
    {
        *("csrfmiddlewaretoken", "device_zone"),
        *("credential", "prf", "password"),
        *("sign_in_name", "sign_in_password", "sign_in_code", "vault_password"),
    }
)


def never_echoed() -> frozenset[str]:
    """The names of the list, and each name under which a form of the site asks for a password."""
    passwords = {
        name
        for form in _subclasses(BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, PasswordInput)
    }
    return NEVER_ECHOED | passwords


def echoed(data: QueryDict) -> QueryDict:
    """The fields of a request that may be shown again or kept as a draft."""
    secret, kept = never_echoed(), data.copy()
    for name in [name for name in kept if name in secret]:
        del kept[name]
    return kept


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What the writer must add before the same form can be saved."""

    fresh_token: bool = False
    sign_in: bool = False
    password: bool = False
    code: bool = False  # of the second factor, beside the name and the password
    problem: str = ""
    retry_after: int = 0  # seconds

    @property
    def reason(self) -> str:
        """The problem, and when to try again where that is known."""
        if not self.retry_after:
            return self.problem
        return f"{self.problem} {try_again(self.retry_after)}"


@dataclass(frozen=True, kw_only=True)
class ShownField:
    """A field of a refused form that is seen again; the page carries all others out of sight."""

    name: str
    label: str | Promise = ""
    kind: Literal["line", "lines", "guide-source", "quote"] = "line"
    longest: int | None = None


@dataclass(frozen=True, kw_only=True)
class FileAgain:
    """The file field of a refused form: a browser lets nobody put a file back into it."""

    name: str
    label: str | Promise
    hint: str | Promise
    accept: str


type PageContext = Callable[[HttpRequest, QueryDict], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ResubmissionPage:
    """The page on which a refused form is seen again.

    `context` gets the request and the fields that may be echoed, and returns what `template`
    needs beside `obstacle`, `problem` and `action`. `piece` is the template for htmx, if another.
    `after_damage` answers a POST that met damaged bytes, with the words that were sent to it.
    """

    context: PageContext
    template: str = "resubmission.html"
    piece: str = ""
    after_damage: Callable[[HttpRequest], HttpResponse] | None = None

    def answer(
        self,
        request: HttpRequest,
        *,
        obstacle: Obstacle | None = None,
        problem: str = "",
        status: int = HTTPStatus.FORBIDDEN,
    ) -> HttpResponse:
        """`obstacle` is what a second try needs; without it the words can only be copied."""
        context = {
            "obstacle": obstacle,
            "problem": problem,
            "action": request.path,
            **self.context(request, echoed(request.POST)),
        }
        htmx = getattr(request, "htmx", None)
        wants_piece = self.piece and htmx and not htmx.history_restore_request
        response = render(
            request, self.piece if wants_piece else self.template, context, status=status
        )
        if self.piece:
            patch_vary_headers(response, ["HX-Request"])
        elif htmx:  # a whole page stands where a page stands, not where a piece was asked for
            response.headers["HX-Retarget"] = "#main"
            response.headers["HX-Reselect"] = "#main > *"
            patch_vary_headers(response, ["HX-Request"])
        return response


def shown_fields(
    *fields: ShownField,
    room: str = "",
    frame: str = "base.html",
    file: FileAgain | None = None,
    back: tuple[str, str | Promise] | None = None,
    check: Callable[[HttpRequest], None] | None = None,
) -> PageContext:
    """The context of resubmission.html: what is shown, what is carried, and the way back.

    `back` is the name of an address and its words; `check` may raise Http404.
    """

    def context(request: HttpRequest, sent: QueryDict) -> Mapping[str, Any]:
        if check:
            check(request)
        shown = {field.name for field in fields}
        return {
            "room_of_form": room,
            "frame": frame,
            "shown": [(field, sent[field.name]) for field in fields if field.name in sent],
            "carried": [
                (name, value)
                for name, values in sent.lists()
                for value in values
                if name not in shown
            ],
            "file": file if request.FILES or was_too_large(request) else None,
            "back": back,
        }

    return context


def resubmittable[View: Callable[..., HttpResponse]](
    page: ResubmissionPage,
) -> Callable[[View], View]:
    """Mark a view whose refused POSTs are answered with `page`, never with a page without words."""

    def mark(view: View) -> View:
        view.resubmission = page  # type: ignore[attr-defined]
        return view

    return mark


def resubmission_of(view: object) -> ResubmissionPage | None:
    """The page of a view that is marked as resubmittable."""
    page = getattr(view, "resubmission", None)
    return page if isinstance(page, ResubmissionPage) else None


def shown_again(request: HttpRequest, *, obstacle: Obstacle) -> HttpResponse | None:
    """The form of the request's view with all its words, or None where it has none to keep.

    Its status stays what htmx swaps in; a busy server adds when to come back.
    """
    page = _page_of(request)
    if page is None:
        return None
    response = page.answer(request, obstacle=obstacle)
    if obstacle.retry_after:
        response.headers["Retry-After"] = str(obstacle.retry_after)
    return response


def shown_after_damage(request: HttpRequest) -> HttpResponse | None:
    """The words of a POST that met damaged bytes, or None where its view has no answer to that."""
    page = _page_of(request)
    return page.after_damage(request) if page and page.after_damage else None


def _page_of(request: HttpRequest) -> ResubmissionPage | None:
    match = request.resolver_match
    return resubmission_of(match.func) if match and request.method == "POST" else None


def _subclasses(kind: type[BaseForm]) -> Iterable[type[BaseForm]]:
    below: list[type[BaseForm]] = kind.__subclasses__()
    for each in below:
        yield each
        yield from _subclasses(each)
