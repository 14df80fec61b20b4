"""manage.py check_guides: every guide held to the editorial standard, and a table of them all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.articles.content.checks import RefusedError, read_library, unfinished
from apps.articles.content.parse import GuideText, read_guide
from apps.articles.content.style_rules import measure, warnings_of_wording
from apps.common.content_files.toml_file import ContentError

HEADINGS = f"{'':>3} {'guide':<28} {'words':>5} {'min':>3} {'grade':>5} {'longest':>7} {'facts':>5}"


class Command(BaseCommand):
    help = "Check the guides' files without loading them: a table, warnings, and what is wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="where the files are",
        )

    def handle(self, *, folder: Path, verbosity: int, **_options: Any) -> None:
        guides = sorted(_readable(folder), key=lambda guide: guide.number)
        self.stdout.write("\n".join([HEADINGS, *map(_row, guides)]))
        for guide in guides if verbosity else ():
            for warning in warnings_of_wording(guide):
                self.stdout.write(f"look again: {guide.name}: {warning}")
        problems = list(unfinished(guides))
        try:
            read_library(folder)
        except RefusedError as refused:
            problems += refused.problems
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(guides)} guides hold to the standard.")


def _readable(folder: Path) -> list[GuideText]:
    """Return the guides that can be read at all; `read_library` names the others."""
    found = []
    for path in (folder / "guides").glob("*.md"):
        try:
            found.append(read_guide(path))
        except ContentError:
            continue
    return found


def _row(guide: GuideText) -> str:
    of = measure(guide)
    return (
        f"{guide.number:>3} {guide.slug:<28} {of.words:>5} {of.minutes:>3} {of.grade:>5.1f}"
        f" {of.longest:>7} {of.records:>5}"
    )
