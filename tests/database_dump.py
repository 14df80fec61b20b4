"""The whole database as text, to see what a request changed."""

from functools import cache

from django.db import connection

# What a look may note (and what follows from it alone: when the sign-in ends).
MAY_CHANGE = {
    "vault_opening": {"last_used"},
    "accounts_signin": {"last_seen", "expires"},
}


def database_dump() -> dict[str, list[str]]:
    """Every row of every table as text, without the columns that a look may change."""
    tables = _rows_as_text(connection.settings_dict["NAME"])
    rows: dict[str, list[str]] = {table: [] for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(tables.values()))
        for table, row in cursor.fetchall():
            rows[table].append(str(row))
    return {table: sorted(found) for table, found in rows.items()}


@cache
def _rows_as_text(_database: str) -> dict[str, str]:
    """For each table the query of its name and its rows; one statement asks for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) "
            "FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1 ORDER BY 1"
        )
        queries = {}
        for table, columns in cursor.fetchall():
            kept = [f'"{name}"' for name in columns if name not in MAY_CHANGE.get(table, set())]
            queries[table] = f"SELECT '{table}', ({', '.join(kept)})::text FROM \"{table}\""
    return queries
