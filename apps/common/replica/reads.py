"""A visitor's public page may be read from a replica; everything else stays on the primary.

The replica answers only while its marks (VersionMark) are those of the primary: they change with
every write to a table that it may be asked for. They are read there before the page is, and what
was replayed once stays, so the page is as new as its mark, and the page cache may keep it. A
replica that is behind, away or slow is not waited for: the primary answers the whole request.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from time import monotonic
from typing import Any, Final

import psycopg
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse

from apps.common.http.outage import OUTAGES
from apps.common.models import VersionMark

PRIMARY: Final = DEFAULT_DB_ALIAS
REPLICA: Final = "replica"  # the alias in DATABASES, where DATABASE_REPLICA_URL is set
SLOWEST: Final = 2.0  # seconds for all that one request reads from the replica
WAIT_INTERVAL: Final = 0.1  # seconds; psycopg's own
LEFT_ALONE: Final = 5.0  # seconds for which one that failed is not asked

# What a replica may be asked for: tables of content, each with a trigger that changes a mark.
# tests/common/test_replica.py names what stays on the primary, and fails for a model in neither.
PUBLIC_MODELS: Final = frozenset(
    {
        *("articles.book", "articles.fact", "articles.factrecord", "articles.factrecord_sources"),
        *("articles.guide", "articles.guide_records", "articles.path", "articles.readerquestion"),
        *("articles.referencepage", "articles.searchphrase", "articles.searchword"),
        *("articles.sentence", "articles.source", "articles.term", "articles.topic"),
        *("support.contact", "support.country", "support.supportline"),
    }
)

logger = logging.getLogger(__name__)


class ReplicaAway(Exception):
    """The replica failed in the middle of a page. No view takes it for an outage of the site."""


class AnsweredBy(StrEnum):
    """Who answered the reads of a request that the replica might have answered."""

    REPLICA = "replica"
    PRIMARY_NEWER = "primary_newer"  # the replica was behind
    PRIMARY_ALONE = "primary_alone"  # the replica was away


@dataclass
class PublicReads:
    """Where the public reads of one request go; the first of them decides it where `server` is "".

    `has_failed` says that the replica did not answer all of it; `until_answered` holds what ends
    with the request.
    """

    server: str = PRIMARY
    has_failed: bool = False
    until_answered: ExitStack = field(default_factory=ExitStack)


_reads: ContextVar[PublicReads | None] = ContextVar("public_reads", default=None)
_lock: Final = threading.Lock()
_is_away = False
_left_until = float("-inf")
_tally: Final[dict[AnsweredBy, int]] = dict.fromkeys(AnsweredBy, 0)


class ReplicaRouter:
    """Sends public reads of a visitor's request to the replica, and nothing else."""

    def db_for_read(self, model: type[models.Model], **_hints: Any) -> str:
        reads = _reads.get()
        if reads is None or model._meta.label_lower not in PUBLIC_MODELS:
            return PRIMARY
        if connections[PRIMARY].in_atomic_block:
            return PRIMARY
        if not reads.server:
            reads.server = _server_for(reads)
        return reads.server

    def db_for_write(self, _model: type[models.Model], **_hints: Any) -> str:
        """The primary; what this request reads from now on as well, so that it sees the write."""
        if (reads := _reads.get()) is not None:
            reads.server = PRIMARY
        return PRIMARY

    def allow_relation(self, *_rows: models.Model, **_hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        return db == PRIMARY


class ReplicaMiddleware:
    """Lets the replica answer a visitor's GET of a public page; the innermost middleware.

    A replica that fails in the middle of a page cannot answer: the primary answers the same request
    from its beginning. Nothing else needs a second run, a missing page neither: the replica is only
    asked once its marks are those of the primary, so it has every row that the primary had then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reads = PublicReads()
        token = _reads.set(reads)
        try:
            with reads.until_answered:
                response = self.get_response(request)
            if reads.has_failed:
                reads.server = PRIMARY
                response = self.get_response(request)
        finally:
            _reads.reset(token)
        return response

    def process_view(
        self, request: HttpRequest, view_func: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        reads = _reads.get()
        if reads is not None and not reads.has_failed:
            reads.server = "" if _is_public_visit(request, view_func) else PRIMARY
        return None

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Note a failure of the replica, before any other middleware is told of it."""
        reads = _reads.get()
        if reads is None or not (isinstance(error, ReplicaAway) or _is_of_replica(error, reads)):
            return None
        reads.has_failed = True
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)  # nobody sees it


def tally() -> dict[AnsweredBy, int]:
    """How many requests of this process each server answered."""
    with _lock:
        return dict(_tally)


