"""Making everything new, for whoever has left: which steps are done, and that they stay done."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import SignIn, User
from apps.accounts.passwords.change import store_new_password
from apps.common.text.account_events import Happened
from apps.journal.models import JournalState
from apps.vault.key_changes import rekeying
from apps.vault.models import Vault
from tests.accounts.soft_passkey import at_localhost, made
from tests.accounts.test_recovery import as_text
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.journal.entry_samples import a_page, keep
from tests.vault.test_recovery import make_code, opens, prove

pytestmark = pytest.mark.django_db

PAGE = "/account/renewal/"
NEW = "quiet lantern over shingle"
BETWEEN = "seven anchors under maple"
ORDER = ["password", "key", "code", "devices", "settings", "address"]
STEP = re.compile(r'<li class="panel[^>]*id="(\w+)">(.*?)</h2>', re.S)


def done(client: Client) -> list[str]:
    """The steps that the page calls done, in its order."""
    steps = STEP.findall(client.get(PAGE).content.decode())
    assert [step for step, _heading in steps] == ORDER
    return [step for step, heading in steps if " Done</p>" in heading]


def begin(client: Client) -> None:
    assert client.post(PAGE, {"do": "begin"})["Location"] == PAGE


def another_browser(password: str) -> Client:
    """After a break, or the end of the process: elsewhere, with nothing but name and password."""
    return sign_in(Client(), "maya", password=password)


def change_password(client: Client) -> None:
    sent = {"oldpassword": PASSWORD, "password1": NEW, "is_known": "on"}
    answer = client.post("/account/password/", sent)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)


def test_every_step_stays_done_after_a_break_and_elsewhere(maya: Client) -> None:
    for number in range(3):
        keep(maya, a_page(title=f"Page {number}"))
    older = make_code(maya)
    prove(maya, older)
    another_browser(PASSWORD)
    User.objects.filter(username="maya").update(email="m@example.org", is_email_verified=True)
    assert "Before you begin" in maya.get(PAGE).content.decode()
    begin(maya)
    assert done(maya) == []
    assert done(another_browser(PASSWORD)) == []

    change_password(maya)
    assert done(maya) == ["password", "devices"]  # it ended every other sign-in
    elsewhere = another_browser(NEW)
    assert done(elsewhere) == ["password"]  # the browser of before is one of the others there
    assert "It is under way" in elsewhere.get(PAGE).content.decode()

    rekeying.step(open_vault_of(elsewhere), seconds=0)  # broken off before a row was sealed
    assert "key" not in done(elsewhere)
    while rekeying.is_under_way(Vault.objects.get()):
        assert elsewhere.post("/vault/new-key/").status_code == 303
    assert done(another_browser(NEW)) == ["password", "key"]

    elsewhere.post("/vault/recovery/")
    assert "code" not in done(elsewhere)  # made, and not typed back
    prove(elsewhere, make_code(elsewhere))
    assert not opens(older)
    assert done(another_browser(NEW)) == ["password", "key", "code"]

    elsewhere.post("/account/sign-ins/", {"which": "others", "own_password": NEW})
    assert done(another_browser(NEW)) == ["password", "key", "code", "devices"]

    elsewhere = another_browser(NEW)
    elsewhere.post(PAGE, {"do": "settings"})
    assert done(another_browser(NEW)) == [*ORDER[:-1]]

    elsewhere.post("/account/email/remove/", {"own_password": NEW})
    last = another_browser(NEW)
    assert done(last) == ORDER
    assert "All of it is done." in last.get(PAGE).content.decode()
    last.post(PAGE, {"do": "put-away"})
    assert "Before you begin" in last.get(PAGE).content.decode()


def test_what_stands_from_before_is_not_done(maya_user: User) -> None:
    client = at_localhost(sign_in(Client(), "maya"))
    made(client)
    prove(client, make_code(client))
    sign_in(Client(), "maya")
    SignIn.objects.update(started=timezone.now() - timedelta(minutes=1))
    begin(client)
    assert done(client) == ["address"]  # there is none
    page = client.get(PAGE).content.decode()
    assert "1 other sign-in is left." in page
    assert "1 older passkey is left." in page


def test_nothing_counts_that_was_made_under_the_old_password(maya_user: User) -> None:
    """Whoever knows it begins the list and takes steps of it before its owner does."""
    other = at_localhost(sign_in(Client(), "maya"))
    begin(other)
    JournalState.change(
        open_vault_of(other),
        lambda state: state.with_renewal(
            state.renewal._replace(since=(timezone.now() - timedelta(days=1)).isoformat())
        ),
    )
    made(other)
    code_of_other = make_code(other)
    prove(other, code_of_other)
    other.post("/vault/new-key/begin/", {"password": PASSWORD})
    other.post(PAGE, {"do": "settings"})
    User.objects.update(email="other@example.org", is_email_verified=True)
    other.post(PAGE, {"do": "address"})

    owner = another_browser(PASSWORD)
    begin(owner)
    assert done(owner) == ["settings", "address"]  # what a press settles, until the new password
    sent = {"oldpassword": PASSWORD, "password1": NEW}
    assert owner.post("/account/password/", sent)["Location"] == PAGE
    assert done(owner) == ["password"]
    assert "1 older passkey is left." in owner.get(PAGE).content.decode()
    assert opens(code_of_other)  # so it is told that this is still to be done


def test_a_password_by_the_recovery_code_begins_the_list_anew(maya: Client) -> None:
    code = make_code(maya)
    prove(maya, code)
    begin(maya)
    maya.post(PAGE, {"do": "settings"})
    found = {"username": "maya", "code": as_text(code), "password1": NEW}
    owner = Client()
    owner.post("/account/recover/", found)
    assert done(owner) == ["password", "devices", "address"]


def test_a_password_by_e_mail_in_the_middle_undoes_what_was_noted(maya: Client) -> None:
    """Whoever reads the mail came in, made a passkey, and the earlier password brings it back."""
    begin(maya)
    change_password(maya)
    maya.post(PAGE, {"do": "settings"})
    maya.post(PAGE, {"do": "address"})
    user = User.objects.get(username="maya")
    store_new_password(user, BETWEEN, stays=None)
    user.note(Happened.RESET)
    their, owner = Client(), Client()
    for each in (their, owner):  # the journal stays locked for both
        each.post("/account/sign-in/", {"login": "maya", "password": BETWEEN})
    made(at_localhost(their), password=BETWEEN)
    form = {"vault": str(Vault.objects.get().id), "earlier": NEW, "code": ""}
    sent = {**form, "password": BETWEEN}
    assert owner.post("/vault/journals/back/", sent).status_code == 303
    assert done(owner) == ["address"]  # there is none
    sent = {"oldpassword": BETWEEN, "password1": NEW, "is_known": "on"}
    assert owner.post("/account/password/", sent)["Location"] == PAGE
    assert done(owner) == ["password", "address"]
    assert "1 older passkey is left." in owner.get(PAGE).content.decode()


def test_a_step_that_something_else_tells_is_not_ticked_by_hand(maya: Client) -> None:
    begin(maya)
    for step in ("password", "key", "code", "devices", "nonsense", ""):
        maya.post(PAGE, {"do": step})
    assert set(done(maya)) <= {"devices", "address"}
    begun = JournalState.of(open_vault_of(maya)).renewal
    begin(maya)  # begun twice is begun once
    assert JournalState.of(open_vault_of(maya)).renewal == begun
    assert begun.done == ()


def test_nothing_of_it_is_noted_where_it_was_not_begun(maya: Client) -> None:
    sent = {"oldpassword": PASSWORD, "password1": NEW, "is_known": "on"}
    assert maya.post("/account/password/", sent)["Location"] == "/vault/new-key/"
    assert maya.post(PAGE, {"do": "settings"})["Location"] == PAGE
    assert not JournalState.of(open_vault_of(maya)).renewal.since


def test_its_address_and_title_say_nothing_of_leaving(maya: Client) -> None:
    html = maya.get(PAGE).content.decode()
    assert "<title>Leeway</title>" in html
    assert "left" not in PAGE
