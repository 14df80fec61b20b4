"""Prints each line of a measurement as soon as it is known."""

from collections.abc import Iterable


def print_line(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)
