import apps.common.dates
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0010_trash_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportPiece',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('vault_id', models.UUIDField(editable=False)),
                ('number', models.PositiveBigIntegerField(editable=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_on', models.DateField(default=apps.common.dates.utc_today)),
                ('import_id', models.UUIDField()),
                ('sealed', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['import_id', 'number'], name='pieces_of_an_import')],
            },
        ),
    ]
