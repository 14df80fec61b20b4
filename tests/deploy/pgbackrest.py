"""A page that was deleted for good comes back from pgBackRest, to the second.

By hand, as root: `.venv/bin/python -m tests.deploy.pgbackrest`. It needs Debian's packages
`postgresql` and `pgbackrest`, and runs the lines of docs/operations.md with config/deploy/
pgbackrest.conf on a cluster of its own, which it removes. It says what it did, or why it did not.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

from config.local.embedded_postgres import server_user
from tests.faults.server import ROOT, FaultServer, free_port, output_of
from tests.faults.writer import Browser, page_form

PROGRAMS: Final = Path("/usr/lib/postgresql")
DEPLOY: Final = ROOT / "config" / "deploy"
LONGEST: Final = 120  # seconds


class DebianCluster:
    """A cluster of Debian's PostgreSQL under a user of its own, whose log goes to pgBackRest."""

    def __init__(self, folder: Path, *, programs: Path, user: pwd.struct_passwd) -> None:
        self.folder, self.programs, self.user = folder, programs, user
        self.data, self.settings = folder / "data", folder / "pgbackrest.conf"

    def make(self) -> None:
        text = (DEPLOY / "pgbackrest.conf").read_text()
        for old, new in {
            "repo1-path=/var/lib/pgbackrest": f"repo1-path={self.folder}/repository",
            "repo1-cipher-pass=": f"repo1-cipher-pass={secrets.token_urlsafe(36)}",
            "pg1-path=/var/lib/postgresql/15/main": (
                f"pg1-path={self.data}\npg1-socket-path={self.folder}\npg1-user=postgres"
            ),
            "[global]": (
                f"[global]\nlog-path={self.folder}\nlock-path={self.folder}/lock\nspool-path={self.folder}/spool"
            ),
        }.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        self.settings.write_text(text)
        self.settings.chmod(0o600)
        for path in (self.folder, self.settings):
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        self.run("initdb", "-D", str(self.data), "--username=postgres", "--auth=trust")
        with (self.data / "postgresql.conf").open("a") as file:
            push = f"pgbackrest --config={self.settings} --stanza=leeway archive-push %p"
            file.write(f"archive_mode = on\narchive_command = '{push}'\narchive_timeout = 60\n")
            file.write(f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n")
        self.start()
        role = str(DEPLOY / "database-role.sql")
        self.run("psql", "-h", str(self.folder), "-U", "postgres", "-q", "-f", role, "postgres")

    def run(self, program: str, *arguments: str) -> str:
        path = self.programs / program
        return self._run(str(path) if path.exists() else program, *arguments)

    def backrest(self, *arguments: str) -> str:
        where = (f"--config={self.settings}", "--stanza=leeway")
        return self._run("pgbackrest", *where, "--log-level-console=warn", *arguments)

    def start(self) -> None:
        log = str(self.folder / "server.log")
        self.run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", log)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data))

    def url(self, role: str) -> str:
        return f"postgresql://{role}@/leeway?host={self.folder}"

    def asked(self, query: str) -> str:
        with psycopg.connect(self.url("postgres")) as connection:
            row = connection.execute(query).fetchone()
        return str(row[0]) if row else ""

    def _run(self, *command: str) -> str:
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": "/usr/bin:/bin"},
                user=self.user.pw_uid,
                group=self.user.pw_gid,
                timeout=LONGEST,
                check=False,
            )
            output.seek(0)
            said = output.read().decode()
        assert done.returncode == 0, f"{command}: {said}"
        return said.strip()


def lines() -> Iterator[str]:
    user, newest = server_user(), max(PROGRAMS.glob("*/bin"), default=None)
    if user is None or newest is None or shutil.which("pgbackrest") is None:
        yield "skipped: it needs root, and Debian's postgresql and pgbackrest"
        return
    folder = Path(tempfile.mkdtemp(prefix="leeway-pgbackrest-"))
    cluster = DebianCluster(folder, programs=newest, user=user)
    web = FaultServer(folder=folder / "web", port=free_port())
    web.folder.mkdir()
    web.settings |= {"DATABASE_URL": cluster.url("leeway"), "LEEWAY_DEBUG": "1"}
    try:
        cluster.make()
        yield f"{cluster.run('postgres', '--version')}, {cluster.backrest('version')}"
        web.run("manage.py", "migrate", "--verbosity", "0")
        cluster.backrest("stanza-create")
        cluster.backrest("check")
        cluster.backrest("--type=full", "backup")
        yield from _restored(cluster, web)
    finally:
        if web.web is not None and web.web.poll() is None:
            web.kill_web()
        if (cluster.data / "postmaster.pid").exists():
            cluster.stop()
        shutil.rmtree(folder)


def _restored(cluster: DebianCluster, web: FaultServer) -> Iterator[str]:
    """A page after the full backup, one after the incremental one, and the first deleted."""
    web.start_web()
    member = Browser(port=web.port, patience=60)
    member.sign_up()
    first, second, later = (str(uuid.uuid4()) for _ in range(3))
    assert member.post("/journal/new/", page_form(first)) == 303
    cluster.backrest("--type=incr", "backup")
    assert member.post("/journal/new/", page_form(second)) == 303
    time.sleep(1)
    moment = cluster.asked("SELECT now()")
    time.sleep(1)
    assert member.post(f"/journal/{first}/delete/", {}) == 303
    for_good = {"entry": first, "sure": "yes"}
    assert member.post("/journal/trash/for-good/", for_good) == 303, member.body[:300]
    assert member.post("/journal/new/", page_form(later)) == 303
    cluster.asked("SELECT pg_switch_wal()")
    cluster.backrest("check")
    web.kill_web()
    cluster.stop()
    shutil.rmtree(cluster.data / "base")
    begun = time.monotonic()
    cluster.backrest(
        "--delta", "--type=time", f"--target={moment}", "--target-action=promote", "restore"
    )
    cluster.start()
    while cluster.asked("SELECT pg_is_in_recovery()") != "False":
        assert time.monotonic() < begun + LONGEST, "it does not come up"
        time.sleep(0.2)
    yield f"restored to {moment} in {time.monotonic() - begun:.1f} s"
    kept = {page for page, _title, _body in output_of(web, "tests.faults.journal_dump")["pages"]}
    assert kept == {first, second}, kept
    yield "the deleted page is there, the one of a later moment is not, and both open"
    yield cluster.backrest("info")


if __name__ == "__main__":
    for line in lines():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
