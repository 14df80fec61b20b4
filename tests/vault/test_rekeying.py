"""Everything under a new data key: whatever is cut off, every way in opens everything."""

import os
import signal
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from apps.journal.models import Entry, JournalState, Preferences
from apps.journal.state.content import JournalStateContent
from apps.vault import keyslots
from apps.vault.codec import replace
from apps.vault.crypto.keys import WrongKey, unwrap
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.crypto.sealing import Damaged, key_id_of
from apps.vault.key_changes import rekeying
from apps.vault.models import KeysReplaced, UnlockedSession, Vault
from apps.vault.registry import all_sealed_tables
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.sample_objects import (
    TITLE,
    a_draft,
    a_locked_draft,
    a_photo,
    a_result,
    a_sitting,
    a_template,
    a_version,
    an_import,
    keep_passage,
    write_entry,
)
from tests.vault.test_recovery import make_code, opens, prove

PAGE = "/vault/new-key/"
BEGIN = "/vault/new-key/begin/"
NEW = "quiet lantern over shingle"
pytestmark = pytest.mark.django_db


def begin(client: Client) -> None:
    assert client.post(BEGIN, {"password": PASSWORD}).status_code == 303


def finish(client: Client) -> int:
    """Steps until all is done; how many there were."""
    for steps in range(1, 100):
        assert client.post(PAGE).status_code == 303
        if Vault.objects.get().older_keys is None:
            return steps
    raise AssertionError("It never ends.")


def test_the_last_step_is_no_proof_of_the_password_and_lengthens_nothing(maya: Client) -> None:
    """Whoever finds the journal open may press it: it needs no password."""
    write_entry(open_vault_of(maya))
    begin(maya)
    opened = timezone.now() - timedelta(hours=7)
    UnlockedSession.objects.update(opened=opened)
    last_opening = bytes(Vault.objects.get().last_opening or b"")
    finish(maya)
    assert UnlockedSession.objects.get().opened == opened
    assert bytes(Vault.objects.get().last_opening or b"") == last_opening
    assert maya.post("/vault/recovery/").status_code == 403  # it asks for the password
    assert max(open_vault_of(maya).data_keys) == min(open_vault_of(maya).data_keys) == 2


def opened_by(keys: dict[int, bytes]) -> UnlockedVault:
    return UnlockedVault(UnlockedSession(vault=Vault.objects.get()), keys)


def everything(vault: UnlockedVault) -> dict[str, bytes]:
    """Every blob of every table, opened. Raises Damaged."""
    return {
        f"{table.name} {row.pk} {field}": table.unseal(vault, row, field)  # type: ignore[arg-type]
        for table in all_sealed_tables()
        for row in table.rows_of(vault.id)
        for field in table.blobs
        if getattr(row, field) is not None
    }


def key_ids(vault: UnlockedVault) -> set[int]:
    return {
        key_id_of(bytes(getattr(row, field)))
        for table in all_sealed_tables()
        if not table.is_to_drop_box
        for row in table.rows_of(vault.id)
        for field in table.blobs
        if getattr(row, field) is not None
    }


def a_row_of_each_kind(vault: UnlockedVault) -> None:
    for make in (
        *(a_version, a_draft, a_locked_draft, a_photo, a_result, a_sitting, a_template, an_import),
    ):
        make(vault)
    keep_passage(vault)
    Preferences.change(vault, lambda kept: replace(kept, dates_only=True))
    JournalState.change(vault, JournalStateContent.another_prompt)


def test_every_kind_goes_along_and_the_old_key_is_gone(maya: Client) -> None:
    before = open_vault_of(maya)
    a_row_of_each_kind(before)
    kept = everything(before)
    with_rows = {name.rsplit(" ", 2)[0] for name in kept}
    assert with_rows == {table.name for table in all_sealed_tables()}
    old = before.data_keys[1]
    after = opened_by(rekeying.begin(before.vault, before.data_keys, password=PASSWORD))
    assert everything(after) == kept
    while rekeying.step(after).left:
        assert everything(after) == kept
    assert everything(after) == kept
    assert key_ids(after) == {2}
    assert set(after.data_keys) == {2}
    assert old not in keyslots.unwrap_with_password(Vault.objects.get(), PASSWORD).values()
    with pytest.raises(Damaged):
        everything(opened_by({1: old}))


