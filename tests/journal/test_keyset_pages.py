"""Lists of a journal go on below a running number, and nothing that is written meanwhile shifts."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.journal.entries.keyset_page import KeysetPage
from apps.journal.models import Entry
from apps.vault.models import Vault
from tests.journal.entry_samples import a_page, keep

pytestmark = pytest.mark.django_db


def page(query: str, *, size: int = 2) -> KeysetPage[Entry]:
    [vault_id] = Vault.objects.values_list("id", flat=True)
    rows = Entry.objects.heads().filter(vault_id=vault_id)
    return KeysetPage.of(rows, QueryDict(query), size=size)


def test_the_next_page_begins_where_this_one_ended(maya: Client) -> None:
    rows = [keep(maya, a_page("text", title=f"Page {number}")) for number in range(4)]
    first = page("")
    keep(maya, a_page("text", title="Written meanwhile"))
    second = page(f"before={first.older}")
    assert [row.id for row in [*first.rows, *second.rows]] == [row.id for row in reversed(rows)]
    assert (first.is_further_back, second.is_further_back) == (False, True)
    assert second.older is None  # a full last page leads nowhere


@pytest.mark.parametrize("strange", ["", "-1", "x", "1.5", "9" * 30, "\u0663"])
def test_what_is_no_number_means_the_newest(maya: Client, strange: str) -> None:
    keep(maya)
    assert len(page(f"before={strange}").rows) == 1


def test_a_page_is_one_query_that_counts_and_skips_nothing(maya: Client) -> None:
    for number in range(4):
        keep(maya, a_page("text", title=f"Page {number}"))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        page("before=1000")
    of_entries = [each["sql"] for each in seen if "journal_entry" in each["sql"]]
    assert len(of_entries) == 1
    assert not re.search(r"COUNT|OFFSET", of_entries[0])
