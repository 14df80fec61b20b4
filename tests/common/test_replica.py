"""Which reads may go to a replica: content that carries a mark, and of a visitor alone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from pytest_django import Settings

from apps.articles.models import Guide
from apps.common.replica import reads as replica_reads
from apps.common.replica.reads import (
    PRIMARY,
    PUBLIC_MODELS,
    REPLICA,
    PublicReads,
    ReplicaMiddleware,
    ReplicaRouter,
)
from apps.journal.models import Entry

# A middleware asks once, when it is made, whether a replica is set.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")

# Why a model is never read from a replica: all models of these, or the one.
STAYS_ON_PRIMARY = {
    "accounts, keys and what members keep": {
        *("auth", "contenttypes", "account", "mfa", "accounts", "vault", "journal", "quiz"),
        "articles.shelf",
    },
    "counted tries, jobs and switches are as they are just now": {"common"},
    "the marks of the primary are what the replica is compared with": {
        *("articles.contentversion", "support.directoryversion"),
    },
    "the editing room, and what readers send": {
        *("articles.feedback", "articles.review", "articles.revision"),
    },
}


def test_every_model_is_public_or_stays_on_the_primary() -> None:
    stays = set().union(*STAYS_ON_PRIMARY.values())
    models = list(apps.get_models(include_auto_created=True))
    public = {each._meta.label_lower for each in models} & PUBLIC_MODELS
    private = {
        each._meta.label_lower
        for each in models
        if {each._meta.app_label, each._meta.label_lower} & stays
    }
    assert public == PUBLIC_MODELS
    assert public & private == set()
    assert {each._meta.label_lower for each in models} - public - private == set()


@pytest.mark.django_db
def test_every_write_to_a_public_table_changes_a_mark() -> None:
    """Otherwise a replica without that write would be taken for one that has it."""
    tables = [apps.get_model(label)._meta.db_table for label in PUBLIC_MODELS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid"
            " JOIN pg_proc ON tgfoid = pg_proc.oid WHERE relname = ANY(%s)"
            " AND proname IN ('articles_new_edition', 'support_new_directory_version')"
            " AND tgtype & 60 = 60",  # INSERT, DELETE, UPDATE and TRUNCATE
            [tables],
        )
        watched = {row[0] for row in cursor.fetchall()}
    assert set(tables) - watched == set()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicReads]:
    """A request whose public reads go to the replica."""
    monkeypatch.setattr(replica_reads, "_server_for", lambda _reads: REPLICA)
    known = PublicReads()
    token = replica_reads._reads.set(known)
    yield known
    replica_reads._reads.reset(token)


def test_only_a_public_model_in_such_a_request_is_read_there(reads: PublicReads) -> None:
    router = ReplicaRouter()
    assert router.db_for_read(Entry) == PRIMARY
    assert reads.server == ""
    assert router.db_for_read(Guide) == REPLICA
    assert router.db_for_write(Guide) == PRIMARY
    assert router.db_for_read(Guide) == PRIMARY, "after a write of the same request"


@pytest.mark.django_db
def test_within_a_transaction_the_primary_is_read(reads: PublicReads) -> None:
    with transaction.atomic():
        assert ReplicaRouter().db_for_read(Guide) == PRIMARY
    assert reads.server == ""


def test_outside_of_such_a_request_the_primary_is_read() -> None:
    assert ReplicaRouter().db_for_read(Guide) == PRIMARY
    assert not ReplicaRouter().allow_migrate(REPLICA, "articles")


@pytest.mark.parametrize(
    ("method", "cookie", "login_required", "may"),
    [
        ("GET", "", False, True),
        ("HEAD", "DISPLAY_COOKIE_NAME", False, True),
        ("POST", "", False, False),
        ("GET", "SESSION_COOKIE_NAME", False, False),
        ("GET", "VAULT_COOKIE_NAME", False, False),
        ("GET", "", True, False),
    ],
)
def test_a_visitors_look_at_a_public_page_alone(
    settings: Settings, method: str, cookie: str, login_required: bool, may: bool
) -> None:
    request = HttpRequest()
    request.method = method
    if cookie:
        request.COOKIES = {getattr(settings, cookie): "x"}

    def view() -> None: ...

    view.login_required = login_required  # type: ignore[attr-defined]
    assert replica_reads._is_public_visit(request, view) is may


@pytest.fixture
def middleware(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> ReplicaMiddleware:
    settings.DATABASES = {**settings.DATABASES, REPLICA: {}}
    monkeypatch.setattr(replica_reads, "note_away", lambda: None)
    return ReplicaMiddleware(lambda _request: HttpResponse("the primary's"))


def away(*_arguments: Any) -> None:
    raise OperationalError("server closed the connection unexpectedly")


def fails_in_the_middle(_request: HttpRequest) -> HttpResponse:
    replica_reads._away_not_outage(away, "SELECT", (), False, {})
    raise AssertionError("it goes on")


def has_no_such_table(_request: HttpRequest) -> HttpResponse:
    raise ProgrammingError("it has not got this release's tables yet")


def has_no_such_page(_request: HttpRequest) -> HttpResponse:
    raise Http404


def says_that_it_is_missing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


@pytest.mark.parametrize(
    "view", [fails_in_the_middle, has_no_such_table, has_no_such_page, says_that_it_is_missing]
)
def test_what_the_replica_cannot_answer_the_primary_does(
    middleware: ReplicaMiddleware, view: Callable[[HttpRequest], HttpResponse]
) -> None:
    assert asked(middleware, view) is None


def test_what_it_answers_is_the_answer(middleware: ReplicaMiddleware) -> None:
    answer = asked(middleware, lambda _request: HttpResponse("here"))
    assert answer is not None
    assert answer.content == b"here"
    assert replica_reads._reads.get() is None, "it ends with the request"


def test_an_outage_of_the_primary_is_not_waited_for_twice(middleware: ReplicaMiddleware) -> None:
    with pytest.raises(OperationalError):
        asked(middleware, away)


def asked(
    middleware: ReplicaMiddleware, answer: Callable[[HttpRequest], Any]
) -> HttpResponse | None:
    """What it says to a visitor's request of a view that has read from the replica."""

    def view(request: HttpRequest) -> Any:
        reads = replica_reads._reads.get()
        assert reads is not None
        reads.server = REPLICA
        return answer(request)

    view.login_required = False  # type: ignore[attr-defined]
    request = HttpRequest()
    request.method = "GET"
    return middleware.process_view(request, view, (), {})