def test_both_keys_are_readable_meanwhile_and_saves_go_to_the_new_one(maya: Client) -> None:
    write_entry(open_vault_of(maya))
    begin(maya)
    now = open_vault_of(maya)
    second = write_entry(now, title="Second")
    assert key_id_of(bytes(second.head)) == 2
    assert key_id_of(bytes(Entry.objects.exclude(pk=second.pk).get().head)) == 1
    assert "Second" in (page := maya.get("/journal/").content.decode())
    assert TITLE in page
    assert set(open_vault_of(sign_in(Client(), "maya")).data_keys) == {1, 2}


def test_the_recovery_code_and_one_that_waits_go_along(maya: Client) -> None:
    code = make_code(maya)
    prove(maya, code)
    waiting = make_code(maya)
    begin(maya)
    assert set(keyslots.unwrap_with_code(Vault.objects.get(), code)) == {1, 2}
    finish(maya)
    assert keyslots.unwrap_with_code(Vault.objects.get(), code) == open_vault_of(maya).data_keys
    assert prove(maya, waiting).status_code == 303
    assert opens(waiting)
    assert not opens(code)


def test_a_code_that_cannot_follow_stops_it_before_anything_is_changed(maya: Client) -> None:
    prove(maya, make_code(maya))
    vault = Vault.objects.get()
    vault.slots.recovery().update(sealed_lock=b"LWB" + bytes(90))
    answer = maya.post(BEGIN, {"password": PASSWORD})
    assert answer.status_code == 422
    assert "Make a new code first" in answer.content.decode()
    form = {"oldpassword": PASSWORD, "password1": NEW, "is_known": "on"}
    assert maya.post("/account/password/", form).status_code == 422
    assert Vault.objects.get().newest_key == 1
    assert keyslots.unwrap_with_password(vault, PASSWORD)


def test_an_old_backup_with_an_old_password_gives_no_new_key(maya: Client) -> None:
    """The thief has the slot of then, and the password of then: they have the old key alone."""
    code = make_code(maya)
    prove(maya, code)
    old_keys = open_vault_of(maya).data_keys
    form = {"oldpassword": PASSWORD, "password1": NEW, "is_known": "on"}
    answer = maya.post("/account/password/", form)
    assert answer["Location"] == PAGE
    vault = Vault.objects.get()
    with pytest.raises(WrongKey):
        keyslots.unwrap_with_password(vault, PASSWORD)
    assert vault.older_keys is not None
    assert key_id_of(bytes(vault.older_keys)) == 2
    assert key_id_of(bytes(vault.inbox_private)) == 2
    for slot in vault.slots.all():
        for blob in (slot.sealed_lock, slot.unproved_code):
            assert blob is None or key_id_of(bytes(blob)) not in old_keys
    slot = vault.slots.password().get()
    kek = keyslots._password_kek(slot, NEW)
    assert set(unwrap(bytes(slot.wrapped), kek=kek)) == {2}


def test_without_the_tick_no_key_is_made_and_it_is_offered_afterwards(maya: Client) -> None:
    answer = maya.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})
    assert answer["Location"] == "/account/password/changed/"
    assert PAGE in maya.get(answer["Location"]).content.decode()
    assert Vault.objects.get().newest_key == 1


def test_a_password_change_in_the_middle_and_a_third_key_leave_all_readable(maya: Client) -> None:
    write_entry(open_vault_of(maya))
    begin(maya)
    form = {"oldpassword": PASSWORD, "password1": NEW}
    assert maya.post("/account/password/", form).status_code == 303
    form = {"oldpassword": NEW, "password1": PASSWORD, "is_known": "on"}
    assert maya.post("/account/password/", form).status_code == 303
    assert set(open_vault_of(maya).data_keys) == {1, 2, 3}
    assert TITLE in maya.get("/journal/").content.decode()
    finish(maya)
    assert set(keyslots.unwrap_with_password(Vault.objects.get(), PASSWORD)) == {3}
    assert TITLE in sign_in(Client(), "maya").get("/journal/").content.decode()


