"""The rate limits of sign-in, sign-up, recovery and new passwords."""

import hashlib

from django.http import HttpRequest

from apps.accounts.models import LONGEST_NAME, User, folded_name
from apps.common.http.known_browser import known_browser, marked_browser
from apps.common.http.request_values import value_sent
from apps.common.rate_limits import RateLimit, network_of

# A browser in which the member signed in before has tries that no other browser uses up.
BROWSER_LIMIT = RateLimit(scope="sign-in known browser", most=10)
# From other browsers a name is counted in each network for itself, so that a stranger's tries
# elsewhere do not keep its owner out.
NAME_LIMIT = RateLimit(scope="sign-in name in a network", most=10)
# While somebody with many networks goes on, each network gets fewer tries, but never none.
EVERYWHERE_LIMIT = RateLimit(scope="sign-in name", most=100)
NAME_LIMIT_MEANWHILE = RateLimit(scope=NAME_LIMIT.scope, most=3)
NETWORK_LIMIT = RateLimit(scope="sign-in network", most=50)
MEMBER_LIMIT = RateLimit(scope="own password", most=10)
SIGN_UP_LIMIT = RateLimit(scope="sign-up network", most=20)
NEW_NAME_LIMIT = RateLimit(scope="new name", most=5)
# How often a network or a member may have a new password scored.
SCORING_LIMIT = RateLimit(scope="new password", most=40)
CODE_LIMIT = RateLimit(scope="recovery network", most=10)
# Nobody can guess a passkey. This bounds the rows in which visitors' questions are remembered.
PASSKEY_LIMIT = RateLimit(scope="passkey", most=100)
# Only somebody who has just typed the right password gets as far as a second factor. Browsers in
# which the member never signed in share these tries; one in which they did has its own.
SECOND_FACTOR_LIMIT = RateLimit(scope="second factor", most=5)
# Mails that one member, or one network for one address, may have sent in a quarter of an hour.
MAIL_LIMIT = RateLimit(scope="mails", most=3)
MAIL_NETWORK_LIMIT = RateLimit(scope="mail network", most=20)
# Refuses nobody: it writes a row where an address is of no account, as a link would be written.
NOBODY_LIMIT = RateLimit(scope="mail to nobody", most=1)
LINK_LIMIT = RateLimit(scope="link network", most=40)

type Counts = tuple[tuple[RateLimit, str], ...]


def take(counts: Counts) -> int:
    """Take one try of each; seconds until all allow another, and then none of them is used up."""
    for place, (limit, subject) in enumerate(counts):
        if wait := limit.take(subject):
            give_back(counts[:place])
            return wait
    return 0


def give_back(counts: Counts) -> None:
    for limit, subject in counts:
        limit.give_back(subject)


def subject_of_browser(request: HttpRequest, member: User) -> str:
    return f"{member.pk} {known_browser(request, member)}"


def subject_of_visitor(request: HttpRequest) -> str:
    """The network, or a browser in which whoever it was signed in before.

    Before a passkey answers, nobody knows whose it is.
    """
    browser = marked_browser(request)
    return f"browser {browser}" if browser else network_of(request)


def subject_of_address(address: str) -> str:
    return hashlib.sha256(address.casefold().encode()).hexdigest()


def subject_of_recovery(request: HttpRequest) -> str:
    """The network, or a browser in which the member that is named signed in before."""
    username = value_sent(request.POST, "username", most=LONGEST_NAME)
    member = User.objects.named(username).only("pk", "mark_key").first()
    browser = known_browser(request, member)
    return f"{member.pk} {browser} recovery" if member and browser else network_of(request)


def subject_of_name(username: str) -> str:
    """However a name is written, it is counted as one; a name that nobody has is counted alike."""
    return hashlib.sha256(folded_name(username).encode()).hexdigest()
