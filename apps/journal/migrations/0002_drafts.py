import datetime
import uuid

from django.db import migrations, models
from django.db.models import F

import apps.common.dates


def give_versions_a_day(state, _schema):
    """An earlier text is kept for 90 days from the day on which it was written over."""
    versions = state.get_model("journal", "EntryVersion").objects.filter(expires_on=None)
    versions.update(expires_on=F("changed_on") + datetime.timedelta(days=90))


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("vault_id", models.UUIDField(editable=False)),
                ("number", models.PositiveBigIntegerField(editable=False)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_on", models.DateField(default=apps.common.dates.utc_today)),
                ("tab", models.UUIDField()),
                ("entry_id", models.UUIDField()),
                ("content", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("vault_id", "tab"), name="one_draft_a_tab")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("vault_id", models.UUIDField(editable=False)),
                ("number", models.PositiveBigIntegerField(editable=False)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_on", models.DateField(default=apps.common.dates.utc_today)),
                ("tab", models.UUIDField()),
                ("content", models.BinaryField()),
                ("expires_on", models.DateField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("vault_id", "tab"), name="one_letter_a_tab")],
            },
        ),
        migrations.AddField("entryversion", "expires_on", models.DateField(null=True)),
        migrations.RunPython(give_versions_a_day, migrations.RunPython.noop),
        migrations.AlterField("entryversion", "expires_on", models.DateField()),
    ]
