"""The two kinds of request that views name in their signatures, and what they know of a member."""

from datetime import datetime
from typing import Any, Protocol

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.common.text.account_events import Happened


class Member(Protocol):
    """What the rooms below accounts may ask of somebody who is signed in."""

    pk: Any
    is_staff: Any
    password: Any
    mark_key: Any

    @property
    def is_authenticated(self) -> Any: ...

    def get_username(self) -> str: ...

    def check_password(self, raw_password: str) -> bool: ...

    def note(self, what: Happened) -> None:
        """Let the owner of the account know what happened to it, for 30 days."""
        ...

    def lately_reset(self) -> datetime | None:
        """When a new password was set by e-mail, where that is not longer ago than seven days."""
        ...

    def has_news(self) -> bool:
        """Whether something happened to the account in the last seven days."""
        ...

    def held_back_until(self) -> datetime | None:
        """Until when nothing is deleted or taken away, after a new password by e-mail."""
        ...

    def still_has(self, password: str) -> bool:
        """Whether the password that was proved is still theirs; locks their row till the end."""
        ...

    def has_newest_hash(self) -> bool:
        """Whether the sign-in hash has the form, the cost and the pepper of now."""
        ...

    def renew_hash(self, password: str) -> None:
        """Hash the same password anew, where the hash is not the newest."""
        ...

    def get_session_auth_hash(self) -> str: ...


class Request(HttpRequest):
    """Any request, as the middleware hands it over."""

    htmx: HtmxDetails


class MemberRequest(Request):
    """A request that comes from somebody who is signed in."""

    user: Member  # type: ignore[assignment]
