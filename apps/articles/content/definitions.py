"""Definitions in a guide: which wordings lead to which term, and the notes that open in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.urls import reverse

from apps.common.markdown import Definitions


class TermNote(TypedDict):
    """A short definition as a guide's page carries it."""

    slug: str
    term: str
    short: str


@dataclass(frozen=True, kw_only=True)
class TermDefinition:
    """A term in plain words: its name, what it means, and every wording that means it."""

    slug: str
    term: str
    short: str
    wordings: Sequence[str]

    @property
    def address(self) -> str:
        return f"{reverse('reference:glossary')}#{self.slug}"


def definitions_of(terms: Sequence[TermDefinition]) -> Definitions:
    """Return where every wording of the terms leads."""
    return Definitions(
        addresses={wording: term.address for term in terms for wording in term.wordings}
    )


def notes_on(terms: Sequence[TermDefinition], *, linked: Sequence[str]) -> list[TermNote]:
    """Return the definitions of the terms that were linked, in the order of the links."""
    by_address = {term.address: term for term in terms}
    found = (by_address[address] for address in linked)
    return [{"slug": term.slug, "term": term.term, "short": term.short} for term in found]
