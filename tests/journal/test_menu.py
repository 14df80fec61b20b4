"""The journal's menu: five items, the rest under More, and always one that is current."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.journal.menu import BELOW, ITEMS, MORE, JournalMenu
from apps.journal.urls import urlpatterns
from tests.journal.entry_samples import a_page, keep

pytestmark = pytest.mark.django_db

# Answers that show no page of the journal around themselves.
NO_PAGE = {"autosave", "kit_pin", "prompt", "pass_by", "photo_file", "photo_thumbnail", "time_zone"}


def test_there_are_five_items() -> None:
    assert [str(label) for label in ITEMS.values()] == [
        *("Write", "Pages", "Calendar", "Insights", "Practices"),
    ]


def test_every_page_of_the_journal_has_one_current_item() -> None:
    names = {str(pattern.name) for pattern in urlpatterns} - NO_PAGE
    assert names == {*ITEMS, *MORE, *BELOW}
    assert set(BELOW.values()) <= {*ITEMS, *MORE}
    for name in sorted(names):
        menu = JournalMenu.on(name, path="/somewhere/")
        assert [item.current for item in (*menu.items, *menu.more)].count("true") == 1, name


def test_the_page_itself_and_one_below_it_are_told_apart(maya: Client) -> None:
    entry = keep(maya, a_page("kettle"))
    for address, link, current in [
        ("/journal/", "/journal/", "page"),
        (f"/journal/{entry.id}/", "/journal/", "true"),
        ("/journal/calendar/2026/11/", "/journal/calendar/", "true"),
        ("/journal/trash/", "/journal/trash/", "page"),
    ]:
        html = maya.get(address).content.decode()
        menu = html[html.index('<nav class="menu-bar') : html.index('<main id="main"')]
        place = "" if address == "/journal/" else f' href="{link}"'  # More keeps its links
        assert f'<a{place} aria-current="{current}">' in menu
        assert ('<summary aria-current="true">' in menu) == (link == "/journal/trash/")


def test_a_page_has_one_way_to_lock_and_a_locked_one_has_one_to_unlock(maya: Client) -> None:
    keep(maya, a_page("kettle"))
    for address in ("/", "/journal/", "/journal/insights/", "/guides/", "/account/"):
        html = maya.get(address).content.decode()
        assert html.count(f'action="{reverse("vault:lock")}"') == 1
        assert html.count("<vault-clock") == 1
        assert f'href="{reverse("vault:unlock")}' not in html
    maya.post(reverse("vault:lock"))
    html = maya.get("/guides/").content.decode()
    assert f'href="{reverse("vault:unlock")}?next=/guides/"' in html
    clocks = re.findall(r"<vault-clock[^>]*>", html)
    assert [" hidden" in clock for clock in clocks] == [True]  # for words, and seen by nobody


def test_the_account_page_leads_to_what_is_ones_own(maya: Client) -> None:
    main = maya.get("/account/").content.decode().partition("<main")[2]
    for name in ("journal:export", "journal:import", "journal:templates"):
        assert f'<a href="{reverse(name)}">' in main
        assert maya.get(reverse(name)).status_code == 200
    for name in ("quiz:results", "articles:shelf"):
        assert f'<a href="{reverse(name)}">' in main


def test_no_title_of_the_journal_says_more_than_the_name(maya: Client) -> None:
    for pattern in urlpatterns:
        if "<" not in str(pattern.pattern) and pattern.name not in NO_PAGE:
            html = maya.get(reverse(f"journal:{pattern.name}")).content.decode()
            for title in re.findall(r"<title>(.*?)</title>", html):
                assert title == "Leeway", pattern.name
