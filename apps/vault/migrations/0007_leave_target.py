from django.db import migrations, models


class Migration(migrations.Migration):
    """Where Leave leads, for as long as the vault of a member who chose it is unlocked."""

    dependencies = [("vault", "0006_passkey_slots")]

    operations = [
        migrations.AddField(
            model_name="unlockedsession",
            name="leave_target",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
