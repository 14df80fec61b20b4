"""Citations as they are written, such as `[F10.1]`: each must be a record that may stand there."""

import re
from collections.abc import Iterator
from typing import Final

from apps.articles.content.parse import FactSheet
from apps.common.markdown import RECORDS
from apps.common.text.readability import sentences

_SAYS_SO: Final = re.compile(
    r"\btherapists?\b[^.?!]*\b(?:report|say|describe|see|notice|tell|speak|suggest|experience)",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"\[[^\]\n]*\bF\d[^\]\n]*\](?!\()", re.IGNORECASE)


def cites(text: str) -> bool:
    """Say whether a text holds what looks like a citation."""
    return bool(_BRACKETS.search(text))


def problems_of_citations(text: str, *, sheet: FactSheet) -> Iterator[str]:
    """Say what is wrong with the citations of a text, each problem in one line."""
    for bracket in dict.fromkeys(_BRACKETS.findall(text)):
        match = RECORDS.fullmatch(bracket)
        if match is None:
            yield f"cannot read the citation {bracket}"
            continue
        for name in (part.strip() for part in match[1].split(",")):
            record = sheet.records.get(name)
            if record is None:
                yield f"unknown record {name}"
            elif record.status == "unverified":
                yield f"{name} is unverified and may not be cited"
    yield from _opinions(text, sheet=sheet)
    yield from _directions(text, sheet=sheet)


def cited(text: str) -> list[str]:
    """Return the records that a text cites, each once, in order of their names."""
    return sorted({name.strip() for found in RECORDS.findall(text) for name in found.split(",")})


def shortened(sentence: str) -> str:
    """The first 90 characters of a sentence at most, cut between two words."""
    return sentence if len(sentence) <= 90 else f"{sentence[:88].rpartition(' ')[0]} …"


def _directions(text: str, *, sheet: FactSheet) -> Iterator[str]:
    """Problems of sentences that say the opposite of the record that they cite."""
    for sentence in _sentences(text):
        for name in cited(sentence):
            record = sheet.records.get(name)
            for pattern in record.against if record else ():
                if re.search(pattern, RECORDS.sub("", sentence), re.IGNORECASE):
                    yield f"{name} points the other way: {shortened(sentence)}"


def _sentences(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n|\n[-*] |\n\|", text):
        yield from sentences([" ".join(block.split())])


def _opinions(text: str, *, sheet: FactSheet) -> Iterator[str]:
    """Problems of sentences that cite an opinion and do not say whose it is."""
    for sentence in _sentences(text):
        opinions = [
            name
            for name in cited(sentence)
            if name in sheet.records and sheet.records[name].status == "opinion"
        ]
        if opinions and not _SAYS_SO.search(sentence):
            excerpt = shortened(sentence)
            yield f"{opinions[0]} is an opinion, and the sentence does not say whose: {excerpt}"
