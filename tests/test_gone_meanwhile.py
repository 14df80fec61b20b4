"""Deleted for good between the look-up and the lock: the words stay, and nothing is an error."""

import uuid
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from apps.accounts.deletion import delete_member
from apps.accounts.models import User
from apps.journal.models import Entry, Import, Photo
from apps.journal.photos import reencode
from apps.quiz.models import KeptResult
from apps.vault.models import Vault
from apps.vault.registry import all_sealed_tables
from apps.vault.sealed_rows import PrivateRow
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in
from tests.journal.entry_samples import keep, sent
from tests.journal.image_samples import as_photo, plain
from tests.routes import Route, private_routes
from tests.sample_objects import PRIVATE, an_import, keep_result, private_address

WORDS = "Nothing but the gulls, and him."
ROUNDS = 30
CHANGED_OR_REFUSED = {204, 303, 404, 409, 422}
AT_A_ROW = [route for route in private_routes() if route.name in PRIVATE]
PENDING = next(route for route in AT_A_ROW if route.name == "journal:pending")
CASES = [*((route, "keep") for route in AT_A_ROW), (PENDING, "drop")]


def everything(**more: Any) -> dict[str, Any]:
    """What any form that changes a row asks for, with the same words in each of its fields."""
    words = dict.fromkeys(("title", "body", "note", "about", "description", "quote"), WORDS)
    ids = {name: str(uuid.uuid4()) for name in ("entry_id", "template_id", "photo_id")}
    rest = {"agree": "on", "pinned": "1", "step": "1", "outcome": "Kept", "sure": "1"}
    return {**sent(), **ids, **words, **rest, "revision": "1", **more}


@pytest.fixture
def deleted_first(monkeypatch: pytest.MonkeyPatch) -> Callable[[Client], None]:
    """From here on every private row is gone when a lock on the vault is had, or a row is saved."""

    def arm(client: Client) -> None:
        vault_id = open_vault_of(client).id
        hold, save = Vault.hold, PrivateRow.save

        def delete() -> None:
            for kind in all_sealed_tables():
                kind.rows_of(vault_id).delete()

        def late_hold(vault: Vault) -> None:
            hold(vault)
            delete()

        def late_save(row: PrivateRow, **options: Any) -> None:
            if options.get("update_fields"):
                delete()
            save(row, **options)

        monkeypatch.setattr(Vault, "hold", late_hold)
        monkeypatch.setattr(PrivateRow, "save", late_save)

    return arm


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "do"), CASES, ids=str)
def test_a_row_that_goes_before_its_lock_is_answered_calmly(
    maya: Client,
    route: Route,
    do: str,
    deleted_first: Callable[[Client], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reencode, "with_thumbnail", lambda _data: as_photo())
    address = private_address(route, owner=open_vault_of(maya))
    deleted_first(maya)
    form = everything(do=do, kept="yes", file=SimpleUploadedFile("a.jpg", plain()))
    answer = maya.post(address, form)
    assert answer.status_code in CHANGED_OR_REFUSED | {405}, f"{answer.status_code} {address}"
    if route.keeps_words and answer.status_code != 303:
        assert WORDS in answer.content.decode()


@pytest.mark.django_db
def test_an_edit_of_a_page_that_is_gone_is_ready_to_be_kept_as_a_new_one(
    maya: Client, deleted_first: Callable[[Client], None]
) -> None:
    entry = keep(maya)
    form = sent(entry_id=str(entry.id), revision="1", body=WORDS)
    deleted_first(maya)
    answer = maya.post(reverse("journal:edit", args=[entry.id]), form)
    html = answer.content.decode()
    assert answer.status_code == 404
    assert WORDS in html
    assert f'action="{reverse("journal:new")}"' in html
    assert "Keep these words as a new page" in html


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["trash", "restore", "remove", "take_back"])
def test_a_verb_on_a_row_that_is_gone_says_so(maya: Client, verb: str) -> None:
    """What the views rest on: it neither passes nor makes the row anew."""
    row: Any = keep(maya)
    if verb in {"remove", "take_back"}:
        vault = open_vault_of(maya)
        row = Photo.add(vault, plain(), entry_id=row.id, photo_id=uuid.uuid4(), description="")
    type(row).objects.filter(vault_id=row.vault_id, pk=row.pk).delete()
    with pytest.raises(type(row).NotUpdated), transaction.atomic():
        getattr(row, "restore" if verb == "take_back" else verb)()
    assert not type(row).objects.exists()


