"""Looks over a running copy and says in plain words what is well and what is not."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from apps.articles.models import Guide
from apps.common.dates import database_time
from apps.common.models import JobRun
from apps.common.replica.lag import replica_lag
from apps.journal.photos.moving import photos_outside
from apps.operations.backup.folder import older_than
from apps.pages.deploy_checks import database_letters, database_role
from apps.pages.readiness import missing_content, missing_migrations
from apps.support.models import SupportLine
from apps.vault.blob_store import StoreAway, is_used, overdue, probe, problem_of_lease
from apps.vault.key_changes.peppers import problems

type State = Literal["ok", "look", "wrong"]

LEAST_SERVER: Final = 15  # PostgreSQL's major version
EXTENSIONS: Final = ("pg_trgm", "unaccent")
CLOCK: Final = timedelta(seconds=5)  # further apart, and sign-ins end at another time than they say
LONGEST_LAG: Final = timedelta(minutes=1)  # of the replica; the primary answers meanwhile
ONCE_A_DAY: Final = timedelta(hours=36)
SOON: Final = timedelta(days=45)
LEAST_DISK: Final = 2_000_000_000  # bytes
LEAST_DISK_PART: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line: what was looked at, how it is, and what to do where it is not well."""

    state: State
    about: str
    words: str


def examine() -> Iterator[Finding]:
    """Everything, one thing after the other. It writes nothing but a probe of the photo storage."""
    yield from _settings()
    yield from _static_files()
    yield from _disk()
    yield from _old_backups()
    try:
        for look in OF_DATABASE:
            yield from look()
    except DatabaseError as error:
        reason = str(error).strip().splitlines() or ["no reason given"]
        yield _finding("wrong", "database", f"it did not answer: {reason[0]}")


def _settings() -> Iterator[Finding]:
    yield _finding("ok", "version", settings.VERSION)
    missing = [
        name
        for name, value in (
            ("LEEWAY_OPERATOR", settings.OPERATOR),
            ("LEEWAY_CONTACT", settings.CONTACT),
            ("LEEWAY_BACKUP_KEY", settings.BACKUP_KEYS),
        )
        if not value
    ]
    if settings.LOCAL:
        yield _finding("look", "settings", "LEEWAY_LOCAL is set: this is a copy for one machine")
    elif missing:
        yield _finding("wrong", "settings", f"not set: {', '.join(missing)}")
    else:
        yield _finding("ok", "settings", "what a server needs is set")


def _static_files() -> Iterator[Finding]:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists():
        yield _finding("ok", "static files", f"collected in {manifest.parent}")
    else:
        state: State = "look" if settings.LOCAL else "wrong"
        words = f"none in {manifest.parent}: python -m config.collect_static"
        yield _finding(state, "static files", words)


def _disk() -> Iterator[Finding]:
    seen = set()
    for folder in (settings.DATA_DIR, settings.BACKUP_FOLDER):
        path = next(each for each in (folder, *folder.parents) if each.exists())
        if path.stat().st_dev in seen:
            continue
        seen.add(path.stat().st_dev)
        usage = shutil.disk_usage(path)
        is_low = usage.free < max(LEAST_DISK, usage.total * LEAST_DISK_PART)
        words = f"{usage.free / 1e9:.1f} GB of {usage.total / 1e9:.1f} GB free at {path}"
        yield _finding("wrong" if is_low else "ok", "disk", words)


def _old_backups() -> Iterator[Finding]:
    days = settings.BACKUP_DAYS
    try:
        old = older_than(settings.BACKUP_FOLDER, days=days, now=timezone.now())
    except OSError as error:
        yield _finding("wrong", "old backups", f"{settings.BACKUP_FOLDER}: {error.strerror}")
        return
    if old:
        words = (
            f"{len(old)} older than {days} days in {settings.BACKUP_FOLDER}: {old[-1].path.name}"
        )
        yield _finding("wrong", "old backups", words)


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_user")
        version, role = cursor.fetchone()
        apart = abs(database_time() - timezone.now())
        cursor.execute("SELECT extname FROM pg_extension")
        extensions = {row[0] for row in cursor.fetchall()}
    major = version // 10_000
    state: State = "ok" if major >= LEAST_SERVER else "wrong"
    yield _finding(state, "database", f"PostgreSQL {major}, role {role}")
    for warning in database_role():
        yield _finding("wrong", "role", str(warning.msg))
    for error in database_letters():
        yield _finding("wrong", "letters", str(error.msg))
    if missing := [name for name in EXTENSIONS if name not in extensions]:
        yield _finding("wrong", "extensions", f"missing: {', '.join(missing)}")
    else:
        yield _finding("ok", "extensions", ", ".join(EXTENSIONS))
    words = f"the database's is {apart.total_seconds():.1f} seconds from ours"
    yield _finding("wrong" if apart > CLOCK else "ok", "clock", words)


