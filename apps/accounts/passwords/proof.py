"""The proof of a member by name and password, within the limits on tries."""

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.accounts.models import (
    LONGEST_NAME,
    NAME_TOO_LONG,
    FailedTries,
    User,
)
from apps.accounts.rate_limits import (
    BROWSER_LIMIT,
    EVERYWHERE_LIMIT,
    MEMBER_LIMIT,
    NAME_LIMIT,
    NAME_LIMIT_MEANWHILE,
    NETWORK_LIMIT,
    NOBODY_LIMIT,
    Counts,
    give_back,
    subject_of_name,
    take,
)
from apps.common.http.known_browser import known_browser
from apps.common.http.requests import MemberRequest
from apps.common.rate_limits import network_of, too_many_tries
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.unlocking.unlock import (
    browser_of_member,
)


class Refused(Exception):
    """The sign-in did not happen; the words are for the person and tell nothing about names."""

    def __init__(self, problem: str, *, retry_after: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.retry_after = retry_after


def proved_member(request: HttpRequest, *, username: str, password: str) -> User:
    """The member whom this name and password belong to. Raises Refused; counts the failures.

    A name that is too long to be one is refused before anything is done with it.
    """
    if len(username) > LONGEST_NAME:
        raise Refused(NAME_TOO_LONG % {"limit_value": LONGEST_NAME})
    counts, wait = _take_tries(request, username)
    if wait:
        raise Refused(too_many_tries(), retry_after=wait)
    try:
        user = _proved(request, username=username, password=password, counts=counts)
    except Refused as refused:
        if not refused.retry_after:
            _note_failed_try(username)
        raise
    for limit, subject in counts:
        if limit in (BROWSER_LIMIT, NAME_LIMIT):
            limit.forget(subject)
    return user


def _note_failed_try(username: str) -> None:
    """Its owner sees how many there were on a day; a name that nobody has costs a row as well."""
    member_id = User.objects.named(username).values_list("pk", flat=True).first()
    if member_id is None:
        NOBODY_LIMIT.take("nobody")
    else:
        FailedTries.objects.note(member_id)


def _take_tries(request: HttpRequest, username: str) -> tuple[Counts, int]:
    """What this try was counted under, and the seconds to wait where there is none left.

    A browser in which this member signed in before has tries of its own, whatever strangers do.
    """
    member = User.objects.named(username).only("pk", "mark_key").first()
    browser = known_browser(request, member)
    own: Counts = ((BROWSER_LIMIT, f"{member.pk if member else None} {browser}"),)
    if browser and not take(own):
        return own, 0
    name, network = subject_of_name(username), network_of(request)
    is_tried_everywhere = bool(EVERYWHERE_LIMIT.take(name))
    here = f"{name} {network}"
    limit = NAME_LIMIT_MEANWHILE if is_tried_everywhere else NAME_LIMIT
    wait = take(((NETWORK_LIMIT, network), (limit, here)))
    if wait:
        EVERYWHERE_LIMIT.give_back(name)
    return ((NETWORK_LIMIT, network), (NAME_LIMIT, here), (EVERYWHERE_LIMIT, name)), wait


def proved_again(request: MemberRequest, *, password: str) -> User:
    """The member who is signed in, once more by their password. Raises Refused.

    Counted for the member in this browser: nobody else can use up these tries.
    """
    counts = ((MEMBER_LIMIT, browser_of_member(request)),)
    if wait := take(counts):
        raise Refused(too_many_tries(), retry_after=wait)
    username = request.user.get_username()
    user = _proved(request, username=username, password=password, counts=counts)
    MEMBER_LIMIT.forget(browser_of_member(request))
    return user


def _proved(request: HttpRequest, *, username: str, password: str, counts: Counts) -> User:
    """The member, proved by name and password; only a failure stays counted. Raises Refused."""
    try:
        user = authenticate(request, username=username, password=password)
    except DerivationsBusy as busy:
        give_back(counts)
        raise Refused(
            _("Many people are signing in right now."),
            retry_after=busy.retry_after,
        ) from None
    if not isinstance(user, User):
        raise Refused(_("That user name and password don’t belong together. Please look at both."))
    give_back(counts)
    return user
