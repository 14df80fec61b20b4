"""The order in which a reader meets help: emergency, abuse, crisis, the rest, a therapist last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from apps.support.models import Country, HelpKind, SupportLine

GROUPED = (
    HelpKind.ABUSE,
    HelpKind.CRISIS,
    HelpKind.TALK,
    HelpKind.OWN,
)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The services of one kind."""

    kind: HelpKind
    lines: list[SupportLine]


@dataclass(frozen=True, kw_only=True)
class Directory:
    """One country's services, in the order of the page."""

    emergency: list[SupportLine] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    therapists: list[SupportLine] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.emergency or self.groups or self.therapists)

    @property
    def lines(self) -> list[SupportLine]:
        grouped = [line for group in self.groups for line in group.lines]
        return [*self.emergency, *grouped, *self.therapists]

    @property
    def own_lines(self) -> list[SupportLine]:
        """The grouped lines for people who are worried about how they behave, alone or as well."""
        grouped = [line for group in self.groups for line in group.lines]
        return [line for line in grouped if HelpKind.OWN in (line.kind, *line.also)]

    @property
    def untested_since(self) -> date | None:
        """The one day on which all of these were listed, while nobody has tested any of them."""
        days = {line.listed if line.checked is None else None for line in self.lines}
        return days.pop() if len(days) == 1 else None


def arranged(lines: Iterable[SupportLine]) -> Directory:
    """These lines by kind; within a kind they keep their order."""
    of_kind: dict[str, list[SupportLine]] = {}
    for line in lines:
        of_kind.setdefault(line.kind, []).append(line)
    return Directory(
        emergency=of_kind.get(HelpKind.EMERGENCY, []),
        groups=[Group(kind=kind, lines=of_kind[kind]) for kind in GROUPED if kind in of_kind],
        therapists=of_kind.get(HelpKind.THERAPIST, []),
    )


@dataclass(frozen=True, kw_only=True)
class HelpHere:
    """A choice of the country, and at once the lines about danger and abuse anywhere."""

    countries: list[Country]
    worldwide: Directory
    lines: list[SupportLine]


def help_here() -> HelpHere:
    """Help lines for the middle of another page, where somebody has said that they are afraid.

    Four queries. Finders of therapists are left out: couples are sent to some of them.
    """
    shown = SupportLine.objects.shown(on=timezone.localdate()).with_contacts()
    worldwide = arranged(shown.worldwide())
    abuse = [
        line for each in worldwide.groups if each.kind == HelpKind.ABUSE for line in each.lines
    ]
    return HelpHere(
        countries=list(Country.objects.to_choose()),
        worldwide=worldwide,
        lines=[*worldwide.emergency, *abuse],
    )
