"""Deleting an account leaves nothing behind that names the member or holds a page."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.registry import all_sealed_tables
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in
from tests.journal.entry_samples import keep

pytestmark = pytest.mark.django_db


def test_with_the_password_everything_goes_at_once(maya: Client, sol: Client) -> None:
    keep(maya).trash()
    keep(maya)
    keep(sol)
    user, vault = User.objects.get(username="maya"), open_vault_of(maya).id
    response = maya.post("/account/delete/", {"password": PASSWORD})
    assert response.status_code == 200
    assert "Sign out" not in response.content.decode()
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not User.objects.filter(username="maya").exists()
    assert Vault.objects.count() == UnlockedSession.objects.count() == 1
    assert KeySlot.objects.values("vault").distinct().count() == 1
    assert not any(kind.rows_of(vault).exists() for kind in all_sealed_tables())
    assert not _tables_that_name(user.pk)


def _tables_that_name(user_id: int) -> list[str]:
    """Tables with a column for a member's id that still hold this one."""
    named = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if field.is_relation and field.related_model is User:
                    cursor.execute(
                        f'SELECT 1 FROM "{model._meta.db_table}" WHERE "{field.column}" = %s',
                        [user_id],
                    )
                    named += [model._meta.label] if cursor.fetchone() else []
    return named


def test_a_wrong_password_deletes_nothing(maya: Client) -> None:
    response = maya.post("/account/delete/", {"password": "not this one"})
    assert response.status_code == 422
    assert "Nothing was deleted" in response.content.decode()
    assert User.objects.filter(username="maya").exists()


def test_a_stranger_who_guesses_at_sign_in_cannot_hold_it_up(maya: Client) -> None:
    wrong = {"login": "maya", "password": "not it at all"}
    answers = [Client().post("/account/sign-in/", wrong).status_code for _ in range(11)]
    assert answers[-1] == 429
    for other in range(50):
        Client().post("/account/sign-in/", {**wrong, "login": f"name{other}"})
    assert maya.post("/account/delete/", {"password": PASSWORD}).status_code == 200


def test_guessing_here_is_limited_as_at_sign_in(maya: Client) -> None:
    for _ in range(10):
        assert maya.post("/account/delete/", {"password": "not this one"}).status_code == 422
    response = maya.post("/account/delete/", {"password": PASSWORD})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    assert User.objects.filter(username="maya").exists()


def test_the_same_name_can_sign_up_again(maya: Client) -> None:
    maya.post("/account/delete/", {"password": PASSWORD})
    make_member("maya")
    sign_in(Client(), "maya")


def test_deleting_works_with_the_journal_closed(maya: Client) -> None:
    keep(maya)
    UnlockedSession.objects.all().delete()
    assert maya.post("/account/delete/", {"password": PASSWORD}).status_code == 200
    assert not Vault.objects.exists()
