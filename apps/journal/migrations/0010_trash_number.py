"""Number what is thrown away, so that the trash can be listed with the latest on top."""

from django.db import migrations, models

NUMBER_WHAT_IS_THERE = """
    UPDATE journal_entry SET trash_number = ranked.place
    FROM (
        SELECT id, row_number() OVER (PARTITION BY vault_id ORDER BY expires_on, number) AS place
        FROM journal_entry WHERE expires_on IS NOT NULL
    ) AS ranked
    WHERE ranked.id = journal_entry.id
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0009_day_index")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="trash_number",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.RunSQL(NUMBER_WHAT_IS_THERE, migrations.RunSQL.noop),
    ]
