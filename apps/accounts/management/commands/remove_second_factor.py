"""manage.py remove_second_factor: for a member who lost the app and every backup code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.management.member_called import member_called
from apps.accounts.second_factor.factors import remove_all
from apps.common.text.account_events import Happened


class Command(BaseCommand):
    help = "Let a member sign in by the password alone again. It opens no journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the member's user name")

    def handle(self, *, username: str, **_options: Any) -> None:
        member = member_called(username)
        if remove_all(member):
            member.note(Happened.NO_FACTOR)
        self.stdout.write(f"{member} signs in by the password alone now.")
