"""The last resort of a save that broke: its fields, without the help of the page they came from."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.common.http.same_origin import comes_from_us
from apps.common.resubmission import echoed, resubmission_of

_LABELS: Final = {
    "title": _("Title"),
    "body": _("Text"),
    "note": _("Note"),
    "tags": _("Tags"),
    "people": _("People"),
    "about": _("Who it was about"),
}
_OTHER: Final = _("More of what you wrote")
_ONE_LINE: Final = frozenset({"title", "tags", "people", "about"})
_LONGEST_CODE: Final = 60  # characters: an id, a day or a choice is shorter and has no space


@dataclass(frozen=True, kw_only=True)
class UnsavedField:
    name: str
    label: str | Promise
    value: str

    @property
    def is_line(self) -> bool:
        """Whether it is shown in a field of one line, which keeps no line break."""
        return self.name in _ONE_LINE and len(self.value.splitlines()) < 2


@dataclass(frozen=True, kw_only=True)
class UnsavedForm:
    """The fields that a person wrote are `shown`; the rest goes along out of sight."""

    action: str
    token: str
    shown: list[UnsavedField]
    carried: list[tuple[str, str]]


def unsaved_form(request: HttpRequest) -> UnsavedForm | None:
    """Return the form of a save that broke, or None where nothing was to be kept.

    It never raises: whatever is wrong with the request, the error page must still come.
    """
    try:
        return _unsaved_form(request)
    except Exception:  # the body may be unreadable, or the address without a view
        return None


def _unsaved_form(request: HttpRequest) -> UnsavedForm | None:
    match = request.resolver_match
    if request.method != "POST" or match is None or resubmission_of(match.func) is None:
        return None
    if not comes_from_us(request) or not _is_small(request):
        return None
    pairs = [(name, each) for name, values in echoed(request.POST).lists() for each in values]
    written = [(name, value) for name, value in pairs if _is_written(name, value)]
    if not written:
        return None
    return UnsavedForm(
        action=request.path,
        token=get_token(request),
        shown=[
            UnsavedField(name=name, label=_LABELS.get(name, _OTHER), value=value)
            for name, value in written
        ],
        carried=[pair for pair in pairs if not _is_written(*pair)],
    )


def _is_small(request: HttpRequest) -> bool:
    """Whether the body is read already, or holds words alone: a file is not read for this."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    return hasattr(request, "_post") or (length.isdecimal() and int(length) <= most)


def _is_written(name: str, value: str) -> bool:
    """Whether a person's words may be in this value."""
    text = value.strip()
    if name in _LABELS:
        return bool(text)
    return len(text) > _LONGEST_CODE or len(text.split()) > 1
