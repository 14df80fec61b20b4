"""Every table that a kept public page shows replaces the mark of the library."""

from django.db import migrations

TABLES = (
    "articles_book",
    "articles_fact",
    "articles_factrecord",
    "articles_factrecord_sources",
    "articles_guide_records",
    "articles_page",
    "articles_question",
    "articles_source",
)


def watch(table: str) -> migrations.RunSQL:
    """Give the library a new mark with every statement that writes to the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION articles_new_edition()",
        f"DROP TRIGGER {table}_edition ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0016_head_in_row"),
    ]

    operations = [watch(table) for table in TABLES]
