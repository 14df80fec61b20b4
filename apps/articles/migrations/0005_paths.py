"""Reading paths."""

import django.contrib.postgres.fields
import django.db.models.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_glossary'),
    ]

    operations = [
        migrations.CreateModel(
            name='Path',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('for_whom', models.TextField()),
                ('summary', models.TextField()),
                ('guides', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80))),
                ('then_html', models.TextField(blank=True)),
                ('safety', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('position',), name='path_position_once'), models.CheckConstraint(condition=models.Q(('guides__len__gt', 0)), name='path_has_guides')],
            },
        ),
    ]
