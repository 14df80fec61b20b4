"""What `manage.py check --deploy` and `migrate` say of the database, beside Django's own checks."""

from typing import Any

from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Error as CheckError
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


@register(Tags.database)
def database_letters(**_options: Any) -> list[CheckMessage]:
    """What is wrong where the database keeps no letter beyond ASCII, or knows no case of it.

    `manage.py migrate` asks it, and `doctor`. An error stops a first start; where Leeway has its
    tables already and keeps letters, it is a warning.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_encoding'), lower(chr(214)) = chr(246),"
                " to_regclass('django_migrations') IS NOT NULL"
            )
            encoding, knows_cases, has_tables = cursor.fetchone()
    except DatabaseError:
        return []
    if encoding == "UTF8" and knows_cases:
        return []
    if encoding == "UTF8" and has_tables:
        return [
            CheckWarning(
                "The database's locale knows no case of letters beyond ASCII: names that differ "
                "in “Ö” and “ö” alone are two people's.",
                hint="docs/operations.md says how to get another locale.",
                id="leeway.W002",
            )
        ]
    return [
        CheckError(
            f"The database has the encoding {encoding}, or a locale without letters beyond ASCII.",
            hint="Make it as config/deploy/database-role.sql does, with UTF8 and C.UTF-8.",
            id="leeway.E001",
        )
    ]
