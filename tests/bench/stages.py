"""Where the time of one request goes: fetching rows, unsealing, matching and counting, rendering.

The watched functions are wrapped for a run of its own, so that the figures that count are measured
without watching. Each moment counts for one stage; what is in none of them is `match`: reading what
was opened, comparing, counting, and the frame around every request.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

type Step = Callable[[], object]

NAMES = FETCH, UNSEAL, MATCH, RENDER = "fetch", "unseal", "match", "render"


class Stages:
    """Seconds by stage of one run, and how many blobs of each kind were opened in bulk."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.opened: Counter[str] = Counter()
        self._now, self._since = MATCH, time.perf_counter()

    def __str__(self) -> str:
        return ", ".join(f"{name} {self.spent[name] * 1000:.0f}" for name in NAMES)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        before = self._now
        self.turn_to(name)
        try:
            yield
        finally:
            self.turn_to(before)

    def turn_to(self, name: str) -> None:
        now = time.perf_counter()
        self.spent[self._now] += now - self._since
        self._now, self._since = name, now


def stages_of(step: Step) -> Stages:
    stages = Stages()
    with _watched(stages):
        step()
        stages.turn_to(MATCH)
    return stages


@contextmanager
def _watched(stages: Stages) -> Iterator[None]:
    from django.db.models.sql.compiler import SQLCompiler
    from django.template.backends.django import Template

    from apps.vault.unlocked_vault import UnlockedVault

    def inside[**P, R](name: str, work: Callable[P, R]) -> Callable[P, R]:
        @wraps(work)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with stages.of(name):
                return work(*args, **kwargs)

        return run

    def execute(compiler: Any, *args: Any, **kwargs: Any) -> Any:
        """A query that is read piece by piece is fetching whenever the next piece is asked for."""
        with stages.of(FETCH):
            found = execute_sql(compiler, *args, **kwargs)
        return _pieces(found, stages) if hasattr(found, "__next__") else found

    def open_many(vault: Any, blobs: Iterable[Any], *, kind: str) -> Iterator[bytes | None]:
        """Those that come in bulk are lists of a few hundred: opened in one go."""
        blobs = list(blobs)
        stages.opened[kind] += len(blobs)
        with stages.of(UNSEAL):
            return iter(list(unseal_many(vault, blobs, kind=kind)))

    execute_sql, unseal_many = SQLCompiler.execute_sql, UnlockedVault.unseal_many
    with ExitStack() as stack:
        for where, name, watched in (
            (SQLCompiler, "execute_sql", execute),
            (UnlockedVault, "unseal_many", open_many),
            (UnlockedVault, "unseal", inside(UNSEAL, UnlockedVault.unseal)),
            (Template, "render", inside(RENDER, Template.render)),
        ):
            stack.enter_context(patch.object(where, name, watched))
        yield


def _pieces(rows: Iterator[Any], stages: Stages) -> Iterator[Any]:
    end = object()
    while True:
        with stages.of(FETCH):
            piece = next(rows, end)
        if piece is end:
            return
        yield piece
