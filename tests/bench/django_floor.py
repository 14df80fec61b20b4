"""The floor for `public_pages`: Django with no middleware, a view with and one without a query."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

# The bytes of a guide as a browser gets them: `public_pages` writes them before it starts this.
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()


def _answer() -> HttpResponse:
    return HttpResponse(BODY, headers={"Content-Encoding": "br"})


def bare(request: HttpRequest) -> HttpResponse:
    return _answer()


def with_query(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM articles_edition")
        cursor.fetchone()
    return _answer()


urlpatterns = [path("bare/", bare), path("with-query/", with_query)]


def application_of_now() -> WSGIHandler:
    from config import settings as ours

    settings.configure(
        DATABASES=ours.DATABASES,
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="bench",
        USE_I18N=False,
    )
    django.setup()
    return WSGIHandler()


application = application_of_now()