@contextmanager
def cut_off_after(connection: BaseDatabaseWrapper, seconds: float) -> Iterator[None]:
    """Wait no longer than that, all together, for what an open connection is asked meanwhile.

    Then OUTAGES are raised and the connection is to be closed. The database's own limits do not
    help where it is the database that hangs.
    """
    line: Any = connection.connection
    ends = monotonic() + seconds

    def wait(answer: Any, interval: float = WAIT_INTERVAL) -> Any:
        return psycopg.Connection.wait(line, answer, interval, max(0.0, ends - monotonic()))

    line.wait = wait
    try:
        yield
    finally:
        del line.wait


def _is_of_replica(error: Exception, reads: PublicReads) -> bool:
    """Whether the replica refused a statement: it may lack what this release's tables have."""
    is_refusal = isinstance(error, DatabaseError) and not isinstance(error, OUTAGES)
    return is_refusal and reads.server == REPLICA


def _is_public_visit(request: HttpRequest, view: Any) -> bool:
    if request.method not in {"GET", "HEAD"} or getattr(view, "login_required", True):
        return False
    private = {settings.SESSION_COOKIE_NAME, settings.VAULT_COOKIE_NAME}
    return private.isdisjoint(request.COOKIES)


def _server_for(reads: PublicReads) -> str:
    """REPLICA where it has all that the primary has of public content, else PRIMARY."""
    marks = _marks(connections[PRIMARY])
    if not may_be_asked():
        return _counted(AnsweredBy.PRIMARY_ALONE)
    try:
        replica = connections[REPLICA]
        found = opened_anew_once(replica, lambda: _watched_marks(replica, reads.until_answered))
    except OUTAGES:
        note_away()
        return _counted(AnsweredBy.PRIMARY_ALONE)
    note_well()
    if found != marks:
        return _counted(AnsweredBy.PRIMARY_NEWER)
    reads.until_answered.enter_context(connections[REPLICA].execute_wrapper(_away_not_outage))
    return _counted(AnsweredBy.REPLICA)


def opened_anew_once[Answer](replica: BaseDatabaseWrapper, ask: Callable[[], Answer]) -> Answer:
    """What `ask` returns. A line that was open before and is dead is opened anew, once."""
    was_open = replica.connection is not None
    begun = monotonic()
    try:
        return ask()
    except OUTAGES:
        replica.close()
        if not was_open or monotonic() - begun >= SLOWEST:
            raise
        return ask()


def _watched_marks(replica: BaseDatabaseWrapper, until_answered: ExitStack) -> list[str]:
    replica.ensure_connection()
    with ExitStack() as watched:
        watched.enter_context(cut_off_after(replica, SLOWEST))
        found = _marks(replica)
        until_answered.push(watched.pop_all())
        return found


def _marks(connection: BaseDatabaseWrapper) -> list[str]:
    """The marks of all public content, in the same order on each server. One small query."""
    tables = sorted(each._meta.db_table for each in VersionMark.__subclasses__())
    columns = ", ".join(f"(SELECT mark FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}")
        return [str(mark) for mark in cursor.fetchone() or ()]


def _away_not_outage(execute: Callable[..., Any], *arguments: Any) -> Any:
    """Run a statement there; a failure of the replica is none of the site."""
    try:
        return execute(*arguments)
    except OUTAGES as error:
        note_away()
        raise ReplicaAway from error


def may_be_asked() -> bool:
    """Whether nobody found it away lately. One request tries it then; others do not wait for it."""
    global _left_until
    with _lock:
        if monotonic() < _left_until:
            return False
        if _is_away:
            _left_until = monotonic() + LEFT_ALONE
        return True


def is_away() -> bool:
    """Whether it did not answer when it was asked last."""
    return _is_away


def note_away() -> None:
    """Ask the replica for nothing for LEFT_ALONE seconds; the log has one line of each outage."""
    global _is_away, _left_until
    connections[REPLICA].close()
    with _lock:
        is_news, _is_away = not _is_away, True
        _left_until = monotonic() + LEFT_ALONE
    if is_news:
        logger.warning("The replica does not answer: the primary answers public reads.")


def note_well() -> None:
    """The replica answered: it is asked again; the log has one line of that too."""
    global _is_away, _left_until
    with _lock:
        is_news, _is_away = _is_away, False
        _left_until = float("-inf")
    if is_news:
        logger.warning("The replica answers again.")


def _counted(by: AnsweredBy) -> str:
    with _lock:
        _tally[by] += 1
    return REPLICA if by is AnsweredBy.REPLICA else PRIMARY
