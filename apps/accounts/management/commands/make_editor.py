"""manage.py make_editor: a member may work in the editing room, or no longer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.management.member_called import member_called


class Command(BaseCommand):
    help = "Let a member edit the guides. It opens no journal: nobody but its writer can."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the member's user name")
        parser.add_argument("--end", action="store_true", help="take the right away again")

    def handle(self, *, username: str, end: bool, **_options: Any) -> None:
        member = member_called(username)
        member.is_staff = not end
        member.save(update_fields=["is_staff"])
        self.stdout.write(f"{member} {'edits no longer' if end else 'may edit the guides now'}.")
