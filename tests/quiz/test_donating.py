"""Answers are given only by a tick of their own, once, and nothing in them says whose they are."""

import pytest
from django.db import connection
from django.test import Client

from apps.quiz.models import DonatedSitting, KeptResult
from tests.factories import open_vault_of
from tests.quiz.sample_forms import EASY, HARD, leaning, sitting_with
from tests.quiz.test_history import RESULTS, SITTING, keep, records
from tests.quiz.test_observations import MIXED, noticed

pytestmark = pytest.mark.django_db


def give_at(row: KeptResult) -> str:
    return f"{RESULTS}{row.id}/give/"


def test_nothing_is_given_without_the_tick_which_is_off(maya: Client) -> None:
    row = keep(maya, SITTING)
    page = maya.get(give_at(row)).content.decode()
    assert 'name="agree"' in page
    assert "checked" not in page.partition('name="agree"')[2].partition(">")[0]
    answer = maya.post(give_at(row))
    assert answer.status_code == 422
    assert "Tick this first" in answer.content.decode()
    assert DonatedSitting.objects.count() == 0


def test_a_double_press_gives_once_and_the_page_says_so(maya: Client) -> None:
    row = keep(maya, SITTING)
    for _ in range(3):
        assert maya.post(give_at(row), {"agree": "on"}).status_code == 303
    assert DonatedSitting.objects.count() == 1
    assert "have been given, once" in maya.get(give_at(row)).content.decode()
    assert [record.given for record in records(maya)] == [True]


def test_kept_again_it_is_not_given_again(maya: Client) -> None:
    row = keep(maya, SITTING)
    maya.post(give_at(row), {"agree": "on"})
    keep(maya, SITTING.marked(1, "4"), about="someone")
    maya.post(give_at(row), {"agree": "on"})
    assert DonatedSitting.objects.count() == 1


def test_the_row_holds_answers_form_and_day_and_nothing_else(maya: Client) -> None:
    partly = sitting_with({**leaning(HARD, EASY), "A1": "-"}, seed=3)
    row = keep(maya, partly, about="the tall one")
    maya.post(give_at(row), {"agree": "on"})
    given = DonatedSitting.objects.get()
    fields = {field.name for field in DonatedSitting._meta.get_fields()}
    assert fields == {"id", "slug", "version", "day", "marks"}
    assert given.marks == partly.marks.replace("-", "0")
    vault = open_vault_of(maya)
    assert given.id not in {row.id, vault.id}
    assert str(partly.seed) not in given.marks


def test_what_was_noticed_is_never_asked_for(maya: Client) -> None:
    row = keep(maya, noticed(MIXED))
    assert maya.get(give_at(row)).status_code == 404
    assert maya.post(give_at(row), {"agree": "on"}).status_code == 404
    assert "/give/" not in maya.get(f"{RESULTS}{row.id}/").content.decode()


def test_deleting_the_result_leaves_what_was_given(maya: Client) -> None:
    row = keep(maya, SITTING)
    maya.post(give_at(row), {"agree": "on"})
    maya.post(f"{RESULTS}{row.id}/delete/")
    assert (KeptResult.objects.count(), DonatedSitting.objects.count()) == (0, 1)


def test_the_privacy_page_names_it(visitor: Client) -> None:
    page = visitor.get("/privacy/").content.decode()
    assert "quiz answers, if you agree to give those of one result" in page
    assert "they cannot be taken back" in page


@pytest.mark.django_db(transaction=True)
def test_no_transaction_of_the_database_links_the_answers_to_the_vault(maya: Client) -> None:
    """PostgreSQL stamps each row with its transaction: the two stamps must differ."""
    row = keep(maya, SITTING)
    maya.post(give_at(row), {"agree": "on"})

    def stamp(table: type[KeptResult] | type[DonatedSitting]) -> str:
        name = table._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"select xmin::text from {name}")
            return str(cursor.fetchone()[0])

    assert stamp(KeptResult) != stamp(DonatedSitting)
