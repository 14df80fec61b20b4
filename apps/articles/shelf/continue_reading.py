"""What other pages learn from the shelf: where reading goes on, and as whom a member reads."""

from dataclasses import dataclass

from apps.articles.models import Guide, Shelf
from apps.articles.shelf.content import ShelfContent
from apps.common.context_processors import has_session_cookie
from apps.common.http.requests import Request
from apps.vault.unlocked_vault import UnlockedVault


@dataclass(frozen=True, kw_only=True)
class NextGuide:
    """The guide that comes after another one on a path through several."""

    title: str
    url: str
    way: str
    way_url: str


@dataclass(frozen=True, kw_only=True)
class UnfinishedReading:
    """A guide that was not read to its end, the heading at which to go on, and what comes after."""

    title: str
    heading: str
    url: str
    next: NextGuide | None = None


def reading_in(shelf: ShelfContent) -> UnfinishedReading | None:
    """The guide in which the member stopped last."""
    position = shelf.places[-1] if shelf.places else None
    guide = Guide.objects.published().pages().called(position.slug) if position else None
    if guide is None or position is None:
        return None
    url = f"{guide.get_absolute_url()}#{position.section}"
    after = _next_on_a_path(guide, shelf)
    return UnfinishedReading(title=guide.title, heading=position.heading, url=url, next=after)


def _next_on_a_path(guide: Guide, contents: ShelfContent) -> NextGuide | None:
    """The guide after this one on the first of its paths where that is not begun yet."""
    steps = {each.next_slug: each for each in reversed(guide.steps) if each.next_slug}
    following = Guide.objects.published().in_order(reversed(steps))
    after = next((each for each in following if not contents.position_in(each.slug)), None)
    if after is None:
        return None
    path = steps[after.slug]
    way_url = path.get_absolute_url()
    url = f"{after.get_absolute_url()}?path={path.slug}"
    return NextGuide(title=after.title, url=url, way=path.title, way_url=way_url)


def usual_reader(request: Request) -> str:
    """Whom a member with an open vault reads as, where the address asks for nothing; else empty.

    Without the session cookie nobody is looked up: a visitor's page asks nothing more.
    """
    if request.GET or not has_session_cookie(request) or not request.user.is_authenticated:
        return ""
    vault: UnlockedVault | None = request.vault  # type: ignore[attr-defined]
    return shelf_of(vault).reading_as if vault else ""


def shelf_of(vault: UnlockedVault) -> ShelfContent:
    """The shelf of a member; a damaged shelf counts as an empty one."""
    return Shelf.of(vault)
