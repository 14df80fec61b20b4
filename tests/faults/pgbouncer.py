"""A PgBouncer in transaction mode in front of a server's database, where Debian's is installed."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from config.local.embedded_postgres import DATABASE, ROLE, Cluster, server_user
from tests.faults.server import free_port

PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin")
START_SECONDS = 20


@contextlib.contextmanager
def pgbouncer(folder: Path, cluster: Cluster) -> Iterator[str]:
    """The address of the pool. Each transaction of a client gets another connection, in turn."""
    assert PROGRAM is not None
    port, user = free_port(), server_user()
    own = folder / "pgbouncer"
    own.mkdir(mode=0o700)
    (own / "pgbouncer.ini").write_text(
        f"""
[databases]
{DATABASE} = host={cluster.socket_folder} dbname={DATABASE} user={ROLE}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
server_round_robin = 1
min_pool_size = 3
default_pool_size = 3
logfile = {own}/pgbouncer.log
"""
    )
    if user is not None:
        for path in (own, own / "pgbouncer.ini"):
            shutil.chown(path, user.pw_uid, user.pw_gid)
    running = subprocess.Popen(
        [PROGRAM, "--quiet", str(own / "pgbouncer.ini")],
        cwd="/",
        user=None if user is None else user.pw_uid,
        group=None if user is None else user.pw_gid,
        stdin=subprocess.DEVNULL,
    )
    address = f"postgresql://{ROLE}@127.0.0.1:{port}/{DATABASE}"
    try:
        _wait_for(address, running)
        yield address
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        assert running.poll() is None, "PgBouncer ended"
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(address):
            return
        assert time.monotonic() < give_up, "PgBouncer does not answer"
        time.sleep(0.1)
