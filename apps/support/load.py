"""Brings the tables of help lines into line with their file."""

from collections.abc import Sequence

from django.db import transaction
from msgspec.structs import asdict

from apps.common.content_files.table_sync import Columns, TableChanges, sync_table
from apps.support.models import Country, SupportLine
from apps.support.parse import CountryRow, LineRow


@transaction.atomic
def load(rows: Sequence[CountryRow]) -> TableChanges:
    """Make the tables say what the file says; the answer is what happened to the lines."""
    countries = {row.slug: _country(row, position=n) for n, row in enumerate(rows)}
    sync_table(Country, countries, key="slug", removes=False)
    ids = dict(Country.objects.values_list("slug", "pk"))
    lines = {
        (ids[row.slug], line.name): _line(line, position=n) | {"country_id": ids[row.slug]}
        for row in rows
        for n, line in enumerate(row.lines)
    }
    changes = sync_table(SupportLine, lines, key=("country_id", "name"))
    sync_table(Country, countries, key="slug")
    return changes


def _country(row: CountryRow, *, position: int) -> Columns:
    columns = asdict(row) | {"position": position}
    del columns["lines"]
    return columns


def _line(row: LineRow, *, position: int) -> Columns:
    contacts = [asdict(each) | {"position": n} for n, each in enumerate(row.contacts)]
    return asdict(row) | {"also": list(row.also), "contacts": contacts, "position": position}
