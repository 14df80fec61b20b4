"""Which reads may go to a replica: content that carries a mark, and of a visitor alone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

import config.urls
from apps.articles.models import Guide
from apps.common.http.heavy_work import HeavyWork, NoPlace
from apps.common.replica import reads as replica_reads
from apps.common.replica.reads import (
    PRIMARY,
    PUBLIC_MODELS,
    REPLICA,
    PublicReads,
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
    known = PublicReads(server="")
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
def asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[], HttpResponse]], Any]:
    """What the whole stack answers a visitor who asks for a view that reads from the replica."""
    settings.DATABASES = {**settings.DATABASES, REPLICA: {}}
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(replica_reads, "note_away", lambda: None)
    monkeypatch.setattr(replica_reads, "_server_for", lambda _reads: REPLICA)

    def ask(answer: Callable[[], HttpResponse]) -> Any:
        runs.clear()
        monkeypatch.setattr(f"{__name__}.answered", answer)
        return Client(raise_request_exception=False).get("/read/")

    return ask


runs: list[str] = []  # the server of each run of the view


def answered() -> HttpResponse:
    raise NotImplementedError


@login_not_required
def read(_request: HttpRequest) -> HttpResponse:
    """As one that reads public content: in a test's transaction the router would not."""
    reads = replica_reads._reads.get()
    assert reads is not None
    reads.server = reads.server or replica_reads._server_for(reads)
    runs.append(reads.server)
    return answered() if reads.server == REPLICA else HttpResponse("the primary's")


urlpatterns: list[Any] = [path("read/", read), *config.urls.urlpatterns]
handler404, handler500 = config.urls.handler404, config.urls.handler500


def away(*_arguments: Any) -> None:
    raise OperationalError("server closed the connection unexpectedly")


def fails_in_the_middle() -> HttpResponse:
    replica_reads._away_not_outage(away, "SELECT", (), False, {})
    raise AssertionError("it goes on")


def has_no_such_table() -> HttpResponse:
    raise ProgrammingError("it has not got this release's tables yet")


def has_no_such_page() -> HttpResponse:
    raise Http404


def says_that_it_is_missing() -> HttpResponse:
    return HttpResponse("There is no page here.", status=404)


def finds_no_place() -> HttpResponse:
    raise NoPlace(HeavyWork.PDF)


def is_refused_by_the_primary() -> HttpResponse:
    raise OperationalError("the connection is lost")


def is_wrong() -> HttpResponse:
    raise KeyError("a mistake of ours")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [fails_in_the_middle, has_no_such_table])
def test_the_primary_runs_again_what_the_replica_could_not_answer(
    asked: Callable[..., Any], answer: Callable[[], HttpResponse]
) -> None:
    assert asked(answer).content == b"the primary's"
    assert runs == [REPLICA, PRIMARY]
    assert replica_reads._reads.get() is None, "it ends with the request"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (lambda: HttpResponse("here"), 200, "here"),
        (has_no_such_page, 404, "There is no page here."),
        (says_that_it_is_missing, 404, "There is no page here."),
        (finds_no_place, 503, "Try again in 20 seconds."),
        (is_refused_by_the_primary, 503, "Try again"),
        (is_wrong, 500, ""),
    ],
)
def test_any_other_answer_comes_from_one_run_and_as_it_would_without_a_replica(
    asked: Callable[..., Any], answer: Callable[[], HttpResponse], status: int, words: str
) -> None:
    answer_of_stack = asked(answer)
    assert answer_of_stack.status_code == status
    assert words in answer_of_stack.text
    assert runs == [REPLICA]
