"""manage.py close_account: deletes a member who asks for it without being able to sign in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.deletion import delete_member
from apps.accounts.email.sending import send, wait_until_sent
from apps.accounts.management.member_called import member_called
from apps.vault.models import Vault
from apps.vault.registry import all_sealed_tables


class Command(BaseCommand):
    help = "Delete a member and everything under the account, as the member's own deletion does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the member's user name")

    def handle(self, *, username: str, **_options: Any) -> None:
        member = member_called(username)
        vaults = list(Vault.objects.of(member).values_list("id", flat=True))
        counted = {
            sealed.name: sealed.table._base_manager.filter(vault_id__in=vaults).count()
            for sealed in all_sealed_tables()
        }
        kept = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()) if number)
        self.stdout.write(
            f"{member} joined on {member.joined_on}. Deleted for good: the account, its sign-ins, "
            f"{len(vaults)} journals with their keys, and in them: {kept or 'nothing'}. Backups "
            f"keep locked copies for {settings.BACKUP_DAYS} days. Nobody can undo it. Make sure "
            "that it is they who ask."
        )
        if input("Type the user name once more to delete: ").strip() != member.username:
            raise CommandError("That is another name: nothing was deleted.")
        address = member.email if member.is_email_verified else ""
        delete_member(member)
        if address and settings.SENDS_MAIL:
            send("closed", to=address, days=settings.BACKUP_DAYS, contact=settings.CONTACT)
            wait_until_sent()
        told = " A mail says so to the address that was confirmed." if address else ""
        self.stdout.write(f"The account is closed.{told}")
