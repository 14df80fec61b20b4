"""One export of everything: each sealed kind, what is kept of the account, and back whole."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.deletion import delete_member
from apps.accounts.models import User
from apps.journal.drafts.content import DraftMark
from apps.journal.exporting.account_rows import NOT_EXPORTED, columns_of, naming_models
from apps.journal.exporting.json_file import rows_in
from apps.journal.exporting.selection import ACCOUNT
from apps.journal.models import Draft, Entry, EntryVersion, JournalState, LockedDraft, Preferences
from apps.vault.codec import replace
from apps.vault.registry import all_sealed_tables, exported_tables
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import open_vault_of
from tests.journal.entry_samples import a_page, keep
from tests.journal.test_import import brought, exported, sent
from tests.sample_objects import (
    a_draft_content,
    a_mark,
    keep_passage,
    keep_photo,
    keep_result,
    keep_sitting,
    keep_template,
)

pytestmark = pytest.mark.django_db
FORMAT_PAGE = Path("docs/export-format.md")
# What differs in another journal: whether a draft is of the newest text, by the number of that.
ITS_REVISION = "revision"


def fill(client: Client) -> UnlockedVault:
    """A journal with a row of every kind that is exported."""
    vault = open_vault_of(client)
    page = keep(client)
    page.rewrite(vault, replace(page.page(vault), body="Changed, and then again."), expected=1)
    keep_photo(vault, page)
    keep_photo(vault, page, description="Taken off the page").remove()
    thrown = keep(client, a_page("In the trash."))
    keep_photo(vault, thrown, description="Of a page in the trash")
    thrown.trash()
    of_page = a_draft_content(entry_id=str(page.id), revision="2", body="And half a sentence")
    Draft.keep(vault, of_page, a_mark())
    Draft.keep(vault, a_draft_content(body="Never kept \ud83c"), a_mark())
    LockedDraft.post(vault.vault, a_draft_content(body="While it was locked"), a_mark())
    keep_sitting(vault)
    keep_result(vault)
    keep_passage(vault)
    keep_template(vault)
    Preferences.change(vault, lambda now: replace(now, zone="Europe/Lisbon"))
    JournalState.change(vault, lambda now: now.at_step("missing-them", 2))
    return vault


def told(vault: UnlockedVault) -> dict[str, list[tuple[str, Any]]]:
    """What each row of each kind says, by its id; a draft without the number of its page's text."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for kind in exported_tables():
        assert kind.serializer is not None
        for row in kind.serializer.rows(vault):
            says = dict(kind.serializer.serialize(vault, row))
            if kind.name == "drafts":
                fields = says["contents"]["fields"]
                says["contents"]["fields"] = [each for each in fields if each[0] != ITS_REVISION]
            found.setdefault(kind.name, []).append((str(row.pk), says))
    return found


def test_each_sealed_table_is_exported_or_says_why_not() -> None:
    words = FORMAT_PAGE.read_text()
    for kind in all_sealed_tables():
        assert bool(kind.serializer) is not bool(kind.not_exported), kind.name
        assert f"`{kind.name}`" in words, f"{kind.name} is missing in {FORMAT_PAGE}"
    for part in exported_tables():
        assert f"`{part.name}`" in words, f"{part.name} is missing in {FORMAT_PAGE}"


@pytest.mark.parametrize("form", ["json", "zip"])
def test_every_kind_comes_back_word_for_word_in_a_fresh_account(
    maya: Client, sol: Client, form: str
) -> None:
    vault = fill(maya)
    content = exported(maya, form)
    before = told(vault)
    assert set(before) == {kind.name for kind in exported_tables()}
    assert "While it was locked" in str(before["drafts"])
    delete_member(User.objects.get(username="maya"))
    page = brought(sol, content, name=f"export.{form}")
    vault = open_vault_of(sol)
    after = told(vault)
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert after == before
    assert "cannot read" not in page
    [entry] = Entry.objects.in_vault(vault).living()
    assert EntryVersion.objects.in_vault(vault).of(entry.id).count() == 1


def test_a_draft_that_comes_back_can_be_kept_over_its_page(maya: Client, sol: Client) -> None:
    fill(maya)
    content = exported(maya)
    delete_member(User.objects.get(username="maya"))
    brought(sol, content)
    vault = open_vault_of(sol)
    [entry] = Entry.objects.in_vault(vault).living()
    [draft] = Draft.objects.in_vault(vault).of_entry(entry.id)
    form = draft.contents(vault).data.dict() | {"draft": f"{draft.tab}:{draft.revision}"}
    assert sol.post(f"/journal/{entry.id}/edit/", form).status_code == 303
    assert entry.__class__.objects.get(pk=entry.pk).page(vault).body == "And half a sentence"


