"""The mark of the help lines, and the triggers that replace it with every write.

A migration that makes another table which a support page shows gives it such a trigger too.
"""

from django.db import migrations, models

TABLES = ("pages_country", "pages_supportline", "pages_contact")
FUNCTION = """
CREATE FUNCTION support_new_directory_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO support_directoryversion (id, mark) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;
    RETURN NULL;
END
$$
"""


def watch(table: str) -> migrations.RunSQL:
    """Give the help lines a new mark with every statement that writes to the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION support_new_directory_version()",
        f"DROP TRIGGER {table}_version ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("support", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectoryVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.UUIDField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="directory_version_is_one_row")],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION support_new_directory_version()"),
        migrations.RunSQL(
            "INSERT INTO support_directoryversion (id, mark) VALUES (1, gen_random_uuid())",
            migrations.RunSQL.noop,
        ),
        *(watch(table) for table in TABLES),
    ]
