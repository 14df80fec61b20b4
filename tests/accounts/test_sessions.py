"""A sign-in lasts seven days unused and thirty at most; its table holds nothing to sign in with."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import EndedSignIn, SignIn, User, hash_of_key
from apps.accounts.sessions import SEEN_EVERY, SessionStore
from apps.vault.models import UnlockedSession
from tests.factories import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_copy_of_the_session_table_holds_no_cookie(maya: Client) -> None:
    session, vault = (maya.cookies[name].value for name in ("__Host-session", "__Host-jkey"))
    with connection.cursor() as cursor:
        for table in ("accounts_signin", "vault_opening"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = " ".join(row[0] for row in cursor.fetchall())
            assert text
            for value in (session, vault):
                assert value not in text
                assert value.encode().hex() not in text


def test_a_value_out_of_the_table_is_no_cookie(maya: Client, visitor: Client) -> None:
    row = SignIn.objects.get()
    for value in (bytes(row.key_hash).hex(), row.data):
        visitor.cookies["__Host-session"] = value
        assert not is_signed_in(visitor)


def test_the_data_of_one_session_opens_nothing_in_the_row_of_another(
    maya: Client, sol: Client
) -> None:
    """Whoever can write to the table alone cannot sign themselves in as somebody else."""
    hers, his = (SignIn.objects.get(user__username=name) for name in ("maya", "sol"))
    SignIn.objects.filter(pk=hers.pk).update(data=his.data, user_id=his.user_id)
    assert not is_signed_in(maya)
    assert is_signed_in(sol)


def test_what_is_written_for_one_row_is_read_in_that_row_alone() -> None:
    """As a renewed sign-in hash is written into each of a member's rows, without their cookies."""
    key, data = "k" * 32, {"words": "tern " * 500}
    written = SessionStore().for_row(hash_of_key(key), data)
    assert SessionStore(key).decode(written) == data
    assert SessionStore().data_of_row(hash_of_key(key), written) == data
    assert SessionStore().data_of_row(hash_of_key("another"), written) == {}
    assert len(written) < len(data["words"]), "compressed"


def test_a_key_that_we_never_made_is_not_taken(db: None) -> None:
    """Nobody can choose the cookie's value for somebody else's browser."""
    store = SessionStore("a" * 32)
    store["word"] = "kept"
    store.save()
    assert store.session_key != "a" * 32
    assert SessionStore(store.session_key)["word"] == "kept"


def test_a_new_session_reaches_the_browser(db: None) -> None:
    store = SessionStore()
    store.create()
    assert store.modified
    assert store.exists(store.session_key or "")


def test_a_key_that_exists_is_not_given_out_twice(db: None) -> None:
    first = SessionStore()
    first.create()
    with pytest.raises(CreateError):
        SessionStore(first.session_key).save(must_create=True)


