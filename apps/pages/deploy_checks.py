"""What `manage.py check --deploy` says of the database, beside what Django says of the settings."""

from typing import Any

from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError, connection


@register(Tags.security, deploy=True)
def database_role(**_options: Any) -> list[CheckMessage]:
    """A warning where the role of the settings could do more than own its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            )
            row = cursor.fetchone()
    except DatabaseError:
        return []
    if row is None or not any(row):
        return []
    power = "is a superuser" if row[0] else "may make other roles"
    return [
        CheckWarning(
            f"The role of DATABASE_URL {power}: whoever gets into the server would get further.",
            hint="Give Leeway a role that owns its database and nothing else.",
            id="leeway.W001",
        )
    ]
