"""The library's tables, and a search configuration that knows English and ignores accents."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

ENGLISH_WITHOUT_ACCENTS = """
    CREATE TEXT SEARCH CONFIGURATION english_unaccent (COPY = english);
    ALTER TEXT SEARCH CONFIGURATION english_unaccent
        ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(
            ENGLISH_WITHOUT_ACCENTS,
            reverse_sql="DROP TEXT SEARCH CONFIGURATION english_unaccent",
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('safe_wording', models.TextField(blank=True)),
                ('do_not_write', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('key', models.SlugField(max_length=60, primary_key=True, serialize=False)),
                ('citation', models.TextField()),
                ('doi', models.CharField(blank=True, max_length=120)),
                ('status', models.CharField(choices=[('certain', 'certain'), ('likely', 'likely'), ('unverified', 'unverified'), ('opinion', 'opinion')], max_length=10)),
            ],
            options={
                'ordering': ['key'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['certain', 'likely'])), name='source_status_certain_or_likely'), models.CheckConstraint(condition=models.Q(('doi', ''), ('doi__startswith', '10.'), _connector='OR'), name='source_doi_begins_with_10')],
            },
        ),
        migrations.CreateModel(
            name='FactRecord',
            fields=[
                ('id', models.CharField(max_length=10, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('status', models.CharField(choices=[('certain', 'certain'), ('likely', 'likely'), ('unverified', 'unverified'), ('opinion', 'opinion')], max_length=10)),
                ('strength', models.CharField(blank=True, choices=[('strong', 'strong evidence'), ('fair', 'fair evidence'), ('weak', 'weak evidence'), ('', 'strength not stated')], max_length=10)),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='articles.fact')),
                ('sources', models.ManyToManyField(blank=True, related_name='records', to='articles.source')),
            ],
            options={
                'ordering': ['fact_id', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.TextField()),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('position',), name='topic_position_once')],
            },
        ),
        migrations.CreateModel(
            name='Guide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('reader', models.CharField(choices=[('partner', 'For partners'), ('self', 'If you keep a distance'), ('both', 'For either of you'), ('couple', 'For two together')], max_length=10)),
                ('language', models.CharField(default='en', max_length=8)),
                ('question', models.TextField()),
                ('summary', models.TextField()),
                ('safety', models.BooleanField(default=False)),
                ('prompts', django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ('related', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80))),
                ('content_note_html', models.TextField(blank=True)),
                ('answer_html', models.TextField()),
                ('key_points_html', django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ('for_whom_html', models.TextField()),
                ('not_for_html', models.TextField()),
                ('body_html', models.TextField()),
                ('closing_html', models.TextField()),
                ('contents', models.JSONField(default=list)),
                ('sources', models.JSONField(default=list)),
                ('published', models.DateField()),
                ('reviewed', models.DateField()),
                ('review_due', models.DateField()),
                ('changes', models.JSONField(default=list)),
                ('words', models.PositiveIntegerField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('gist', models.TextField()),
                ('text', models.TextField()),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title', config='english_unaccent', weight='A'), '||', django.contrib.postgres.search.SearchVector('gist', config='english_unaccent', weight='B'), django.contrib.postgres.search.SearchConfig('english_unaccent')), '||', django.contrib.postgres.search.SearchVector('text', config='english_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('english_unaccent')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('records', models.ManyToManyField(blank=True, related_name='guides', to='articles.factrecord')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guides', to='articles.topic')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['word'], name='word_trigrams', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('text', config='english_unaccent'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='articles.guide')),
            ],
            options={
                'ordering': ['guide_id', 'place'],
                'constraints': [models.UniqueConstraint(fields=('guide', 'place'), name='line_place_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='factrecord',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['certain', 'likely', 'unverified', 'opinion'])), name='record_status_known'),
        ),
        migrations.AddConstraint(
            model_name='factrecord',
            constraint=models.CheckConstraint(condition=models.Q(('strength__in', ['strong', 'fair', 'weak', ''])), name='record_strength_known'),
        ),
        migrations.AddConstraint(
            model_name='factrecord',
            constraint=models.CheckConstraint(condition=models.Q(('id__regex', '^F[0-9]+\\.[0-9]+$')), name='record_id_like_f10_1'),
        ),
        migrations.AddIndex(
            model_name='guide',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='guide_search'),
        ),
        migrations.AddIndex(
            model_name='guide',
            index=models.Index(fields=['published'], name='guide_published'),
        ),
        migrations.AddConstraint(
            model_name='guide',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('number',), name='guide_number_once'),
        ),
        migrations.AddConstraint(
            model_name='guide',
            constraint=models.CheckConstraint(condition=models.Q(('reader__in', ['partner', 'self', 'both', 'couple'])), name='guide_reader_known'),
        ),
        migrations.AddConstraint(
            model_name='guide',
            constraint=models.CheckConstraint(condition=models.Q(('prompts__len', 3)), name='guide_has_three_prompts'),
        ),
        migrations.AddConstraint(
            model_name='guide',
            constraint=models.CheckConstraint(condition=models.Q(('key_points_html__len__range', (3, 5))), name='guide_has_key_points'),
        ),
        migrations.AddConstraint(
            model_name='guide',
            constraint=models.CheckConstraint(condition=models.Q(('review_due__gt', models.F('reviewed')), ('reviewed__gte', models.F('published'))), name='guide_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='guide',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('number__gt', 0), ('words__gt', 0)), name='guide_counts_positive'),
        ),
        migrations.AddConstraint(
            model_name='guide',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('body_html', ''), _negated=True), models.Q(('closing_html', ''), _negated=True), models.Q(('answer_html', ''), _negated=True)), name='guide_has_its_blocks'),
        ),
    ]
