"""The glossary, and the definitions that a guide carries."""

import django.contrib.postgres.fields
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_feedback'),
    ]

    operations = [
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('body_html', models.TextField(blank=True)),
                ('contents', models.JSONField(default=list)),
                ('sources', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('term', models.CharField(max_length=120)),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120))),
                ('short', models.TextField()),
                ('short_html', models.TextField()),
                ('more_html', models.TextField(blank=True)),
                ('text', models.TextField()),
                ('guide', models.SlugField(blank=True, max_length=80)),
            ],
            options={
                'ordering': [django.db.models.functions.text.Lower('term')],
            },
        ),
        migrations.AddField(
            model_name='guide',
            name='terms',
            field=models.JSONField(default=list),
        ),
    ]
