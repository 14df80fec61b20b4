"""Which kind of device a browser says that it runs on; nothing else is kept of what it says."""

from typing import Final

from django.http import HttpRequest

DEVICE_KINDS: Final = ("", "phone", "tablet", "computer")


def kind_of(user_agent: str) -> str:
    """phone, tablet or computer; an empty string where the browser does not say."""
    told = user_agent.lower()
    if "ipad" in told or "tablet" in told or ("android" in told and "mobile" not in told):
        return "tablet"
    if "mobi" in told or "iphone" in told:
        return "phone"
    return "computer" if told else ""


def device_kind(request: HttpRequest) -> str:
    return kind_of(request.headers.get("User-Agent", ""))
