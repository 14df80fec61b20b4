"""Health checks for a monitor or a load balancer: the process answers, and it can serve."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.common.http.draining import is_draining
from apps.common.replica.lag import replica_lag
from apps.pages.readiness import lacking_content, lacking_migrations
from apps.vault.crypto.kdf_limit import stuck
from apps.vault.key_changes.peppers import problems


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers, and is not about to be stopped; nothing else is asked.

    Proxies ask this. What takes every node down at once, as a database that is away, must not make
    it fail: guides, help lines and pages that say so are answered all the same.
    """
    if is_draining(settings.DRAIN_FILE):
        return _not_ready("about to be stopped")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too, has its tables, content and peppers, and no derivation is stuck."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        wrong = lacking_migrations() or next(iter(problems()), "")
        if not wrong and stuck():
            wrong = "derivations that do not end"
        wrong = wrong or lacking_content()
        lag = replica_lag()
    except DatabaseError:
        return _not_ready("no database")
    if wrong:
        return _not_ready(wrong)
    # the primary answers where the replica does not, so no lag makes a process unready
    told = f"ok\nreplica: {lag}\n" if lag else "ok\n"
    return HttpResponse(told, content_type="text/plain")


def _not_ready(why: str) -> HttpResponse:
    return HttpResponse(
        f"{why}\n", content_type="text/plain", status=HTTPStatus.SERVICE_UNAVAILABLE
    )