@pytest.mark.django_db
def test_an_import_is_undone_twice_in_peace(maya: Client) -> None:
    vault = open_vault_of(maya)
    an_import(vault)
    here = Import.objects.get()
    here.release(vault)
    there = Import.objects.get(pk=here.pk)
    assert (here.undo(vault), there.undo(vault)) == (0, 0)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_account_that_is_deleted_twice_is_deleted_in_peace(maya_user: User) -> None:
    again = User.objects.get(pk=maya_user.pk)
    delete_member(maya_user)
    delete_member(again)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_new_password_for_an_account_that_is_gone_is_refused(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(user: User, **_options: Any) -> None:
        raise User.NotUpdated

    monkeypatch.setattr(User, "save", gone)
    form = {"oldpassword": PASSWORD, "password1": "ninety quiet herons"}
    answer = maya.post(reverse("account_change_password"), form)
    assert answer.status_code == 422
    assert "This account was deleted meanwhile." in answer.content.decode()


def at_once(*steps: Callable[[], None]) -> None:
    """Each in a thread with a connection of its own, all released together."""
    together = Barrier(len(steps))

    def run(step: Callable[[], None]) -> None:
        together.wait(timeout=30)
        try:
            step()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def copy_of(client: Client) -> Client:
    other = Client(raise_request_exception=False)
    other.cookies = client.cookies
    return other


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_a_deletion_at_one_moment_lose_no_word() -> None:
    make_member("maya")
    maya = sign_in(Client(), "maya")
    met = 0
    for number in range(ROUNDS):
        entry = keep(maya)
        words = f"{WORDS} {number}"
        answers: dict[str, Any] = {}
        form = sent(entry_id=str(entry.id), revision="1", body=words)

        def edit(form: Any = form, entry: Entry = entry, answers: Any = answers) -> None:
            place = reverse("journal:edit", args=[entry.id])
            answers["edit"] = copy_of(maya).post(place, form)

        def delete(entry: Entry = entry, answers: Any = answers) -> None:
            form = {"entry": str(entry.id), "sure": "1"}
            answers["delete"] = copy_of(maya).post(reverse("journal:for_good"), form)

        at_once(edit, delete)
        assert answers["delete"].status_code == 303
        if answers["edit"].status_code != 303:
            assert answers["edit"].status_code == 404
            assert words in answers["edit"].content.decode()
            met += 1
        assert not Entry.objects.exists()
    assert met, "no edit met a deletion in any round"


@pytest.mark.django_db(transaction=True)
def test_a_result_that_is_deleted_while_it_is_named_stays_deleted() -> None:
    make_member("maya")
    maya = sign_in(Client(), "maya")
    vault = open_vault_of(maya)
    for _round in range(10):
        row = keep_result(vault)
        answers: list[Any] = []

        def label(row: KeptResult = row, answers: list[Any] = answers) -> None:
            words = {"about": "Sam", "note": WORDS, "revision": "1"}
            place = reverse("quiz:label", args=[row.id])
            answers.append(copy_of(maya).post(place, words))

        def delete(row: KeptResult = row) -> None:
            copy_of(maya).post(reverse("quiz:delete_result", args=[row.id]))

        at_once(label, delete)
        assert answers[0].status_code == 303 or WORDS in answers[0].content.decode()
        assert not KeptResult.objects.exists()
