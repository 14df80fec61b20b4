"""Count the pages, the kept versions and the sealed bytes of each vault, whatever changes a row.

A trigger writes one row into `vault_storagechange` for each statement and vault. Nothing is counted
here: a vault that has no count yet is counted when it is next written in. It may be run again where
it broke off.
"""

from django.db import migrations

# Of each table: how many pages and versions a row is, and how many sealed bytes it has.
COUNTED = {
    "journal_entry": (1, 0, "octet_length(head) + octet_length(body)"),
    "journal_entryversion": (0, 1, "octet_length(head) + octet_length(body)"),
    "journal_photo": (
        0,
        0,
        "octet_length(caption) + octet_length(picture) + coalesce(octet_length(thumbnail), 0)",
    ),
}
ROWS = {
    "insert": "REFERENCING NEW TABLE AS added",
    "update": "REFERENCING OLD TABLE AS gone NEW TABLE AS added",
    "delete": "REFERENCING OLD TABLE AS gone",
}


def function(table: str, *, size: str = "") -> str:
    pages, versions, length = COUNTED[table]
    size = size or length
    into = "INSERT INTO vault_storagechange (vault_id, pages, versions, size)"
    return (
        f"CREATE OR REPLACE FUNCTION {table}_storage() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN "
        "IF TG_OP = 'INSERT' THEN "
        f"{into} SELECT vault_id, {pages} * count(*), {versions} * count(*), sum({size}) "
        "FROM added GROUP BY vault_id; "
        "ELSIF TG_OP = 'DELETE' THEN "
        f"{into} SELECT vault_id, -{pages} * count(*), -{versions} * count(*), -sum({size}) "
        "FROM gone GROUP BY vault_id; "
        "ELSE "
        f"{into} SELECT vault_id, 0, 0, sum(size) FROM ("
        f"SELECT vault_id, {size} AS size FROM added UNION ALL "
        f"SELECT vault_id, -({size}) FROM gone) AS both_tables "
        "GROUP BY vault_id HAVING sum(size) <> 0; "
        "END IF; "
        "RETURN NULL; "
        "END $$"
    )


def trigger(table: str, event: str) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {table}_storage_{event} AFTER {event.upper()} ON {table} "
        f"{ROWS[event]} FOR EACH STATEMENT EXECUTE FUNCTION {table}_storage()"
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("journal", "0013_keyed_by_vault"), ("vault", "0011_storage_changes")]

    operations = [
        migrations.RunSQL(
            [function(table), *(trigger(table, event) for event in ROWS)],
            [
                *(f"DROP TRIGGER IF EXISTS {table}_storage_{event} ON {table}" for event in ROWS),
                f"DROP FUNCTION IF EXISTS {table}_storage()",
            ],
        )
        for table in COUNTED
    ]
