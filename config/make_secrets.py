"""Makes the secrets of a new server as files: `python3 -m config.make_secrets <folder>`.

It needs nothing but Python, and never replaces a file: a new pepper would lock every journal.
"""

import os
import secrets
import sys
from pathlib import Path

CONTAINER_USER = 10001  # of the Dockerfile: a secret of compose.yaml is read with its own rights
USAGE = "usage: python3 -m config.make_secrets <folder>"


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write(f"{USAGE}\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = secrets.token_urlsafe(32)
    made = {
        "secret-key": secrets.token_urlsafe(48),
        "pepper": secrets.token_urlsafe(48),
        "database-password": password,
        "database-url": f"postgresql://leeway:{password}@database:5432/leeway",
    }
    if there := [name for name in made if (folder / name).exists()]:
        sys.stderr.write(f"{', '.join(there)} in {folder}: nothing was written.\n")
        return 1
    for name, value in made.items():
        _write(folder / name, value)
    sys.stdout.write(
        f"Written to {folder}: {', '.join(made)}.\n"
        "Keep a copy of pepper in a second safe place, apart from the database and its backups.\n"
    )
    return 0


def _write(path: Path, value: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{value}\n")
    if os.geteuid() == 0 and path.name != "database-password":
        os.chown(path, CONTAINER_USER, CONTAINER_USER)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
