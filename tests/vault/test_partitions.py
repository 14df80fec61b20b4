"""The app on private tables that are split by vault: real partitions, and no line of it changed."""

import uuid
from datetime import date

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.journal.models import Draft, Entry, Storage
from apps.pages.retention import tidy
from apps.vault.registry import all_sealed_tables
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import file_in, keep, sent
from tests.partitions import reads_watched, split_tables, tables_with_more_than_one

pytestmark = pytest.mark.django_db

PARTS = 4
PAGES = (
    *("/journal/", "/journal/calendar/", "/journal/insights/"),
    *("/journal/drafts/", "/journal/trash/", "/journal/templates/", "/journal/export/"),
    *("/journal/import/", "/journal/settings/", "/", "/quiz/results/"),
)


def post(client: Client, address: str, **fields: str) -> int:
    return client.post(address, fields).status_code


def test_the_rooms_of_a_journal_work_on_split_tables_each_in_one_part(
    maya: Client, sol: Client
) -> None:
    before = keep(maya)
    vault_id = before.vault_id
    split_tables(PARTS)
    reads: list[tuple[str, str, set[str]]] = []
    with reads_watched(reads):
        _write_read_and_delete(maya, before)
        stored = Storage.of(vault_id)
        assert stored == Storage._counted(vault_id)
        assert stored.pages
        keep(sol)
        Entry.objects.filter(vault_id=open_vault_of(sol).id).update(expires_on=date(2026, 1, 1))
        assert tidy()["expired pages"] == 1
        maya.post("/account/delete/", {"password": PASSWORD, "understands": "on"})
        assert not User.objects.filter(username="maya").exists()
    assert {each.name for each in all_sealed_tables() if each.rows_of(vault_id).exists()} == set()
    spread = [(by, sql) for by, sql, parts in reads if tables_with_more_than_one(parts)]
    assert spread == []
    asked = {sql.split(" ")[0] for _by, sql, _parts in reads}
    assert asked == {"SELECT", "UPDATE", "DELETE"}
    assert len(reads) > 100


def _write_read_and_delete(maya: Client, before: Entry) -> None:
    page = str(uuid.uuid4())
    assert post(maya, "/journal/new/", **sent(entry_id=page, body="The gulls are back.")) == 303
    edit = sent(entry_id=page, body="The gulls left.", revision="1")
    assert post(maya, f"/journal/{page}/edit/", **edit) == 303
    draft = sent(body="half a sen", draft=f"{uuid.uuid4()}:1")
    assert post(maya, "/journal/autosave/", **draft) == 200
    assert Draft.objects.in_vault(open_vault_of(maya)).count() == 1
    for address in (*PAGES, f"/journal/{page}/", f"/journal/{page}/history/"):
        assert maya.get(address, follow=True).status_code == 200, address
    found = maya.post("/journal/search/", {"q": "left"}).content.decode()
    assert f"/journal/{page}/" in found
    answer = maya.post("/journal/export/", {"what": "all", "form": "json", "password": PASSWORD})
    assert b"The gulls left." in file_in(answer)
    assert post(maya, f"/journal/{before.id}/delete/") == 303
    assert post(maya, f"/journal/{before.id}/restore/") == 303
    assert post(maya, f"/journal/{before.id}/delete/") == 303
    assert post(maya, "/journal/trash/for-good/", entry=str(before.id), sure="yes") == 303
