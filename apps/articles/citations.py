"""Citations as they are written, such as `[F10.1]`: each must be a record that may be printed."""

import re
from collections.abc import Iterator
from typing import Final

from apps.articles.parsing import FactSheet
from apps.common.markdown import RECORDS

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
