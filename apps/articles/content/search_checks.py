"""Checks of the table of phrases; a problem keeps the library from being loaded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from apps.articles.content.parse import GuideText
from apps.articles.content.reference_parse import NeedText
from apps.articles.content.search_load import PageName
from apps.articles.models import Reader
from apps.articles.search.synonyms import concepts
from apps.articles.search.words import words_in
from apps.practices.catalogue import catalogue


def problems_of_needs(
    needs: Sequence[NeedText], *, guides: Iterable[GuideText], pages: Mapping[str, PageName]
) -> Iterator[str]:
    """Problems of the table: an address that is not there, a phrase that is there twice.

    A phrase that may mean harm must not lead to a page for couples: that is a problem too.
    """
    for_two = {f"/guides/{guide.slug}/" for guide in guides if guide.reader == Reader.COUPLE}
    for_two |= {f"/journal/practices/{each.id}/" for each in catalogue().practices if each.couple}
    owners: dict[str, str] = {}
    names: set[str] = set()
    for need in needs:
        where = f"search.toml: {need.slug}"
        if need.slug in names:
            yield f"{where} is there twice"
        names.add(need.slug)
        if not need.pages or not need.phrases:
            yield f"{where} has no page or no phrase"
        for url in need.pages:
            if url not in pages:
                yield f"{where}: leads to {url}, which is not there"
            elif need.safety and url in for_two:
                yield f"{where}: may mean harm and must not lead to {url}, which is for couples"
        for phrase in need.phrases:
            said = " ".join(sorted(set(concepts(words_in(phrase)).split())))
            if not said:
                yield f"{where}: a phrase is empty"
            elif (owner := owners.setdefault(said, need.slug)) != need.slug:
                yield f"{where}: {phrase!r} is a phrase of {owner} too"
