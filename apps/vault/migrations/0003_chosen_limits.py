from django.db import migrations, models


class Migration(migrations.Migration):
    """What a member chose, for as long as their vault is unlocked in a browser."""

    dependencies = [("vault", "0002_model_names")]

    operations = [
        migrations.AddField(
            model_name="unlockedsession",
            name="quiet_minutes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="unlockedsession",
            name="leaves_by_shift",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
