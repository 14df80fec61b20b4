"""The real library, loaded once for all tests of a file that asks for it."""

from collections.abc import Iterator

import pytest
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
from tests.content_fixtures import load_room


@pytest.fixture(scope="module")
def real_guides(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Before the first test of the file, as `load_guides` leaves them; gone after the last."""
    with django_db_blocker.unblock():
        load_room("articles")
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
