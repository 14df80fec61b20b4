"""When somebody who was refused may come back, in words."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.common.limits import Limit

MOST_IN_SECONDS: Final = 120


def try_again(seconds: int) -> str:
    """A sentence that says when to try again: in seconds up to 120, beyond in half minutes.

    Rounded up, so that nobody comes too early.
    """
    if seconds <= MOST_IN_SECONDS:
        words = ngettext("Try again in %(n)s second.", "Try again in %(n)s seconds.", seconds)
        return words % {"n": Limit(seconds)}
    minutes, is_half = divmod(-(-seconds // 30), 2)
    if is_half:
        return _("Try again in about %(n)s½ minutes.") % {"n": Limit(minutes)}
    words = ngettext(
        "Try again in about %(n)s minute.", "Try again in about %(n)s minutes.", minutes
    )
    return words % {"n": Limit(minutes)}
