from django.db import migrations, models


class Migration(migrations.Migration):
    """A vault can get a new data key; the older ones wait, sealed, until nothing is under them."""

    dependencies = [("vault", "0004_used_codes")]

    operations = [
        migrations.AddField(
            model_name="vault",
            name="newest_key",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="vault",
            name="older_keys",
            field=models.BinaryField(null=True),
        ),
    ]
