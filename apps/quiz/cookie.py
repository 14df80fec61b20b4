"""Keeps sittings with the person who answers: in one sealed cookie, and nowhere on the server.

Format 2: "2." and the sealed text (sealed_text.py) of a list: second of sealing, then the sittings.
"""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.quiz.packing import packed, unpacked
from apps.quiz.satchel import Satchel
from apps.quiz.sealed_text import opened, sealed
from apps.quiz.sitting import Sitting

LIFETIME_SECONDS = 2 * 60 * 60
FORMAT = "2."


def read(request: HttpRequest) -> Satchel:
    """The sittings that the request carries; an empty satchel when there are none to go on with.

    A cookie that is too old or was tampered with counts as none, and so does a sitting of another
    version than the one on offer: the person starts afresh.
    """
    match opened(request.COOKIES.get(settings.QUIZ_COOKIE_NAME, ""), form=FORMAT):
        case [int(then), *held] if time.time() - then < LIFETIME_SECONDS:
            sittings = [unpacked(content) for content in held]
            return Satchel(tuple(each for each in sittings if each and each.is_on_offer))
    return Satchel()


def is_carried(request: HttpRequest) -> bool:
    return settings.QUIZ_COOKIE_NAME in request.COOKIES


def keep(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Hands the sitting to the browser beside those it carries, for two hours from now."""
    _hand(response, read(request).holding(sitting))


def drop(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Takes one sitting out of the browser, and the cookie as well where it was the last."""
    left = read(request).without(sitting)
    if left.sittings:
        _hand(response, left)
    else:
        forget(response)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(settings.QUIZ_COOKIE_NAME, path="/", samesite="Lax")


def _hand(response: HttpResponse, satchel: Satchel) -> None:
    held = [packed(sitting) for sitting in satchel.sittings]
    response.set_cookie(
        settings.QUIZ_COOKIE_NAME,
        sealed([int(time.time()), *held], form=FORMAT),
        max_age=LIFETIME_SECONDS,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )
