"""`python -m tests.faults.journal_dump`: the member's journal, opened, as JSON."""

import json
import os
import sys

import django


def everything() -> dict[str, list[list[str]]]:
    """[page, title, body] of each page and version, [tab, count, title, body] of each draft.

    Nothing where even the journal is gone. A blob that does not open raises Damaged, and ends the
    run.
    """
    from apps.journal.models import Draft, Entry, EntryVersion
    from apps.vault.keyslots import unwrap_with_password
    from apps.vault.models import UnlockedSession, Vault
    from apps.vault.unlocked_vault import UnlockedVault
    from tests.faults.writer import NAME, PASSWORD

    row = Vault.objects.filter(user__username=NAME).first()
    if row is None:
        return {"pages": [], "versions": [], "drafts": []}
    vault = UnlockedVault(UnlockedSession(vault=row), unwrap_with_password(row, PASSWORD))
    kept = [(str(each.id), each.page(vault)) for each in Entry.objects.in_vault(vault)]
    versions = EntryVersion.objects.in_vault(vault)
    kept_before = [(str(each.entry_id), each.page(vault)) for each in versions]
    drafts = [
        (str(each.tab), str(each.revision), each.contents(vault).data)
        for each in Draft.objects.in_vault(vault)
    ]
    return {
        "pages": [[page, said.head.title, said.body] for page, said in kept],
        "versions": [[page, said.head.title, said.body] for page, said in kept_before],
        "drafts": [[t, n, str(said["title"]), str(said["body"])] for t, n, said in drafts],
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.stdout.write(json.dumps(everything()))
