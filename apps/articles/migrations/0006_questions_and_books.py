"""Questions on each topic, and the reading list."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_paths'),
    ]

    operations = [
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120))),
                ('year', models.PositiveSmallIntegerField()),
                ('for_whom', models.TextField()),
                ('note_html', models.TextField()),
                ('care_html', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('question', models.TextField()),
                ('answer_html', models.TextField()),
                ('text', models.TextField()),
                ('guide', models.SlugField(blank=True, max_length=80)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='articles.topic')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
    ]
