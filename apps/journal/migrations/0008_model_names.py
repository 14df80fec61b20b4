"""Rename models in the code alone: each keeps its table, so that the release before goes on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0007_photos")]

    operations = [
        migrations.AlterModelTable(name="Letter", table="journal_letter"),
        migrations.RenameModel(old_name="Letter", new_name="LockedDraft"),
        migrations.AlterModelTable(name="OwnTemplate", table="journal_owntemplate"),
        migrations.RenameModel(old_name="OwnTemplate", new_name="EntryTemplate"),
        migrations.AlterModelTable(name="KeptPlaces", table="journal_keptplaces"),
        migrations.RenameModel(old_name="KeptPlaces", new_name="JournalState"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="journalstate", name="keptplaces_once_a_vault"),
                migrations.AddConstraint(
                    model_name="journalstate",
                    constraint=models.UniqueConstraint(fields=("vault_id",), name="journalstate_once_a_vault"),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE journal_keptplaces RENAME CONSTRAINT keptplaces_once_a_vault TO journalstate_once_a_vault",
                    "ALTER TABLE journal_keptplaces RENAME CONSTRAINT journalstate_once_a_vault TO keptplaces_once_a_vault",
                )
            ],
        ),
        migrations.AlterModelTable(name="Settings", table="journal_settings"),
        migrations.RenameModel(old_name="Settings", new_name="Preferences"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="preferences", name="settings_once_a_vault"),
                migrations.AddConstraint(
                    model_name="preferences",
                    constraint=models.UniqueConstraint(fields=("vault_id",), name="preferences_once_a_vault"),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE journal_settings RENAME CONSTRAINT settings_once_a_vault TO preferences_once_a_vault",
                    "ALTER TABLE journal_settings RENAME CONSTRAINT preferences_once_a_vault TO settings_once_a_vault",
                )
            ],
        ),
    ]
