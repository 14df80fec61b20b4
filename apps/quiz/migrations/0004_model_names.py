"""Rename models in the code alone: each keeps its table, so that the release before goes on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("quiz", "0003_given_sittings")]

    operations = [
        migrations.AlterModelTable(name="GivenSitting", table="quiz_givensitting"),
        migrations.RenameModel(old_name="GivenSitting", new_name="DonatedSitting"),
    ]
