"""The mark of the library's edition, and the triggers that replace it with every write.

A migration that makes another table which a guide's page shows runs `watch("its_table")` too.
"""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION articles_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_edition (id, mark) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;
    RETURN NULL;
END
$$
"""


def watch(table: str) -> migrations.RunSQL:
    """Give the library a new mark with every statement that writes to the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION articles_new_edition()",
        f"DROP TRIGGER {table}_edition ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_questions_and_books'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.UUIDField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='edition_is_one_row')],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION articles_new_edition()"),
        watch("articles_topic"),
        watch("articles_guide"),
        watch("articles_term"),
        watch("articles_path"),
    ]
