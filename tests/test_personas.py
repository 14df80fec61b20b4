"""A persona that is put back is the one that the sign-in form makes."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests import personas
from tests.database_dump import database_dump
from tests.factories import open_vault_of
from tests.sample_objects import write_entry

pytestmark = pytest.mark.django_db


def test_a_persona_signs_in_once_and_is_put_back_whole(
    maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personas, "_signed_in", {})
    first = personas.signed_in(maya_user)
    entry = write_entry(open_vault_of(first))
    assert first.get(reverse("journal:entry", args=[entry.id])).status_code == 200
    entry.delete()
    left = database_dump()
    monkeypatch.setattr(personas, "sign_in", None)  # nobody signs in any more
    for _time in ("row by row", "by the statements that were noted"):
        for model in reversed(personas.WRITTEN):
            model._base_manager.all().delete()
        again = personas.signed_in(maya_user)
        assert {**database_dump(), "vault_vault": []} == {**left, "vault_vault": []}
    entry = write_entry(open_vault_of(again))
    assert again.get(reverse("journal:entry", args=[entry.id])).status_code == 200
    assert again.post(reverse("vault:lock")).status_code == 303
    assert again.get(reverse("journal:pages")).status_code == 303


def test_a_member_is_put_back_as_they_were_made(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personas, "_members", {})
    made = personas.member("heron")
    left = database_dump()["accounts_user"]
    for _time in ("row by row", "by the statement that was noted"):
        User.objects.all().delete()
        again = personas.member("heron")
        assert database_dump()["accounts_user"] == left
        assert again == made
        again.save()  # it is known to be in the database
        assert database_dump()["accounts_user"] == left


def test_a_member_to_whom_something_happened_signs_in_really(
    maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    personas.signed_in(maya_user)
    through_the_form = Client()
    monkeypatch.setattr(personas, "sign_in", lambda _client, _name: through_the_form)
    assert personas.signed_in(maya_user) is through_the_form
