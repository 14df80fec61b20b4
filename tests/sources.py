"""The syntax trees of our own Python files, each read once in a process: tests look them through.

Nobody changes a tree.
"""

import ast
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """Raises OSError, and SyntaxError for what is no Python."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of that file, the outer ones before those in them."""
    return tuple(ast.walk(tree_of(path)))
