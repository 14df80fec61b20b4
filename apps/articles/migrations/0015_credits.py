"""Who wrote, edited and read a guide; and database defaults for columns that came after 0.1.

A release that does not know a column inserts rows without it, so the database must have a value.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0014_evidence'),
    ]

    operations = [
        migrations.AddField(
            model_name='guide',
            name='credits',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AlterField(
            model_name='factrecord',
            name='found',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AlterField(
            model_name='source',
            name='url',
            field=models.URLField(blank=True, db_default=''),
        ),
        migrations.AlterField(
            model_name='searchword',
            name='named',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
