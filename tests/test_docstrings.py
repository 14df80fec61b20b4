"""A docstring that says what a function raises names exceptions that exist."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.core import exceptions
from django.db import models

from tests.sources import nodes_of

ROOT: Final = Path(__file__).resolve().parent.parent
RAISES: Final = re.compile(r"Raises ((?:[A-Z][\w.]*(?:, (?:and |or )?| and | or )?)+)")
# Exceptions of Django and of libraries, and those that each model class has of its own.
ELSEWHERE: Final = {
    "CommandError",
    "Http404",
    "IntegrityError",
    "UpdateError",
    "UnicodeDecodeError",
}
OF_A_MODEL: Final = {"DoesNotExist", "NotUpdated"}


def nodes() -> Iterator[ast.AST]:
    for path in sorted((ROOT / "apps").rglob("*.py")):
        yield from nodes_of(path)


def test_what_a_docstring_says_is_raised_is_an_exception_that_exists() -> None:
    classes = {node.name for node in nodes() if isinstance(node, ast.ClassDef)}
    known = classes | ELSEWHERE | {*vars(builtins), *vars(exceptions), *vars(models.Model)}
    known |= OF_A_MODEL | {f"{name}.{each}" for name in classes for each in OF_A_MODEL}
    wrong = []
    for node in nodes():
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        for found in RAISES.findall(ast.get_docstring(node, clean=False) or ""):
            names = re.split(r", (?:and |or )?| and | or ", found)
            wrong += [
                f"{node.name}: {name}" for name in names if name.rstrip(".") not in known | {""}
            ]
    assert wrong == []
