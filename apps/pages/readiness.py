"""What must be in the database before anybody is served: this release's tables, and its content."""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from apps.articles.models import Guide
from apps.support.models import SupportLine


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this release, read from its files once."""
    return frozenset(MigrationLoader(None).disk_migrations)


def missing_migrations() -> list[str]:
    """The migrations of this release that the database has not had, as `app.name`."""
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in sorted(_known_migrations() - applied.keys())]


def missing_content() -> list[str]:
    """The commands that still have to load something; empty where guides and help lines are in."""
    missing = []
    if not Guide.objects.using(DEFAULT_DB_ALIAS).exists():
        missing.append("load_guides")
    if not SupportLine.objects.using(DEFAULT_DB_ALIAS).exists():
        missing.append("load_support")
    return missing


def lacking_migrations() -> str:
    """One line that names the first that is missing; empty where none is."""
    missing = missing_migrations()
    if not missing:
        return ""
    return f"migrations are missing ({len(missing)}, the first is {missing[0]}): migrate"


def lacking_content() -> str:
    """One line that names the commands to run; empty where none is."""
    missing = missing_content()
    return f"content is missing: {', '.join(missing)}" if missing else ""