def _replica() -> Iterator[Finding]:
    lag = replica_lag()
    if lag is None:
        return
    is_wrong = not lag.is_up or not lag.is_standby or lag.seconds > LONGEST_LAG.total_seconds()
    yield _finding("wrong" if is_wrong else "ok", "replica", str(lag))


def _tables() -> Iterator[Finding]:
    if missing := missing_migrations():
        words = f"{len(missing)} missing, the first is {missing[0]}: manage.py migrate"
        yield _finding("wrong", "migrations", words)
    else:
        yield _finding("ok", "migrations", "all applied")


def _peppers() -> Iterator[Finding]:
    found = problems()
    for problem in found:
        yield _finding("wrong", "pepper", problem)
    if not found:
        named = ", ".join(map(str, sorted(settings.VAULT_PEPPERS)))
        yield _finding("ok", "pepper", f"version {named} belongs to this database")


def _photos() -> Iterator[Finding]:
    """The only look that writes: an object of a random name, which is gone at the end."""
    outside = photos_outside()
    if late := overdue():
        words = f"{late} dropped objects should be gone for more than a day: manage.py tidy"
        yield _finding("wrong", "dropped photos", words)
    if not is_used():
        if outside:
            words = f"{outside} objects lie outside, and LEEWAY_PHOTO_STORAGE is not set"
            yield _finding("wrong", "photo storage", words)
        return
    try:
        probe()
    except StoreAway as error:
        yield _finding("wrong", "photo storage", str(error))
    else:
        words = f"writes, reads and deletes; {outside} objects of rows lie in it"
        yield _finding("ok", "photo storage", words)
        if said := problem_of_lease():
            yield _finding("wrong", "photo storage lease", said)


def _jobs() -> Iterator[Finding]:
    for name in ("backup", "tidy"):
        state: State = "look" if settings.LOCAL and name == "backup" else "wrong"
        yield _job(name, JobRun.last(name), when_missing=state)


def _job(name: str, last: datetime | None, *, when_missing: State) -> Finding:
    if last is None:
        return _finding(when_missing, f"last {name}", f"never: manage.py {name}, once a day")
    age = timezone.now() - last
    hours = age.total_seconds() / 3600
    if age < -CLOCK:
        words = f"{-hours:.0f} hours ahead: the clock was wrong then, or is now"
        return _finding("wrong", f"last {name}", words)
    words = f"{hours:.0f} hours ago"
    return _finding("ok" if age <= ONCE_A_DAY else "wrong", f"last {name}", words)


def _content() -> Iterator[Finding]:
    if missing := missing_content():
        commands = ", ".join(f"manage.py {each}" for each in missing)
        yield _finding("wrong", "content", f"not loaded: {commands}")
        return
    lines, guides = SupportLine.objects.count(), Guide.objects.count()
    yield _finding("ok", "content", f"{guides} guides, {lines} help lines")
    today = timezone.localdate()
    first = SupportLine.objects.first_day_hidden()
    if first and first <= today:
        words = f"lines that nobody tested have left their pages since {first}"
        yield _finding("wrong", "help lines", words)
    elif first and first - today <= SOON:
        yield _finding("look", "help lines", f"untested lines leave their pages on {first}")
    elif first:
        yield _finding("ok", "help lines", f"all shown until {first}")
    overdue = [guide.slug for guide in Guide.objects.all() if guide.is_overdue(today)]
    if overdue:
        yield _finding("look", "guides", f"{len(overdue)} should be read again: {overdue[0]}")
    else:
        yield _finding("ok", "guides", "none is overdue")


OF_DATABASE: Final[tuple[Callable[[], Iterator[Finding]], ...]] = (
    _database,
    _replica,
    _tables,
    _peppers,
    _photos,
    _jobs,
    _content,
)


def _finding(state: State, about: str, words: str) -> Finding:
    return Finding(state=state, about=about, words=words)
