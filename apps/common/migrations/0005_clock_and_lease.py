from django.db import migrations, models


class Migration(migrations.Migration):
    """By which clock a job ran, and what this database left in the store of photos."""

    dependencies = [("common", "0004_photo_store")]

    operations = [
        migrations.AddField("jobrun", "latest", models.DateTimeField(null=True)),
        migrations.AddField(
            "jobrun", "boot", models.CharField(blank=True, db_default="", default="", max_length=36)
        ),
        migrations.AddField("jobrun", "uptime", models.FloatField(db_default=0.0, default=0.0)),
        migrations.AddField("photostore", "lease", models.UUIDField(null=True)),
        migrations.AddField("photostore", "shared", models.DateTimeField(null=True)),
    ]
