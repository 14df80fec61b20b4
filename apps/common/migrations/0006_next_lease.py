from django.db import migrations, models


class Migration(migrations.Migration):
    """What this database is about to leave in the store of photos."""

    dependencies = [("common", "0005_clock_and_lease")]

    operations = [migrations.AddField("photostore", "next_lease", models.UUIDField(null=True))]
