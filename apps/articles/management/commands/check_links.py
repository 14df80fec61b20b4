"""manage.py check_links: which links of the library lead nowhere. It asks no other host."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.articles.editing.links import answers_in, report


class Command(BaseCommand):
    help = (
        "Follow every link of the library to a page of ours, and list all others with a check of"
        " their form alone. What other sites answer, an editor finds out: --outside prints the"
        " addresses, --answers reads a list of them, each with its status."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--outside", action="store_true", help="print the outside addresses")
        parser.add_argument("--answers", type=Path, help="a file: an address and a status a line")

    def handle(self, *, outside: bool, answers: Path | None, **_options: Any) -> None:
        found = report()
        if outside:
            self.stdout.write("\n".join(sorted(found.outside)))
            return
        answered = answers_in(answers.read_text("utf-8")) if answers else {}
        broken = [*found.broken, *found.answered(answered)]
        for each in broken:
            self.stdout.write(f"{each.page}: {each.address} {each.why}")
        unasked = sum(address not in answered for address in found.outside)
        self.stdout.write(
            f"{found.pages} pages, {found.followed} links to our own pages followed;"
            f" {len(found.outside)} outside addresses, {unasked} of which nobody has asked."
        )
        if broken:
            raise CommandError(f"{len(broken)} broken.")
