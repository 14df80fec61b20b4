"""Keyset pagination: a long list of rows by their running number, the newest first.

Rows of a journal are listed so, and not by Django's paginator. That one counts every row and skips
those of the pages before, which costs more the further back somebody reads in 10,000 rows; and a
row that is written or deleted meanwhile moves all others to another page. Here the index finds the
rows below a number at once, and a link to older rows keeps its meaning.
"""

from dataclasses import dataclass
from typing import Any, Final, Self

from django.db.models import Model, QuerySet
from django.http import QueryDict

from apps.common.http.request_values import id_sent, small_int

LARGEST_NUMBER: Final = 2**63 - 1  # of a BIGINT


@dataclass(frozen=True, kw_only=True)
class KeysetPage[Row: Model]:
    """Some rows; `older` is the `?before=` of the next page, if there is one."""

    rows: list[Row]
    older: int | None
    is_further_back: bool

    @classmethod
    def of(cls, rows: QuerySet[Row], query: QueryDict, *, size: int, by: str = "number") -> Self:
        """Read the rows before the number `?before=`, or the newest ones. One query.

        `by` is the column or annotation with the number, which no two rows share.
        """
        before = small_int(id_sent(query, "before"), most=LARGEST_NUMBER)
        asked = rows if before is None else rows.filter(**{f"{by}__lt": before})
        found: list[Any] = list(asked.order_by(f"-{by}")[: size + 1])
        older = getattr(found[size - 1], by) if len(found) > size else None
        return cls(rows=found[:size], older=older, is_further_back=before is not None)
