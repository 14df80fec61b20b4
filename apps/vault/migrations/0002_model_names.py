"""Rename models in the code alone: each keeps its table, so that the release before goes on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]

    operations = [
        migrations.AlterModelTable(name="Opening", table="vault_opening"),
        migrations.RenameModel(old_name="Opening", new_name="UnlockedSession"),
    ]
