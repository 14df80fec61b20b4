from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether a recovery code was used, so that it is to be renewed."""

    dependencies = [("vault", "0003_chosen_limits")]

    operations = [
        migrations.AddField(
            model_name="keyslot",
            name="is_used",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
