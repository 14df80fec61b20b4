"""manage.py export_guide: what editors published goes back into the guides' files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.articles.models import Revision


class Command(BaseCommand):
    help = "Write published edits into the guides' files, so that the loader is in step again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="*", help="the guides; without any, all that were edited")
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.LIBRARY,
            help="where the files are",
        )
        parser.add_argument(
            "--over",
            action="store_true",
            help="also over a file that was changed after the edit; its words are lost there",
        )

    def handle(self, *, slug: list[str], folder: Path, over: bool, **_options: Any) -> None:
        live = Revision.objects.live().by_slug()
        if unknown := sorted(set(slug) - live.keys()):
            raise CommandError(f"No published text of {', '.join(unknown)}.")
        wanted = slug or [name for name, row in live.items() if not row.in_file]
        refused = [each for each in wanted if not over and _is_newer(folder, live[each])]
        if refused:
            raise CommandError(
                f"Nothing was written. Changed in the file since the edit: {', '.join(refused)}."
                " Load the guides and look at the difference in the editing room, publish what"
                " shall stand, and export that; or write over the file with --over."
            )
        for each in wanted:
            _path(folder, live[each]).write_text(live[each].text, "utf-8")
            live[each].is_now_in_file()
            self.stdout.write(f"guide {each}: revision {live[each].number} is in its file")
        if not wanted:
            self.stdout.write("Every published text is in its file.")


def _path(folder: Path, row: Revision) -> Path:
    return folder / "guides" / f"{row.slug}.md"


def _is_newer(folder: Path, row: Revision) -> bool:
    """Whether the file says something that nobody had seen when this was published."""
    path = _path(folder, row)
    return path.exists() and not Revision.objects.was_known(
        row.slug, path.read_text("utf-8"), until=row.number
    )
