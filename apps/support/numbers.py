"""Emergency numbers of every country, in the order in which this reader may need them.

The order follows the languages that the browser names in each request (`Accept-Language`). Nothing
of it is kept, and no country is chosen for anybody: every number stands on the page.
"""

from collections.abc import Iterable
from functools import lru_cache
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


type Ranks = tuple[int, ...]


@lru_cache(maxsize=256)
def ranks_for(accepted: str) -> Ranks:
    """How near each country of SPOKEN stands to the languages of the header; 0 is the nearest.

    A tag with a region (`en-GB`) puts that country before others of its language. Languages that no
    country speaks count for nothing, so that equal ranks are an equal order.
    """
    tags = [tag.split("-") for tag, _weight in parse_accept_lang_header(accepted.lower())]
    known = [tag for tag in tags if any(tag[0] in spoken for _region, spoken in SPOKEN.values())]

    def rank(region: str, languages: set[str]) -> int:
        for place, (language, *rest) in enumerate(known):
            if language in languages:
                return 2 * place + (region not in rest)
        return 2 * len(known)

    return tuple(rank(region, languages) for region, languages in SPOKEN.values())


def in_order_for(accepted: str, lines: Iterable[SupportLine]) -> list[SupportLine]:
    """The lines of countries, those of the header's languages first, each as often as it came.

    What fits no language keeps its order, after the rest.
    """
    ranks = dict(zip(SPOKEN, ranks_for(accepted), strict=True))
    last = max(ranks.values()) + 1
    return sorted(lines, key=lambda line: ranks.get(line.country.slug, last))
