"""What a search of the library costs in the database: 2,500 guides beside the real ones.

The real guides are copied some sixty times, each copy with a few words that no other has, in a
database of its own. The time is that of the queries alone, from the first word sent to the last row
read, the best of some runs, since the machines are noisy; `busy` is what the database's own process
spent on a processor. The same searches among the real guides, in the same run, are the floor.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
COPIES: Final = 62
APART: Final = 100  # what the numbers of a copy lie apart; the library has fewer guides
TIMES: Final = 7
SEARCHES: Final = (
    *("avoident", "silent treatment", "he needs space", "gaslight", "therapist", "self compasion"),
    *("pause an argument", "is it getting better", "partner", "they", "xyzzy eggshells", ""),
)
Costs = dict[str, tuple[float, float, int]]
GENERATED: Final = {"id", "slug", "number", "text", "head", "search"}
OWN_WORDS: Final = """
    (SELECT string_agg(translate(md5(slug || n || w), '0123456789', 'ghijklmnop'), ' ')
     FROM generate_series(1, 8) AS w)
"""


def lines() -> Iterator[str]:
    """Measure in a process of its own, since another measurement may hold another database."""
    command = [sys.executable, "-m", "tests.bench.library"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    yield from ran.stdout.splitlines()
    if ran.returncode:
        yield f"a search of the library: not measured: {ran.stderr.strip().splitlines()[-1]}"


def measured() -> Iterator[str]:
    from django.db import connection

    from tests.content_fixtures import load_content

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        load_content()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        few = {words: _cost(words) for words in SEARCHES}
        _copy_guides()
        many = {words: _cost(words) for words in SEARCHES}
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    yield f"{'a search, ms in the database':<30} {'40':>6} {'2500':>6} {'busy':>6}  queries"
    for words in SEARCHES:
        (small, _busy, n), (large, busy, also) = few[words], many[words]
        queries = f"{n}" if n == also else f"{n}, then {also}"
        yield f"{words or '(everything)':<30} {small:6.1f} {large:6.1f} {busy:6.1f}  {queries}"
    small, large, busy = (max(each) for each in _columns(few, many))
    yield f"{'the slowest':<30} {small:6.1f} {large:6.1f} {busy:6.1f}  (to stay under 50)"


def _columns(few: Costs, many: Costs) -> Iterator[list[float]]:
    yield [cost[0] for cost in few.values()]
    yield [cost[0] for cost in many.values()]
    yield [cost[1] for cost in many.values()]


def _copy_guides() -> None:
    from django.db import connection

    from apps.articles.models import Guide

    columns = {str(field.column) for field in Guide._meta.concrete_fields} - GENERATED
    names = ", ".join(sorted(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_guide (slug, number, text, {names})"
            f" SELECT slug || '-' || n, number + {APART} * n, text || ' ' || {OWN_WORDS}, {names}"
            f" FROM articles_guide, generate_series(1, {COPIES}) AS n"
        )
        cursor.execute(
            "INSERT INTO articles_line (guide_id, place, section, heading, text)"
            " SELECT copy.id, place, section, heading, line.text FROM articles_line AS line"
            " JOIN articles_guide AS guide ON guide.id = guide_id"
            " JOIN articles_guide AS copy ON copy.slug LIKE guide.slug || '-%'"
            f" AND copy.number % {APART} = guide.number % {APART} AND copy.number > {APART}"
        )
        cursor.execute(
            "INSERT INTO articles_word (word, named)"
            " SELECT DISTINCT word, false FROM articles_guide,"
            " regexp_split_to_table(right(text, 263), ' ') AS word"
            f" WHERE number > {APART} AND word ~ '^[a-p]{{32}}$' ON CONFLICT DO NOTHING"
        )
        cursor.execute("VACUUM ANALYZE")


def _cost(words: str) -> tuple[float, float, int]:
    """Return the best milliseconds of a search's queries, waited and busy, and their number."""
    from django.db import connection

    from apps.articles.models import Guide
    from apps.articles.search.search import find

    waited, busy, queries = [], [], 0
    for _time in range(TIMES):
        spent: list[float] = []

        def timed(execute: Callable[..., Any], *query: Any, spent: list[float] = spent) -> Any:
            start = time.perf_counter()
            try:
                return execute(*query)
            finally:
                spent.append(time.perf_counter() - start)

        before = _busy()
        with connection.execute_wrapper(timed):
            find(words, among=Guide.objects.published())
        busy.append(_busy() - before)
        waited.append(sum(spent) * 1000)
        queries = len(spent)
    return min(waited), min(busy), queries


def _busy() -> float:
    """The milliseconds that our connection's process has run; 0 where Linux does not tell."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return int(told.read_text().split()[0]) / 1e6 if told.is_file() else 0.0


def main() -> None:
    os.environ["LEEWAY_TEST_DATABASE"] = "bench_leeway"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from tests import environment

    started = environment.CLUSTER.start() if environment.HAS_OWN_DATABASE else False
    try:
        import django

        django.setup()
        for line in measured():
            sys.stdout.write(f"{line}\n")
    finally:
        if started:
            environment.CLUSTER.stop()


if __name__ == "__main__":
    main()