def test_a_damaged_row_stays_with_the_old_key_and_is_told(maya: Client) -> None:
    write_entry(open_vault_of(maya))
    broken = write_entry(open_vault_of(maya))
    whole = bytes(broken.body)
    Entry.objects.filter(pk=broken.pk).update(body=whole[:-1] + bytes([whole[-1] ^ 1]))
    begin(maya)
    answer = maya.post(PAGE)
    assert "is damaged and cannot go along" in answer.content.decode()
    assert Vault.objects.get().older_keys is not None
    Entry.objects.filter(pk=broken.pk).update(body=whole)  # out of a backup
    finish(maya)
    assert key_ids(open_vault_of(maya)) == {2}


def test_a_save_under_way_stores_nothing_under_a_key_that_goes(maya: Client) -> None:
    stale = open_vault_of(maya)
    Preferences.change(stale, lambda kept: replace(kept, dates_only=False, zone="Asia/Tokyo"))
    begin(maya)
    with pytest.raises(KeysReplaced):
        write_entry(stale)
    with pytest.raises(KeysReplaced):
        Preferences.change(stale, lambda kept: replace(kept, dates_only=True))
    finish(maya)
    assert Entry.objects.count() == 0


def test_other_browsers_are_locked_and_a_wrong_password_begins_nothing(maya: Client) -> None:
    other = sign_in(Client(), "maya")
    assert maya.post(BEGIN, {"password": "not it at all"}).status_code == 422
    assert Vault.objects.get().newest_key == 1
    begin(maya)
    assert other.get("/journal/").status_code == 303
    assert maya.get("/journal/").status_code == 200


def work_until_killed(opened: UnlockedVault, cut: str) -> None:
    """In a process of its own: kills itself before the last statement of a transaction."""

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)

    try:
        if cut == "begin":
            keyslots.wrap_for_password = die
            rekeying.begin(opened.vault, opened.data_keys, password=PASSWORD)
        if cut == "rows":
            rekeying.ROWS_AT_ONCE = 5  # type: ignore[misc]
            done, seal_anew = [], rekeying._seal_anew

            def twice(*given: Any) -> tuple[list[Any], bool]:
                done.append(1)
                with transaction.atomic():
                    damaged = seal_anew(*given)
                    if len(done) == 2:
                        die()
                return damaged

            rekeying._seal_anew = twice  # type: ignore[assignment]
        progress = rekeying.progress

        def at_the_end(vault: UnlockedVault) -> rekeying.RekeyingProgress:
            now = progress(vault)
            if connection.in_atomic_block:  # the older keys would go next
                die()
            return now

        rekeying.progress = at_the_end
        rekeying.step(opened)
    finally:
        os._exit(0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cut", ["begin", "rows", "last"])
def test_a_kill_at_any_moment_leaves_everything_openable(maya: Client, cut: str) -> None:
    """A process of its own works at it, and is killed with its transaction open."""
    code: RecoveryCode = make_code(maya)
    prove(maya, code)
    for _ in range(12):
        write_entry(open_vault_of(maya))
    opened = open_vault_of(maya)
    kept = everything(opened)
    if cut != "begin":
        keys = rekeying.begin(opened.vault, opened.data_keys, password=PASSWORD)
        opened = opened_by(keys)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    if (child := os.fork()) == 0:
        work_until_killed(opened, cut)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    by_password = keyslots.unwrap_with_password(Vault.objects.get(), PASSWORD)
    by_code = keyslots.unwrap_with_code(Vault.objects.get(), code)
    assert everything(opened_by(by_password)) == everything(opened_by(by_code)) == kept
    client = sign_in(Client(), "maya")
    if cut == "begin":
        begin(client)
    else:
        assert key_ids(opened_by(by_password)) == ({1, 2} if cut == "rows" else {2})
    finish(client)
    assert everything(open_vault_of(client)) == kept
    assert key_ids(open_vault_of(client)) == {2}
