"""The evaluation of docs/abusability.md, its journeys, and what it looked at."""

import ast
from datetime import datetime
from typing import Final

from tests.abusability import DOCUMENT, LOOKED_AT, hash_of_now, rows, stamp
from tests.named_tests import ROOT

JOURNEYS: Final = ROOT / "tests" / "browser" / "test_abusability.py"
SIX: Final = {
    "G": "test_a_glance_at_an_open_screen",
    "P": "test_somebody_with_the_unlocked_phone_for_ten_minutes",
    "K": "test_somebody_who_knows_the_password_and_has_ten_minutes",
    "M": "test_somebody_who_holds_the_mail_account",
    "S": "test_somebody_who_shares_the_computer",
    "F": "test_somebody_who_forces_the_owner_to_open_it",
}
AGAIN: Final = """
Accounts, mails, exports or Leave changed since docs/abusability.md was evaluated. Now
 1. read its tables: does each row still hold, and which row is missing for what you changed?
 2. add or mend rows, and what tells them in tests/browser/test_abusability.py
 3. run  .venv/bin/python -m pytest -q tests/browser/test_abusability.py
 4. say on templates/pages/safety.html, in plain words, which row is newly lost
 5. stamp the page:  .venv/bin/python -m tests.abusability
"""


def told_by_journeys() -> dict[str, list[str]]:
    """Journey → numbers of the rows that it tells."""
    told: dict[str, list[str]] = {}
    for node in ast.parse(JOURNEYS.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
            told[node.name] = [
                str(call.args[0].value)
                for call in calls
                if isinstance(call.func, ast.Attribute)
                and call.func.attr == "tell"
                and isinstance(call.args[0], ast.Constant)
            ]
    return told


def test_each_row_of_the_table_is_asserted_by_its_journey() -> None:
    told = told_by_journeys()
    assert set(told) == set(SIX.values())
    for letter, journey in SIX.items():
        of_table = [number for number in rows() if number[0] == letter]
        assert of_table, letter
        assert sorted(told[journey]) == sorted(of_table), journey


def test_whoever_changes_what_was_evaluated_looks_again() -> None:
    day, looked_at = stamp()
    assert datetime.strptime(day, "%d %B %Y").date().isoformat() <= "2999-12-31"
    assert looked_at == hash_of_now(), AGAIN


def test_what_is_looked_at_is_there_and_rows_that_we_lose_stand_in_the_table() -> None:
    assert [name for name in LOOKED_AT if not (ROOT / name).exists()] == []
    lost = [number for number, (got, _) in rows().items() if got]
    assert len(lost) > 10
    helped = DOCUMENT.read_text("utf-8").partition("What follows from the rows that we lose")[2]
    for letter in {number[0] for number in lost}:
        assert f"| {letter}" in helped, letter
