from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """Since when no row names an object: it goes when no backup may name it any more."""

    dependencies = [("vault", "0012_dropped_blobs")]

    operations = [
        migrations.AddField("DroppedBlob", "dropped", models.DateTimeField(db_default=Now())),
    ]
