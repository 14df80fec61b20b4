"""Brings the rows of a table into line with what they should be, and says what it changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

type WantedRows = dict[Any, dict[str, Any]]


def upsert(model: type[models.Model], key: str, wanted: WantedRows) -> Iterator[str]:
    """Add what is missing and change what differs; rows that are not wanted are left alone."""
    held = {getattr(row, key): row for row in model._default_manager.all()}
    for name, row in held.items():
        columns = wanted.get(name, {})
        if differing := [each for each, value in columns.items() if getattr(row, each) != value]:
            for each in differing:
                setattr(row, each, columns[each])
            row.save(update_fields=differing)
            yield f"{named(model, name)}: changed {', '.join(differing)}"
    added = {name: columns for name, columns in wanted.items() if name not in held}
    model._default_manager.bulk_create([model(**columns) for columns in added.values()])
    yield from (f"{named(model, name)}: added" for name in added)


def remove(model: type[models.Model], key: str, keep: set[Any]) -> Iterator[str]:
    """Remove the rows whose key is not among these."""
    for row in model._default_manager.exclude(**{f"{key}__in": keep}):
        yield f"{named(model, getattr(row, key))}: removed"
        row.delete()


def link(row: models.Model, name: str, keep: set[str]) -> Iterator[str]:
    """Make a many-to-many of `row` hold exactly these keys; `row` must have it prefetched."""
    linked = getattr(row, name)
    if {each.pk for each in linked.all()} != keep:
        linked.set(keep)
        yield f"{named(type(row), row)}: changed {name}"


def report_once(changes: Iterator[str], *, after: list[str]) -> Iterator[str]:
    """Make the changes, but tell none of a row that was just told to be added."""
    return (each for each in changes if f"{each.partition(':')[0]}: added" not in after)


def without(columns: Mapping[str, Any], left_out: str) -> dict[str, Any]:
    """Return the columns but for one."""
    return {name: value for name, value in columns.items() if name != left_out}


def named(model: type[models.Model], name: object) -> str:
    """Return the name by which a change is told: `guide stopping-in-time`."""
    return f"{model._meta.verbose_name} {name}"
