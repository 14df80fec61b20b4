"""What people type and the pages that are meant; which words a misspelling may have meant."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_guide_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchword',
            name='named',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='SearchPhrase',
            fields=[
                ('key', models.CharField(max_length=220, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('weight', models.PositiveSmallIntegerField()),
                ('whole', models.BooleanField(default=False)),
                ('safety', models.BooleanField(default=False)),
                ('nothing', models.TextField(blank=True)),
                ('pages', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words__len__gt', 0)), name='phrase_has_words')],
            },
        ),
    ]
