from django.db import migrations, models


class Migration(migrations.Migration):
    """What ends the marks of known browsers with a new password; those of before stay until then."""

    dependencies = [("accounts", "0008_events_of_parts_and_settings")]

    operations = [
        migrations.AddField("user", "mark_key", models.UUIDField(editable=False, null=True)),
    ]
