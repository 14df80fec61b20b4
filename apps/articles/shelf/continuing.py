"""What the shelf says to other pages: where reading goes on, and whom the library greets."""

from apps.articles.models import Guide, Shelf
from apps.articles.shelf.contents import Contents
from apps.common.context import has_session_cookie
from apps.common.continuing import Reading
from apps.common.requests import Request
from apps.vault.access import OpenVault
from apps.vault.sealing import Damaged


def reading_in(vault: OpenVault) -> Reading | None:
    """The guide in which the member stopped last; a damaged shelf says nothing here."""
    places = _opened(vault).places
    guide = Guide.objects.published().called(places[-1].slug) if places else None
    if guide is None:
        return None
    url = f"{guide.get_absolute_url()}#{places[-1].section}"
    return Reading(title=guide.title, heading=places[-1].heading, url=url)


def usual_reader(request: Request) -> str:
    """Whom a member with an open vault reads as, where the address asks for nothing; else empty.

    Without the session cookie nobody is looked up: a visitor's page asks nothing more.
    """
    if request.GET or not has_session_cookie(request) or not request.user.is_authenticated:
        return ""
    vault: OpenVault | None = request.vault  # type: ignore[attr-defined]
    return _opened(vault).reading_as if vault else ""


def _opened(vault: OpenVault) -> Contents:
    try:
        return Shelf.opened(vault)
    except Damaged:
        return Contents()
