"""manage.py load_guides: the library becomes what its files say, but for what editors published."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from apps.articles.content.checks import RefusedError, read_library
from apps.articles.content.load import load, notes
from apps.articles.models import Revision


class Command(BaseCommand):
    help = "Load facts, topics and guides from their files. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.LIBRARY,
            help="where the files are",
        )

    def handle(self, *, folder: Path, verbosity: int, **_options: Any) -> None:
        edited = Revision.objects.edited_texts()
        try:
            library = read_library(folder, edited=edited)
        except RefusedError as refused:
            problems = ["Nothing was loaded.", *refused.problems]
            problems += [f"Read as edited here: {', '.join(sorted(edited))}."] if edited else []
            raise CommandError("\n".join(problems)) from refused
        changes = load(library)
        _analyse_tables()
        total = (
            f"{len(library.guides)} guides on {len(library.topics)} topics rest on"
            f" {len(library.sheet.records)} records from {len(library.sheet.sources)} sources."
        )
        if verbosity:
            self.stdout.write("\n".join([*changes, *notes(library), total]))


def _analyse_tables() -> None:
    """Count the rows anew: a search that is planned for empty tables is slow."""
    models = apps.get_app_config("articles").get_models(include_auto_created=True)
    names = (connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(sorted(names))}")
