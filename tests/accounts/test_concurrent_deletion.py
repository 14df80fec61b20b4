"""Deleting while another tab saves leaves no page behind, and nobody waits for ever."""

import uuid
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from apps.accounts.deletion import delete_member
from apps.accounts.models import User
from apps.journal.models import Entry
from apps.vault.keyslots import make_vault
from apps.vault.models import UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, make_member, sign_in
from tests.journal.entry_samples import a_page, sent


@pytest.mark.django_db(transaction=True)
def test_a_save_under_way_is_deleted_with_the_rest() -> None:
    user = make_member("maya")
    vault, data_keys = make_vault(user, password=PASSWORD)
    opened = UnlockedVault(UnlockedSession(vault=vault), data_keys)

    def delete() -> None:
        delete_member(User.objects.get(pk=user.pk))
        connection.close()

    deleting = Thread(target=delete)
    with transaction.atomic():
        Entry.write(opened, a_page(), entry_id=uuid.uuid4())
        deleting.start()
        deleting.join(0.5)
        assert deleting.is_alive(), "the deletion waits for the save"
    deleting.join(10)
    assert not deleting.is_alive()
    assert not (Entry.objects.exists() or Vault.objects.exists() or User.objects.exists())


@pytest.mark.django_db
def test_deleting_twice_at_once_says_twice_that_it_is_done(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sign_in(Client(), "maya")

    def overtaken(user: User) -> None:
        monkeypatch.setattr("apps.accounts.views.delete_member", delete_member)
        assert other.post("/account/delete/", {"password": PASSWORD}).status_code == 200
        delete_member(user)

    monkeypatch.setattr("apps.accounts.views.delete_member", overtaken)
    assert maya.post("/account/delete/", {"password": PASSWORD}).status_code == 200
    assert not User.objects.exists()


@pytest.mark.django_db
def test_words_sent_just_after_the_deletion_are_given_back(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(vault: Vault) -> int:
        raise Vault.DoesNotExist

    monkeypatch.setattr(Vault, "next_number", gone)
    response = maya.post("/journal/new/", sent(body="last words"))
    assert response.status_code == 403
    assert "last words" in response.content.decode()
