"""Key every private table by (vault, id), so that it can be split by vault; renew its indexes.

While it runs, the tables are read and written. It may be run again where it broke off. The way back
ends where a split table holds one id in two vaults.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Index, Q

from apps.vault.migrations._keyed_by_vault import keyed_by_vault

SEALED = {
    "journal_entry": ("head", "body"),
    "journal_entryversion": ("head", "body"),
    "journal_draft": ("content",),
    "journal_letter": ("content",),
    "journal_photo": ("caption", "picture", "thumbnail"),
    "journal_import": ("sealed",),
    "journal_importpart": ("sealed",),
    "journal_importpiece": ("sealed",),
    "journal_keptplaces": ("sealed",),
    "journal_settings": ("sealed",),
    "journal_owntemplate": ("sealed",),
    "journal_dayindex": ("sealed",),
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("journal", "0012_thumbnails")]

    operations = [
        *(each for table, sealed in SEALED.items() for each in keyed_by_vault(table, sealed)),
        AddIndexConcurrently(
            "entry",
            Index(fields=["expires_on"], condition=Q(expires_on__isnull=False), name="entries_by_expiry"),
        ),
        AddIndexConcurrently(
            "photo",
            Index(fields=["expires_on"], condition=Q(expires_on__isnull=False), name="photos_by_expiry"),
        ),
        AddIndexConcurrently("entryversion", Index(fields=["expires_on"], name="versions_by_expiry")),
        AddIndexConcurrently("lockeddraft", Index(fields=["expires_on"], name="letters_by_expiry")),
        AddIndexConcurrently("import", Index(fields=["expires"], name="imports_by_expiry")),
        AddIndexConcurrently(
            "importpart",
            Index(fields=["vault_id", "import_id", "number"], name="parts_of_an_import"),
        ),
        AddIndexConcurrently(
            "importpiece", Index(fields=["vault_id", "import_id"], name="pieces_of_a_file")
        ),
        # what another index does as well: one_number_an_entry, and the primary keys
        RemoveIndexConcurrently("entry", "entries_newest_first"),
        RemoveIndexConcurrently("entrytemplate", "templates_of_a_vault"),
        RemoveIndexConcurrently("importpiece", "pieces_of_an_import"),
        migrations.AlterField("importpart", "import_id", models.UUIDField()),
    ]
