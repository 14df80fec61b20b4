"""The whole database as text, to see what a request changed."""

from django.db import connection

# What a look may note (and what follows from it alone: when the sign-in ends).
MAY_CHANGE = {
    "vault_opening": {"last_used"},
    "accounts_signin": {"last_seen", "expires"},
}


def database_dump() -> dict[str, list[str]]:
    """Every row of every table as text, without the columns that a look may change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) "
            "FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1 ORDER BY 1"
        )
        rows = {}
        for table, columns in cursor.fetchall():
            kept = [f'"{name}"' for name in columns if name not in MAY_CHANGE.get(table, set())]
            cursor.execute(f'SELECT ({", ".join(kept)})::text FROM "{table}"')
            rows[str(table)] = sorted(str(row[0]) for row in cursor.fetchall())
    return rows
