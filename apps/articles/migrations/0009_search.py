"""A short search vector for ranking, sections of lines, and search over terms and questions."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# Set for this function alone: the index has the answer, and reading every guide's words costs more
# than the planner thinks, since they are packed outside the row.
WITH_WORDS = """
CREATE FUNCTION articles_guides_with(asked tsquery) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(id), '{}') FROM articles_guide WHERE search @@ asked
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_shelf'),
    ]

    operations = [
        migrations.AddField(
            model_name='guide',
            name='head',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title', config='english_unaccent', weight='A'), '||', django.contrib.postgres.search.SearchVector('gist', config='english_unaccent', weight='B'), django.contrib.postgres.search.SearchConfig('english_unaccent')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddField(
            model_name='line',
            name='heading',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='line',
            name='section',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='question',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('question', config='english_unaccent', weight='A'), '||', django.contrib.postgres.search.SearchVector('text', config='english_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('english_unaccent')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddField(
            model_name='term',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('term', config='english_unaccent', weight='A'), '||', django.contrib.postgres.search.SearchVector('text', config='english_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('english_unaccent')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='question',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='question_search'),
        ),
        migrations.AddIndex(
            model_name='term',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='term_search'),
        ),
        migrations.RunSQL(WITH_WORDS, "DROP FUNCTION articles_guides_with(tsquery)"),
    ]