def test_beside_the_first_account_all_of_it_follows_its_pages(maya: Client, sol: Client) -> None:
    fill(maya)
    brought(sol, exported(maya))
    mine, theirs = told(open_vault_of(maya)), told(open_vault_of(sol))
    assert {n: len(rows) for n, rows in mine.items()} == {n: len(r) for n, r in theirs.items()}
    pages = {row_id for name in ("entries", "trash") for row_id, _says in theirs[name]}
    for name in ("photos", "photos in the trash", "entry versions"):
        assert {says["entry"] for _id, says in theirs[name]} <= pages, name


def test_the_same_file_twice_brings_nothing_twice_and_one_undo_takes_all_back(
    maya: Client, sol: Client
) -> None:
    fill(maya)
    content = exported(maya)
    before = told(open_vault_of(maya))
    brought(maya, content)
    assert told(open_vault_of(maya)) == before
    nothing = told(open_vault_of(sol))
    place = sent(sol, content)["Location"]
    sol.post(place, {"do": "keep"})
    sol.post(place, {"do": "undo"})
    assert told(open_vault_of(sol)) == nothing


def test_what_is_in_the_trash_of_a_file_stays_no_longer_than_a_trash_keeps_it(
    maya: Client, sol: Client
) -> None:
    keep(maya).trash()
    ends = Entry.objects.get().expires_on
    assert ends is not None
    content = exported(maya).replace(ends.isoformat().encode(), b"9999-12-31")
    delete_member(User.objects.get(username="maya"))
    brought(sol, content)
    assert Entry.objects.get().expires_on == ends


def test_parts_of_pages_that_are_not_in_the_file_stay_out(maya: Client, sol: Client) -> None:
    fill(maya)
    lines = exported(maya).splitlines(keepends=True)
    without = b"".join(each for each in lines if b'{"kind": "trash"' not in each)
    delete_member(User.objects.get(username="maya"))
    answer = sent(sol, without.replace(b'"trash": 1, ', b""))
    assert answer.status_code == 303
    assert "1 photo without its page" in sol.get(answer["Location"]).content.decode()


def test_what_is_kept_of_the_account_is_in_the_file_without_its_secrets(maya: Client) -> None:
    keep(maya)
    user = User.objects.get(username="maya")
    rows = [row for row in rows_in(BytesIO(exported(maya))) if row.kind == ACCOUNT]
    by_table: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        assert row.data is not None
        by_table.setdefault(row.data["table"], []).append(row.data["columns"])
    assert by_table["accounts.User"][0]["username"] == "maya"
    assert by_table["accounts.User"][0]["joined_on"] == timezone.now().date().isoformat()
    assert len(by_table["accounts.SignIn"]) == user.sign_ins.count()
    assert {"vault.Vault", "vault.KeySlot", "vault.UnlockedSession"} <= set(by_table)
    file = exported(maya).decode()
    assert user.password not in file
    assert not any(sign_in.data in file for sign_in in user.sign_ins.all())


def test_every_table_that_names_a_member_is_in_the_file_with_each_column_or_its_reason() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' "
            "AND confrelid IN ('accounts_user'::regclass, 'vault_vault'::regclass)"
        )
        naming = {str(row[0]) for row in cursor.fetchall()}
    models = [model for model, _path in naming_models()]
    joined = {m2m.m2m_db_table() for model in models for m2m in model._meta.many_to_many}
    assert naming <= {model._meta.db_table for model in models} | joined
    for model in models:
        held = NOT_EXPORTED.get(model._meta.label, {})
        left = {each.attname: each for each in model._meta.concrete_fields}
        for name in columns_of(model):
            del left[name]
        for name, field in left.items():
            assert name in held or field.get_internal_type() == "BinaryField", (model, name)


def test_pages_of_some_days_bring_nothing_else(maya: Client) -> None:
    fill(maya)
    file = exported(maya, what="range", first="2026-11-20", last="2026-11-20")
    assert {row.kind for row in rows_in(BytesIO(file))} == {"entries", "photos"}


def test_without_photos_those_in_the_trash_stay_out_too(maya: Client) -> None:
    fill(maya)
    kinds = {row.kind for row in rows_in(BytesIO(exported(maya, what="words")))}
    assert kinds.isdisjoint({"photos", "photos in the trash"})
    assert {"trash", "drafts", "entry versions", "sittings"} <= kinds


def test_a_draft_mark_of_another_journal_never_meets_one_here(maya: Client) -> None:
    """The tab of a draft is one a journal: a draft that somebody went on with stays as it is."""
    vault = open_vault_of(maya)
    mark = a_mark()
    Draft.keep(vault, a_draft_content(body="First"), mark)
    content = exported(maya)
    Draft.keep(vault, a_draft_content(body="Gone on with"), DraftMark(mark.tab, 2))
    brought(maya, content)
    bodies = {row.contents(vault).data["body"] for row in Draft.objects.in_vault(vault)}
    assert bodies == {"First", "Gone on with"}
