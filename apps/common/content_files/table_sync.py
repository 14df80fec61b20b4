"""Brings the rows of a table into line with what they should be, and says what it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

type Columns = dict[str, Any]
type WantedRows[Key] = Mapping[Key, Columns]


@dataclass(frozen=True, kw_only=True)
class TableChanges:
    """The rows that were removed, changed (with the names of what differed) and added, by key."""

    model: type[models.Model]
    removed: list[Any] = field(default_factory=list)
    changed: dict[Any, list[str]] = field(default_factory=dict)
    added: list[Any] = field(default_factory=list)

    def told(self) -> list[str]:
        """One line a row, such as `guide stopping-in-time: changed text`."""
        kind = self.model._meta.verbose_name
        return [
            *(f"{kind} {key}: removed" for key in self.removed),
            *(f"{kind} {key}: changed {', '.join(names)}" for key, names in self.changed.items()),
            *(f"{kind} {key}: added" for key in self.added),
        ]


@transaction.atomic
def sync_table(
    model: type[models.Model],
    wanted: WantedRows[Any],
    *,
    key: str | tuple[str, ...],
    removes: bool = True,
) -> TableChanges:
    """Remove, change and add rows until the table holds exactly the wanted ones.

    `wanted` has the columns of each row by its key; `key` names the column, or the columns, whose
    value that is. A column that is many-to-many has a set of primary keys, and one that holds
    rows of its own (a reverse foreign key) the columns of each, in their order. A row that says
    what it should is not written. With `removes=False` rows that are not wanted are left alone.
    """
    collections = [name for name in _names(wanted) if _is_collection(model, name)]
    rows = model._default_manager.prefetch_related(*collections)
    if not removes and isinstance(key, str):
        rows = rows.filter(**{f"{key}__in": list(wanted)})
    stored = {_key_of(row, key): row for row in rows}
    done = TableChanges(model=model)
    for name, row in stored.items():
        if name not in wanted and removes:
            row.delete()
            done.removed.append(name)
    for name, columns in wanted.items():
        if name in stored and (differing := _differing(stored[name], columns)):
            _write(stored[name], {each: columns[each] for each in differing})
            done.changed[name] = differing
    new = {name: columns for name, columns in wanted.items() if name not in stored}
    made = model._default_manager.bulk_create(
        model(**{each: value for each, value in columns.items() if each not in collections})
        for columns in new.values()
    )
    for row, columns in zip(made, new.values(), strict=True):
        _write(row, {each: columns[each] for each in collections if each in columns})
    done.added.extend(new)
    return done


def _names(wanted: WantedRows[Any]) -> list[str]:
    return list(dict.fromkeys(name for columns in wanted.values() for name in columns))


def _is_collection(model: type[models.Model], name: str) -> bool:
    found = model._meta.get_field(name)
    return bool(found.many_to_many or found.one_to_many)


def _key_of(row: models.Model, key: str | tuple[str, ...]) -> Any:
    if isinstance(key, str):
        return getattr(row, key)
    return tuple(getattr(row, name) for name in key)


def _differing(row: models.Model, columns: Columns) -> list[str]:
    return [name for name, value in columns.items() if _held(row, name, like=value) != value]


def _held(row: models.Model, name: str, *, like: Any) -> Any:
    """What a row says, in the form of the wanted value."""
    found = type(row)._meta.get_field(name)
    if found.many_to_many:
        return {each.pk for each in getattr(row, name).all()}
    if found.one_to_many:
        names = _names(dict(enumerate(like)))
        return [{each: getattr(part, each) for each in names} for part in getattr(row, name).all()]
    return getattr(row, name)


def _write(row: models.Model, columns: Columns) -> None:
    plain: list[str] = []
    for name, value in columns.items():
        found = type(row)._meta.get_field(name)
        if found.many_to_many:
            getattr(row, name).set(value)
        elif found.one_to_many:
            _replace_parts(row, name, value)
        else:
            setattr(row, name, value)
            plain.append(name)
    if plain:
        row.save(update_fields=plain)


def _replace_parts(row: models.Model, name: str, parts: Sequence[Columns]) -> None:
    """Put these rows in place of those that a reverse foreign key holds."""
    related = getattr(row, name)
    related.all().delete()
    related.model._default_manager.bulk_create(
        related.model(**{related.field.name: row}, **columns) for columns in parts
    )
