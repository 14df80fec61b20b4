"""The two kinds of request that views name in their signatures."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from apps.accounts.models import User


class Request(HttpRequest):
    """Any request, as the middleware hands it over."""

    htmx: HtmxDetails


class MemberRequest(Request):
    """A request that comes from somebody who is signed in."""

    user: "User"
