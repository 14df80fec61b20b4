"""Kept results as lines beside the patterns of a journal."""

from collections.abc import Iterable
from datetime import date

from apps.common.patterns import Pattern
from apps.quiz.kept import Drawn
from apps.quiz.models import KeptResult
from apps.quiz.over_time import Dated, series_of
from apps.vault.access import OpenVault


def patterns(vault: OpenVault, first: date, last: date) -> Iterable[Pattern]:
    """One for each form and person with two results or more in these days. One query."""
    opened = KeptResult.objects.opened(vault)
    dated = [Dated(each.row.id, each.record) for each in reversed(opened) if each.record]
    for series in series_of(each for each in dated if first <= each.record.day <= last):
        if series.is_a_line:
            yield Pattern(template="quiz/_pattern.html", pattern=Drawn(series))
