"""Give each photo a place for a small picture, sealed like the photo."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0011_import_pieces")]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="thumbnail",
            field=models.BinaryField(blank=True, null=True),
        ),
    ]
