"""What somebody looks for among the practices: words, a side, the minutes they have."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.common.http.request_values import id_sent, search_words, small_int
from apps.common.text.folding import folded
from apps.practices.practice import Practice, PracticeSide

LONGEST: Final = 100
MINUTES: Final = (3, 5, 10)
TOGETHER: Final = "together"
SIDES: Final[dict[str, Promise]] = {
    PracticeSide.WAITS: _("The one who waits"),
    PracticeSide.SPACE: _("The one who needs space"),
    TOGETHER: _("Both, together"),
}


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One choice of a filter: its words, the query of its address, and whether it is chosen."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class PracticeQuery:
    """A search among the practices; what cannot be understood is left out.

    `side` is a PracticeSide, or TOGETHER for what two people do; empty for all. `minutes` is
    the most that a practice may take, 0 for any.
    """

    most: ClassVar = LONGEST

    words: str = ""
    is_cut: bool = False
    side: str = ""
    minutes: int = 0

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """Read `?q=`, `?side=` and `?minutes=`."""
        words = search_words(query, most=LONGEST)
        side = id_sent(query, "side")
        minutes = small_int(id_sent(query, "minutes"), most=max(MINUTES)) or 0
        return cls(
            words=words.text,
            is_cut=words.is_cut,
            side=side if side in SIDES else "",
            minutes=minutes if minutes in MINUTES else 0,
        )

    @property
    def anything(self) -> bool:
        return bool(self.words or self.side or self.minutes)

    @property
    def query(self) -> str:
        """The chosen filters as the query of an address."""
        asked = {"q": self.words, "side": self.side, "minutes": self.minutes or ""}
        return urlencode({name: value for name, value in asked.items() if value})

    def side_links(self) -> list[FilterLink]:
        choices = [("", str(_("Everyone"))), *((side, str(words)) for side, words in SIDES.items())]
        return [
            FilterLink(words, replace(self, side=side).query, side == self.side)
            for side, words in choices
        ]

    def minute_links(self) -> list[FilterLink]:
        choices = [(0, str(_("Any length")))]
        choices += [
            (most, ngettext("Up to %(n)d minute", "Up to %(n)d minutes", most) % {"n": most})
            for most in MINUTES
        ]
        return [
            FilterLink(words, replace(self, minutes=most).query, most == self.minutes)
            for most, words in choices
        ]

    def among(self, practices: Iterable[Practice]) -> list[Practice]:
        """The practices that fit every filter; those for the chosen side before those for both."""
        wanted = folded(self.words).split()
        found = [
            each
            for each in practices
            if self._fits_side(each)
            and (not self.minutes or each.minutes <= self.minutes)
            and all(word in _text_of(each) for word in wanted)
        ]
        return sorted(found, key=lambda each: each.side != self.side) if self.side else found

    def _fits_side(self, practice: Practice) -> bool:
        if not self.side:
            return True
        if self.side == TOGETHER:
            return practice.couple
        return not practice.couple and practice.side in {self.side, PracticeSide.EITHER}


def _text_of(practice: Practice) -> str:
    """The words of a practice that somebody may remember, folded."""
    asked = (f"{each.label} {each.hint}" for each in practice.asked)
    return folded(" ".join((practice.title, practice.for_whom, practice.why, *asked)))
