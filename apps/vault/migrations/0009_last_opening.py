from django.db import migrations, models


class Migration(migrations.Migration):
    """When the journal was opened last, sealed; and for as long as it is open, the time before."""

    dependencies = [("vault", "0008_pepper_checks")]

    operations = [
        migrations.AddField(
            model_name="vault",
            name="last_opening",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="unlockedsession",
            name="earlier_opening",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="unlockedsession",
            name="earlier_device",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
    ]
