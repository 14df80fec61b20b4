"""The real library, loaded once for all tests of a file that asks for it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from apps.articles.models import (
    Book,
    Fact,
    FactRecord,
    Guide,
    Path,
    ReferencePage,
    Revision,
    SearchPhrase,
    SearchWord,
    Source,
    Term,
    Topic,
)


@pytest.fixture(scope="module")
def real_guides(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load fixtures/ before the first test of the file and take everything away after the last."""
    with django_db_blocker.unblock():
        call_command("load_guides", folder=settings.BASE_DIR / "fixtures", verbosity=0)
        yield
        for model in (
            Guide,
            Topic,
            FactRecord,
            Fact,
            Source,
            Term,
            ReferencePage,
            Path,
            Book,
            SearchPhrase,
            SearchWord,
            Revision,
        ):
            model.objects.all().delete()
