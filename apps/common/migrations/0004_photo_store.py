from uuid import uuid4

from django.db import migrations, models


class Migration(migrations.Migration):
    """Which store of photos is this database's: the id is there before anything is stored."""

    dependencies = [("common", "0003_site_state")]

    operations = [
        migrations.CreateModel(
            name="PhotoStore",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("store_id", models.UUIDField(default=uuid4)),
                ("is_marked", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_photo_store")
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO common_photostore (id, store_id) VALUES (1, gen_random_uuid())",
            migrations.RunSQL.noop,
        ),
    ]
