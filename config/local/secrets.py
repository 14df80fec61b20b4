"""Secrets of a local copy: made once, kept in the data folder, readable by their owner alone."""

import os
import secrets
from pathlib import Path

SECRET_BYTES = 48


def stored_secret(path: Path) -> str:
    """The secret in `path`, made once with mode 0600, also if two processes start together."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(SECRET_BYTES))
    return path.read_text().strip()
