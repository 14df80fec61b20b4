"""manage.py make_backup_key: the pair of age keys that backups are encrypted with."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pyrage
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Make the identity that opens backups, as a file, and print its public key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, to be kept away from the server")

    def handle(self, *, file: Path, **_options: Any) -> None:
        identity = pyrage.x25519.Identity.generate()
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except OSError as error:
            raise CommandError(f"{file} was not written: {error.strerror}.") from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            written.write(f"# public key: {identity.to_public()}\n{identity}\n")
        self.stdout.write(f"LEEWAY_BACKUP_KEY={identity.to_public()}")
        self.stderr.write(
            f"{file} opens every backup. Move it off this server, to two safe places."
        )
