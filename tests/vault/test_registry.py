"""Every private row declares what it seals, and the registry has them all."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest
from django.apps import apps
from django.db import models

from apps.vault.registry import all_sealed_tables, exported_tables
from apps.vault.sealed_rows import Conflict, Full, PrivateRow, SealedRow
from tests.sources import tree_of
from tests.test_layers import APPS, module_of, python_files

# A row whose content is another row's: an earlier text of an entry, a draft saved while locked.
# The day index has a packed form, and a sitting that waits has the form of the cookie.
BESIDE_THEIR_FORMAT: Final = {"DayIndexContent", "SittingDraftContent"}
SHARED: Final = {"EntryVersion": "EntryContent", "LockedDraft": "DraftContent"}


def private_rows(base: type[PrivateRow] = PrivateRow) -> Iterator[type[PrivateRow]]:
    """Every model that is no base class, however far below."""
    for each in base.__subclasses__():
        if not each._meta.abstract:
            yield each
        yield from private_rows(each)


@cache
def content_names() -> dict[str, object]:
    """What is called `…Content` at the top of some module."""
    found = {}
    for path in python_files(APPS):
        for node in tree_of(path).body:
            names = [node.name] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.Assign):
                names = [each.id for each in node.targets if isinstance(each, ast.Name)]
            for name in names:
                if name.endswith("Content"):
                    found[name] = getattr(importlib.import_module(module_of(path)), name)
    return found


def test_every_private_row_is_registered_with_every_column_of_bytes() -> None:
    registered = {table.table: set(table.blobs) for table in all_sealed_tables()}
    rows = set(private_rows())
    assert set(registered) == rows
    assert rows == {each for each in apps.get_models() if issubclass(each, PrivateRow)}
    for row in rows:
        assert "sealed_table" in vars(row), f"{row.__name__} declares nothing of its own"
        assert row.sealed_table.table is row
        sealed = {
            each.name for each in row._meta.get_fields() if isinstance(each, models.BinaryField)
        }
        assert registered[row] == sealed, row.__name__


def test_an_export_has_its_kinds_in_the_order_of_every_release_before() -> None:
    assert [table.name for table in exported_tables()] == [
        *("shelves", "entries", "photos", "places", "journal settings", "templates"),
        *("quiz results", "trash", "photos in the trash", "drafts", "entry versions", "sittings"),
    ]


def test_names_and_kinds_stand_once() -> None:
    tables = list(all_sealed_tables())
    assert len({table.name for table in tables}) == len(tables)
    kinds = [kind for table in tables for kind in table.blobs.values()]
    assert len(set(kinds)) == len(kinds)


def test_each_content_stands_in_a_module_that_is_called_so() -> None:
    """The row is in `models/<noun>.py`, what it says in `<noun>/content.py`."""
    places = {}
    for path in python_files(APPS):
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Content"):
                places[node.name] = path.name
    names = {SHARED.get(row.__name__, f"{row.__name__}Content") for row in private_rows()}
    elsewhere = {name for name in names & set(places) if places[name] != "content.py"}
    assert elsewhere == BESIDE_THEIR_FORMAT


@pytest.mark.parametrize("row", list(private_rows()), ids=lambda each: each.__name__)
def test_a_sealed_row_holds_the_content_that_is_called_like_it(row: type[PrivateRow]) -> None:
    contents = content_names()
    name = SHARED.get(row.__name__, f"{row.__name__}Content")
    assert name in contents
    if issubclass(row, SealedRow):
        assert row.content_type() == contents[name]


def test_what_is_called_a_conflict_or_full_is_one_of_those_of_the_vault() -> None:
    """So that one answer can be given to all; the editing room's guides are not sealed."""
    wrong = []
    for path in python_files(APPS):
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith(("Conflict", "Full")):
                found = getattr(importlib.import_module(module_of(path)), node.name)
                if not issubclass(found, Conflict | Full) and node.name != "RevisionConflict":
                    wrong.append(f"{module_of(path)}.{node.name}")
    assert wrong == []
