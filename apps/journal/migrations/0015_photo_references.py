"""Photos may hold references to objects: count those by their own length, and list dropped ones.

Whatever deletes or replaces a reference lists the object's name in the same transaction.
"""

from importlib import import_module

from django.db import migrations

before = import_module("apps.journal.migrations.0014_storage_triggers")

SIZE = "vault_blob_size(caption) + vault_blob_size(picture) + vault_blob_size(thumbnail)"
NAMES = " UNION ALL ".join(
    f"SELECT vault_id, id, substring({column} from 9 for 16) AS name FROM {{rows}} "
    f"WHERE octet_length({column}) = 64 AND substring({column} from 1 for 3) = '\\x4c574f'::bytea"
    for column in ("picture", "thumbnail")
)
DROPPED = (
    "CREATE OR REPLACE FUNCTION journal_photo_dropped() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN "
    "IF TG_OP = 'DELETE' THEN "
    f"INSERT INTO vault_droppedblob (name) SELECT name FROM ({NAMES.format(rows='gone')}) AS old; "
    "ELSE "
    f"INSERT INTO vault_droppedblob (name) SELECT name FROM (({NAMES.format(rows='gone')}) "
    f"EXCEPT ({NAMES.format(rows='added')})) AS old; "
    "END IF; "
    "RETURN NULL; "
    "END $$"
)
EVENTS = ("update", "delete")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("journal", "0014_storage_triggers"), ("vault", "0012_dropped_blobs")]

    operations = [
        migrations.RunSQL(
            [before.function("journal_photo", size=SIZE)], [before.function("journal_photo")]
        ),
        migrations.RunSQL(
            [
                DROPPED,
                *(
                    f"CREATE OR REPLACE TRIGGER journal_photo_dropped_{event} "
                    f"AFTER {event.upper()} ON journal_photo {before.ROWS[event]} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION journal_photo_dropped()"
                    for event in EVENTS
                ),
            ],
            [
                *(
                    f"DROP TRIGGER IF EXISTS journal_photo_dropped_{event} ON journal_photo"
                    for event in EVENTS
                ),
                "DROP FUNCTION IF EXISTS journal_photo_dropped()",
            ],
        ),
    ]