def test_a_key_that_is_taken_already_is_drawn_anew(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = SessionStore()
    first.create()
    drawn = iter([first.session_key, "n" * 32])
    monkeypatch.setattr(SessionStore, "_get_new_session_key", lambda _: next(drawn))
    second = SessionStore()
    second.create()
    assert second.session_key == "n" * 32
    assert SignIn.objects.count() == 2


def test_a_row_names_its_member_and_is_not_saved_once_it_is_over(maya_user: User) -> None:
    store = SessionStore()
    store["_auth_user_id"] = str(maya_user.pk)
    store.create()
    assert SignIn.objects.get().user_id == maya_user.pk
    SignIn.objects.update(user=None)
    store.save()
    assert SignIn.objects.get().user_id == maya_user.pk
    SignIn.objects.update(expires=timezone.now())
    with pytest.raises(UpdateError):
        store.save()


@pytest.mark.django_db(transaction=True)
def test_a_session_of_a_deleted_member_is_neither_made_nor_saved() -> None:
    user = User.objects.create_user("gone", PASSWORD)
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.create()
    User.objects.filter(pk=user.pk).delete()
    for write in (store.save, store.create, store.cycle_key):
        with pytest.raises(UpdateError):
            write()
    assert not SignIn.objects.exists()


def test_a_new_key_keeps_the_day_and_the_device_of_a_sign_in(maya: Client) -> None:
    key = maya.cookies["__Host-session"].value
    began = timezone.now() - timedelta(days=25)
    SignIn.objects.update(started=began, device="phone")
    store = SessionStore(key)
    store.cycle_key()
    row = SignIn.objects.get()
    assert bytes(row.key_hash) == hash_of_key(store.session_key or "") != hash_of_key(key)
    assert (row.started, row.device) == (began, "phone")
    assert row.expires == began + timedelta(days=30)
    assert not EndedSignIn.objects.exists()
    store.delete()
    assert EndedSignIn.objects.count() == 1


def test_a_session_is_deleted_by_itself_or_by_its_key(db: None) -> None:
    one, other = SessionStore(), SessionStore()
    one.create()
    other.create()
    one.delete()
    assert bytes(SignIn.objects.get().key_hash) == hash_of_key(other.session_key or "")
    SessionStore().delete(other.session_key)
    SessionStore().delete()  # no key, no row: nothing to do
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("ended", ["row", "member"])
def test_an_ended_sign_in_gets_no_new_key(maya: Client, sol_user: User, ended: str) -> None:
    """Another member is there, and that is not enough."""
    store = SessionStore(maya.cookies["__Host-session"].value)
    assert store["_auth_user_id"]
    if ended == "row":
        SignIn.objects.all().delete()
    else:  # the row is there still: another request is about to delete it
        SignIn.objects.update(user=None)
        User.objects.filter(username="maya").delete()
    with pytest.raises(UpdateError):
        store.cycle_key()
    assert SignIn.objects.count() == (0 if ended == "row" else 1)


def seen_row(client: Client) -> SignIn:
    assert is_signed_in(client)
    return SignIn.objects.get()


def test_when_a_browser_was_seen_is_written_once_in_an_hour(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        clock.move_to(start + SEEN_EVERY)
        assert seen_row(visitor).last_seen == start
        clock.shift(timedelta(seconds=1))
        row = seen_row(visitor)
        assert (row.started, row.last_seen) == (start, start + SEEN_EVERY + timedelta(seconds=1))
        assert row.expires == row.last_seen + timedelta(days=7)


def test_a_sign_in_by_a_clock_that_was_ahead_counts_from_now(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start + timedelta(days=20), tick=False) as clock:
        sign_in(visitor, "maya")
        clock.move_to(start)
        row = seen_row(visitor)
        assert (row.started, row.last_seen) == (start, start)
        assert row.expires == start + timedelta(days=7)


def test_cookies_are_for_this_host_alone_and_out_of_reach_of_scripts(maya: Client) -> None:
    for name, same_site in (("__Host-session", "Lax"), ("__Host-jkey", "Strict")):
        cookie = maya.cookies[name]
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == same_site
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""
        assert cookie["max-age"] == ""
        assert cookie["expires"] == ""


def test_a_sign_in_that_is_not_used_ends_after_seven_days(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        clock.move_to(start + timedelta(days=7) - timedelta(seconds=1))
        assert is_signed_in(visitor)
        clock.move_to(start + timedelta(days=14))
        assert not is_signed_in(visitor)


def test_a_sign_in_that_is_used_every_day_ends_after_thirty(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        for day in range(1, 30):
            clock.move_to(start + timedelta(days=day))
            assert is_signed_in(visitor), f"day {day}"
        clock.move_to(start + timedelta(days=30))
        assert not is_signed_in(visitor)


def test_opening_the_journal_again_does_not_make_a_sign_in_longer(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        for day in range(1, 30):
            clock.move_to(start + timedelta(days=day))
            assert visitor.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
        clock.move_to(start + timedelta(days=30))
        assert not is_signed_in(visitor)


def test_a_restored_tab_cannot_bring_an_ended_sign_in_back(
    visitor: Client, maya_user: User
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(visitor, "maya")
        old = visitor.cookies["__Host-session"].value
        clock.shift(timedelta(days=8))
        assert not is_signed_in(visitor)
        visitor.cookies["__Host-session"] = old
        assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("get", "/journal/autosave/", {}),
        ("post", "/journal/autosave/", {"body": "The gulls again."}),
        ("get", "/journal/", {}),
        ("post", "/vault/unlock/", {"password": PASSWORD}),
        ("post", "/vault/lock/", {}),
        ("get", "/account/sign-in/", {}),
    ],
)
def test_what_another_tab_sent_before_an_unlock_does_not_sign_the_member_out(
    maya: Client, method: str, path: str, sent: dict[str, str]
) -> None:
    assert maya.get("/account/password/").status_code == 200  # a page with a form token
    before = {name: morsel.value for name, morsel in maya.cookies.items()}
    assert "__Host-csrf" in before
    assert maya.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    other_tab = Client()
    for name, value in before.items():
        other_tab.cookies[name] = value
    late = getattr(other_tab, method)(path, sent)
    assert not late.cookies
    maya.cookies.update(late.cookies)
    assert is_signed_in(maya)
    assert maya.get("/journal/").status_code == 200


@pytest.fixture
def quicker_tab(maya: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Another tab of maya's, which unlocks when hers has proved its password already."""
    tab = Client()
    for name, morsel in maya.cookies.items():
        tab.cookies[name] = morsel.value
    move = SessionStore.cycle_key

    def move_after_the_other(session: SessionStore) -> None:
        monkeypatch.setattr(SessionStore, "cycle_key", move)
        assert tab.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
        move(session)

    monkeypatch.setattr(SessionStore, "cycle_key", move_after_the_other)
    return tab


def test_of_two_unlocks_at_once_the_second_takes_no_key_away(
    maya: Client, quicker_tab: Client
) -> None:
    late = maya.post("/vault/unlock/", {"password": PASSWORD})
    assert (late.status_code, "another tab unlocked" in late.content.decode()) == (409, True)
    assert not late.cookies
    assert quicker_tab.get("/journal/").status_code == 200


def test_a_save_that_unlocks_a_journal_whose_time_is_over_takes_no_newer_key_away(
    maya: Client, quicker_tab: Client
) -> None:
    UnlockedSession.objects.update(last_used=timezone.now() - timedelta(hours=1))
    late = maya.post("/journal/new/", {"body": "The gulls.", "vault_password": PASSWORD})
    assert (late.status_code, "The gulls." in late.content.decode()) == (403, True)
    assert "__Host-jkey" not in late.cookies
    quicker_tab.cookies.update(late.cookies)
    assert quicker_tab.get("/journal/").status_code == 200


def test_ended_sign_ins_can_be_swept_away(maya: Client, sol: Client) -> None:
    SignIn.objects.filter(user__username="sol").update(expires=timezone.now())
    SessionStore.clear_expired()
    assert SignIn.objects.get().user == User.objects.get(username="maya")


def test_what_is_kept_of_a_session_says_nothing_about_a_person(maya: Client) -> None:
    key = maya.cookies["__Host-session"].value
    kept = {key for key in SessionStore(key).keys() if not key.startswith("_")}  # noqa: SIM118
    ours = {"vault_opened_here"}  # the random id of a vault, as its row has it
    assert kept <= {"account_authentication_methods", "account_authentication_methods_user", *ours}
