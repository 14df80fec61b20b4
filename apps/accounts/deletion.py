"""Deleting an account: keys first, then everything under them, in one transaction."""

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.rate_limits import subject_of_address, subject_of_name
from apps.common.rate_limits import forget_tries_of
from apps.vault.models import Vault
from apps.vault.registry import delete_rows_of


def delete_member(user: User) -> None:
    """Nothing in the database names the member afterwards; backups expire in their own time.

    Twice at once is as good as once.
    """
    with transaction.atomic():
        # The order of locks: user, vault, rows. A save that changes the vault's row twice asks for
        # the key of the user's, which this lock leaves free.
        if not User.objects.select_for_update(no_key=True).filter(pk=user.pk).first():
            return
        for vault in Vault.objects.of(user):
            vault.hold()  # a save under way ends before its rows are looked for
            vault.openings.all().delete()
            vault.slots.all().delete()
            delete_rows_of(vault.id)
        names = {subject_of_name(user.username), subject_of_address(user.email)}
        forget_tries_of(str(user.pk), *names)
        user.delete()
