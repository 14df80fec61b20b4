"""Deleting an account leaves nothing behind that names the member or holds a page."""

import secrets
import time

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import MailedLink, User
from apps.common.models import Tries
from apps.common.rate_limits import HALF, RateLimit
from apps.common.text.account_events import Happened
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.registry import all_sealed_tables
from tests.environment import CLUSTER
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in
from tests.journal.entry_samples import keep
from tests.journal.test_take_out import fill
from tests.leak_scan import everything, new_word
from tests.sample_objects import a_passkey

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


@pytest.mark.usefixtures("own_temp_folder")
@pytest.mark.django_db(transaction=True)
def test_no_table_session_file_or_count_of_tries_has_a_trace_of_a_deleted_member() -> None:
    """The database is read as its dump, so that a table that comes later is read as well."""
    began, number = time.time() - 1, 10**14 + secrets.randbelow(10**14)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SEQUENCE accounts_user_id_seq RESTART WITH {number}")
    name, address = f"heron{new_word()[:8]}", f"{new_word()[:8]}@example.org"
    user = make_member(name)
    make_member("sol")  # the sequence of ids has gone on
    here, elsewhere = (sign_in(Client(), name) for _ in range(2))
    vault = fill(here)
    user.take_address(address)
    MailedLink.objects.create(
        user=user, use="reset", digest=b"1" * 32, address=address, made=timezone.now()
    )
    a_passkey(vault)
    for kind in (Happened.PASSWORD, Happened.EXPORT):
        user.events.create(kind=kind)
    Client().post("/account/sign-in/", {"login": name, "password": "not it at all"})
    elsewhere.post("/vault/unlock/", {"password": "not it at all"})
    here.post("/account/delete/", {"password": "not it at all"})
    words = {"name": name, "address": address, "id": str(user.pk), "vault": str(vault.id)}
    words |= {"its bytes": vault.id.hex, "words": "The gulls again."}
    before = everything(since=began).leaks(words)
    assert {each.partition(",")[0] for each in before} >= {"name", "address", "id", "vault"}
    assert _tries_of_members()
    assert here.post("/account/delete/", {"password": PASSWORD}).status_code == 200
    left = everything(since=began).leaks(words)
    own_files = f"in the file {CLUSTER.folder}/"  # overwritten in their time (docs/security.md)
    assert [each for each in left if own_files not in each] == []
    assert _tries_of_members() == []
    assert elsewhere.get("/account/").status_code == 302


def _tries_of_members() -> list[bytes]:
    """The keys of counts that are not of the tests' network."""
    network = RateLimit(scope="any", most=1)._key("127.0.0.0/24")[:HALF]
    keys = [bytes(key) for key in Tries.objects.values_list("key", flat=True)]
    return [key for key in keys if key[:HALF] != network]


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
