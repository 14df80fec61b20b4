"""Brings the help lines of fixtures/support.toml into the database; safe to run again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.common.content_files.toml_file import ContentError
from apps.support.load import load
from apps.support.models import SupportLine
from apps.support.parse import parse


class Command(BaseCommand):
    help = "Load the help lines by country from fixtures/support.toml."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures" / "support.toml"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            rows = parse(file.read_text(encoding="utf-8"), name=file.name)
        except ContentError as error:
            raise CommandError(str(error)) from error
        done = load(rows)
        lines = SupportLine.objects
        self.stdout.write(
            f"Help lines: {lines.count()} ({len(done.added)} added, {len(done.changed)} changed,"
            f" {len(done.removed)} removed); {lines.doubtful().count()} doubtful and hidden,"
            f" {lines.untested().count()} not yet tested by a person."
            f" Untested lines leave their pages from {lines.first_day_hidden()} on."
        )
