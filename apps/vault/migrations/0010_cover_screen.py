from django.db import migrations, models


class Migration(migrations.Migration):
    """After how many seconds out of sight a page covers itself, while a vault is unlocked."""

    dependencies = [("vault", "0009_last_opening")]

    operations = [
        migrations.AddField(
            model_name="unlockedsession",
            name="cover_seconds",
            field=models.PositiveSmallIntegerField(db_default=60, default=60),
        ),
    ]
