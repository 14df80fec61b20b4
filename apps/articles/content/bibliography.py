"""Numbers the sources that a page cites, and says what is taken from each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from django.utils.translation import gettext as _

from apps.articles.content.parse import FactSheet, RecordText
from apps.common.markdown import Citation, guide_line, plain_line


class CitedFact(TypedDict):
    """What a guide takes from a source, and how sure we are of it."""

    id: str
    text: str
    status: str
    strength: str


class NumberedSource(TypedDict):
    """One entry of the list under a guide; `places` are the ids of the numbers in the text."""

    number: int
    key: str
    citation: str
    doi: str
    url: str
    status: str
    claims: list[CitedFact]
    places: list[str]


@dataclass(kw_only=True)
class Bibliography:
    """Numbers the sources of one page in the order in which its text first cites them.

    A record that rests on no paper (a definition, an opinion) is an entry of its own.
    """

    sheet: FactSheet
    entries: dict[str, NumberedSource] = field(default_factory=dict)
    records: list[str] = field(default_factory=list)

    def cite(self, names: Sequence[str]) -> list[Citation]:
        """Return one citation for each source behind the records, each source once."""
        cited: dict[int, Citation] = {}
        for name in names:
            record = self.sheet.records[name]
            if name not in self.records:
                self.records.append(name)
            for key in record.sources or [name]:
                entry = self._entry(key)
                self._claim(entry, record, key=key)
                if entry["number"] not in cited:
                    cited[entry["number"]] = self._place(entry)
        return [cited[number] for number in sorted(cited)]

    def _entry(self, key: str) -> NumberedSource:
        if key not in self.entries:
            source = self.sheet.sources.get(key)
            self.entries[key] = {
                "number": len(self.entries) + 1,
                "key": key,
                "citation": guide_line(source.citation) if source else "",
                "doi": source.doi if source else "",
                "url": source.url if source else "",
                "status": source.status if source else "",
                "claims": [],
                "places": [],
            }
        return self.entries[key]

    @staticmethod
    def _claim(entry: NumberedSource, record: RecordText, *, key: str) -> None:
        """Say under a source what it found, and under the only one of a record all of that."""
        if all(claim["id"] != record.id for claim in entry["claims"]):
            entry["claims"].append(
                {
                    "id": record.id,
                    "text": plain_line(record.found.get(key, record.text)),
                    "status": record.status,
                    "strength": record.strength,
                }
            )

    @staticmethod
    def _place(entry: NumberedSource) -> Citation:
        number = entry["number"]
        entry["places"].append(f"c{number}-{len(entry['places']) + 1}")
        return Citation(
            number=number,
            place=entry["places"][-1],
            target=f"s{number}",
            label=_("Source %(number)s") % {"number": number},
        )
