"""The tables of the search replace the mark of the library, as all do that a replica may answer.

Otherwise a replica that is behind would be taken for one that is not (apps/common/replica/reads.py).
"""

from django.db import migrations

TABLES = ("articles_line", "articles_searchphrase", "articles_word")


def watch(table: str) -> migrations.RunSQL:
    """Give the library a new mark with every statement that writes to the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION articles_new_edition()",
        f"DROP TRIGGER {table}_edition ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0018_keyed_by_vault"),
    ]

    operations = [watch(table) for table in TABLES]
