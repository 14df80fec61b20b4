"""What the privacy page calls sealed and what it calls plain, beside the schema of the database."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
from django.db import connection
from django.template.loader import get_template

from apps.vault.registry import all_sealed_tables
from tests.named_tests import ROOT

KNOWN: Final = tomllib.loads((Path(__file__).parent / "stored_columns.toml").read_text())
PRIVACY: Final = ROOT / "templates" / "pages" / "privacy.html"
LINE: Final = re.compile(r"{# (plain|sealed): ([\w-]+) #}\s*<li>", re.S)
# Columns that every private table has: `*.number` stands for each of them.
OF_EACH: Final = re.compile(r"^\*\.(\w+)$")


def columns() -> dict[str, set[str]]:
    """Each table of the database with its columns, as the database itself lists them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
            " WHERE table_schema = 'public' GROUP BY 1"
        )
        return {table: set(names) for table, names in cursor.fetchall()}


def listed(*parts: str) -> set[str]:
    return {each for part in parts for names in KNOWN[part].values() for each in names}


@pytest.mark.django_db
def test_every_column_of_the_database_is_known_to_be_sealed_plain_or_meaningless() -> None:
    """A new column is put where it belongs, and told on the page if it is plain."""
    here = columns()
    others = listed("others")
    assert others - here.keys() == set(), "listed, and no such table"
    private = {table.table._meta.db_table for table in all_sealed_tables()}
    of_each = {
        found[1] for each in listed("plain", "meaningless") if (found := OF_EACH.match(each))
    }
    named = listed("plain", "sealed", "meaningless")
    unknown, all_columns = [], set()
    for table, names in here.items():
        for name in names:
            column = f"{table}.{name}"
            all_columns.add(column)
            covered = table in others or name == "id" or (table in private and name in of_each)
            if not covered and column not in named:
                unknown.append(column)
    assert unknown == [], "in stored_columns.toml, and on the privacy page where it is plain"
    gone = {each for each in named if not each.startswith("*.")} - all_columns
    assert gone == set(), "listed, and no such column"


def test_what_is_called_sealed_is_what_the_tables_seal() -> None:
    sealed = {
        f"{table.table._meta.db_table}.{blob}"
        for table in all_sealed_tables()
        for blob in table.blobs
    }
    assert listed("sealed") == sealed
    assert listed("sealed") & listed("plain", "meaningless") == set()


@pytest.mark.parametrize("part", ["plain", "sealed"])
def test_every_column_that_is_stored_is_told_on_the_privacy_page(part: str) -> None:
    """Each group of columns has its line, and each line its columns."""
    lines = [key for kind, key in LINE.findall(PRIVACY.read_text("utf-8")) if kind == part]
    assert sorted(lines) == sorted(KNOWN[part])
    section = PRIVACY.read_text("utf-8").partition(f'<h2 id="{part}">')[2].partition("<h2 ")[0]
    assert section.count("<li>") == len(lines)
    get_template("pages/privacy.html")


@pytest.mark.django_db
def test_the_tables_that_are_called_unused_have_no_code_that_fills_them() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "apps").rglob("*.py"))
    assert "EmailAddress" not in code
    assert "EmailConfirmation" not in code
