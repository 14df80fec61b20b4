"""The password changes while other browsers save: no word is lost, no key is dead, none hangs."""

import json
import uuid
from dataclasses import dataclass, field
from threading import Event, Thread, current_thread
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client

from apps.journal.models import Draft, Entry
from apps.vault.crypto.sealing import key_id_of
from apps.vault.models import Vault
from apps.vault.unlocked_vault import UnlockedVault
from apps.vault.unlocking.browser_session import find_open_vault
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.journal.entry_samples import sent

NEW = "quiet lantern over shingle"
LONGEST = 60  # seconds; it takes two
BEFORE = 3  # saves that are in before the password changes
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Writer:
    """Saves until it is refused, and notes what was acknowledged and how the refusal reads."""

    browser: Client
    address: str
    saved: list[str] = field(default_factory=list)
    has_opened: Event = field(default_factory=Event)
    may_go_on: Event = field(default_factory=Event)
    refusal: Any = None
    last: str = ""

    def run(self) -> None:
        try:
            while self.refusal is None:
                self.last = f"the tide is out {uuid.uuid4()}"
                answer = self.browser.post(self.address, self.form())
                if answer.status_code in {200, 303} and self.is_kept(answer):
                    self.saved.append(self.last)
                else:
                    self.refusal = answer
        finally:
            self.has_opened.set()
            connection.close()

    def pause(self) -> None:
        """The fourth save has the keys at hand, and stores nothing before it may go on."""
        if len(self.saved) == BEFORE:
            self.has_opened.set()
            assert self.may_go_on.wait(LONGEST)

    def form(self) -> dict[str, Any]:
        mark = {"draft": f"{uuid.uuid4()}:1"} if "autosave" in self.address else {}
        return sent(body=self.last, **mark)

    def is_kept(self, answer: Any) -> bool:
        if "autosave" in self.address:
            return bool(json.loads(answer.content)["state"] == "saved")
        return "/journal/" in answer["Location"]


@pytest.mark.parametrize("new_key", [False, True], ids=["the same key", "a new key"])
def test_a_password_change_while_pages_and_drafts_are_saved(
    maya: Client, new_key: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers = [
        Writer(sign_in(Client(), "maya"), address)
        for address in ("/journal/new/", "/journal/autosave/")
    ]
    threads = [Thread(target=writer.run, daemon=True) for writer in writers]
    of_thread = dict(zip(threads, writers, strict=True))

    def found_and_paused(request: HttpRequest) -> UnlockedVault | None:
        opened = find_open_vault(request)
        if opened is not None and (writer := of_thread.get(current_thread())):
            writer.pause()
        return opened

    monkeypatch.setattr("apps.vault.middleware.find_open_vault", found_and_paused)
    for thread in threads:
        thread.start()
    for writer in writers:
        assert writer.has_opened.wait(LONGEST)
    fields = {"oldpassword": PASSWORD, "password1": NEW, **({"is_known": "on"} if new_key else {})}
    answer = maya.post("/account/password/", fields)
    assert answer.status_code == 303
    while Vault.objects.get().older_keys is not None:
        assert maya.post("/vault/new-key/").status_code == 303
    for writer in writers:
        writer.may_go_on.set()
    for thread in threads:
        thread.join(LONGEST)
    assert not any(thread.is_alive() for thread in threads), "a save hangs"

    opened = open_vault_of(sign_in(Client(), "maya", password=NEW))
    pages, drafts = writers
    kept = {entry.page(opened).body for entry in Entry.objects.in_vault(opened)}
    assert kept == set(pages.saved), "each acknowledged page, and no other"
    waiting = {str(draft.contents(opened).data["body"]) for draft in Draft.objects.in_vault(opened)}
    assert waiting >= set(drafts.saved)
    blobs = [bytes(each.body) for each in Entry.objects.all()]
    blobs += [bytes(each.content) for each in Draft.objects.all()]
    assert {key_id_of(blob) for blob in blobs} == set(opened.data_keys) == {2 if new_key else 1}
    page = pages.refusal.content.decode()
    assert pages.refusal.status_code in {401, 403, 409}
    assert pages.last in page, "the refused page is given back, word for word"
    assert drafts.refusal.status_code >= 400 or "saved" not in drafts.refusal.content.decode()
