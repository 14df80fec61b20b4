"""The address of a source that has no DOI, and what each source of a record found."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0013_search_phrases'),
    ]

    operations = [
        migrations.AddField(
            model_name='factrecord',
            name='found',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='source',
            name='url',
            field=models.URLField(blank=True),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__startswith', 'https://'), _connector='OR'), name='source_url_is_https'),
        ),
    ]
