"""manage.py notice: a few words to all members, on each of their pages until they dismiss it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.common.http.site_state import change_site_state

LONGEST = 500  # characters


class Command(BaseCommand):
    help = "Show a notice to all members. Everybody who signs in can read it: name nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="?", default="")
        parser.add_argument("--clear", action="store_true", help="show none any more")

    def handle(self, *, words: str, clear: bool, **_options: Any) -> None:
        notice = words.strip()
        if bool(notice) == clear:
            raise CommandError("Give the words of the notice, or --clear.")
        if len(notice) > LONGEST:
            raise CommandError(f"A notice has room for {LONGEST} characters: {len(notice)}.")
        change_site_state(notice=notice)
        self.stdout.write("Nothing is shown any more." if clear else "Shown on members' pages.")
