"""Emergency numbers of every country, in the order in which this reader may need them.

The order follows the languages that the browser names in each request (`Accept-Language`). Nothing
of it is kept, and no country is chosen for anybody: every number stands on the page.
"""

from collections.abc import Iterable
from typing import Final

from django.utils.translation.trans_real import parse_accept_lang_header

from apps.support.models import SupportLine

# Country → its region (ISO 3166-1) and languages (ISO 639-1), as browsers name them.
SPOKEN: Final = {
    "united-states": ("us", {"en", "es"}),
    "united-kingdom": ("gb", {"en", "cy"}),
    "ireland": ("ie", {"en", "ga"}),
    "canada": ("ca", {"en", "fr"}),
    "australia": ("au", {"en"}),
    "new-zealand": ("nz", {"en", "mi"}),
    "india": ("in", {"hi", "en", "bn", "te", "mr", "ta", "ur", "gu", "kn", "ml", "pa"}),
    "germany": ("de", {"de"}),
    "france": ("fr", {"fr"}),
    "spain": ("es", {"es", "ca", "eu", "gl"}),
    "mexico": ("mx", {"es"}),
    "brazil": ("br", {"pt"}),
    "south-africa": ("za", {"af", "zu", "xh", "en"}),
    "nigeria": ("ng", {"en", "ha", "ig", "yo"}),
    "kenya": ("ke", {"sw", "en"}),
}


def in_order_for(accepted: str, lines: Iterable[SupportLine]) -> list[SupportLine]:
    """The lines of countries, those of the header's languages first, each as often as it came.

    A tag with a region (`en-GB`) puts that country before others of its language. What fits no
    language keeps its order, after the rest.
    """
    tags = [tag.split("-") for tag, _weight in parse_accept_lang_header(accepted.lower())]

    def rank(line: SupportLine) -> int:
        region, languages = SPOKEN.get(line.country.slug, ("", set[str]()))
        for place, (language, *rest) in enumerate(tags):
            if language in languages:
                return 2 * place + (region not in rest)
        return 2 * len(tags)

    return sorted(lines, key=rank)
