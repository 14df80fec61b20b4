"""No GET changes anything but the minute of the last use: statement 25, by crawling every link."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urldefrag, urlencode, urljoin, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import SignIn
from apps.journal.models import Entry
from apps.vault.key_changes import recovery_codes
from apps.vault.models import UnlockedSession
from tests.content_fixtures import load_content
from tests.database_dump import database_dump
from tests.factories import open_vault_of
from tests.routes import all_routes
from tests.sample_objects import PRIVATE, has_sample, private_address, public_address, write_entry

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<(?:a|link|use)\b[^>]*?\s(?:href|hx-get)="([^"]*)"|\shx-get="([^"]*)"')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
FIELD = re.compile(r'<(?:input|button)\b[^>]*?\sname="([^"]*)"(?:[^>]*?\svalue="([^"]*)")?')
CHOICE = re.compile(r'<select\b[^>]*?\sname="([^"]*)".*?<option\b[^>]*?\svalue="([^"]+)"', re.S)
MOST_PAGES = 400
# One view over other words, or another month: these, with all that only some have, are enough.
ALIKE = re.compile(
    r"/journal/practices/(?!(?:three-columns|promise|habits)/)[a-z-]+/"
    r"|/journal/calendar/\d"
    r"|/support/(?!united-kingdom/)[a-z-]+/"
    r"|/guides/(?!(?:distance-or-harm|stopping-and-coming-back|shelf|feed|editors)/)[a-z-]+-[a-z-]+/"
)
# What a form asks for by name, where not any word will do.
TYPED = {"first": "2026-11-01", "last": "2026-11-21"}
HX = {"hx-request": "true"}


def links_of(page: str, *, at: str) -> Iterator[str]:
    """Addresses on this site that a page leads to by a look: links, hx-get and GET forms."""
    found = [left or right for left, right in LINK.findall(page)]
    for attributes, inside in FORM.findall(page):
        if "post" in attributes.lower():
            continue
        action = re.search(r'\baction="([^"]*)"', attributes)
        named = [*FIELD.findall(inside), *CHOICE.findall(inside)]
        fields = {name: unescape(value or TYPED.get(name, "distance")) for name, value in named}
        place = (action[1] if action else at).partition("?")[0]  # its own words replace a query
        found.append(f"{place}?{urlencode(fields)}")
    for address in found:
        parts = urlsplit(urljoin(at, unescape(urldefrag(address)[0])))
        is_ours = not parts.netloc and not parts.scheme and parts.path.startswith("/")
        is_new = not parts.path.startswith("/static/") and not ALIKE.match(parts.path)
        if is_ours and is_new:
            yield parts.geturl()


def crawl(client: Client, start: list[str]) -> dict[str, int]:
    """The status of every address that a look can reach.

    The first of each view and set of parameters is also asked for as htmx does it, and for its
    head alone: another one would run the same code once more.
    """
    waiting, seen = list(start), dict.fromkeys(start, 0)
    asked: set[tuple[object, ...]] = set()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        kind = kind_of(address, answer)
        if kind not in asked:
            asked.add(kind)
            client.get(address, headers=HX)
            client.head(address)
        seen[address] = answer.status_code
        found = [urljoin(address, answer["Location"])] if "Location" in answer.headers else []
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            found += links_of(answer.content.decode(), at=address)
        for link in found:
            if link.startswith("/static/"):
                continue  # a file, which the test client does not serve
            if link not in seen and len(seen) < MOST_PAGES:
                seen[link] = 0
                waiting.append(link)
    return seen


def kind_of(address: str, answer: Any) -> tuple[object, ...]:
    """The view or, without one, the address; the names of the parameters; the status."""
    match = getattr(answer, "resolver_match", None)
    names = sorted(parse_qs(urlsplit(address).query, keep_blank_values=True))
    return match.view_name if match else address, *names, answer.status_code


def every_address(maya: Client) -> list[str]:
    owner = open_vault_of(maya)
    routes = [route for route in all_routes() if has_sample(route)]
    return [
        public_address(route) if route.is_public else private_address(route, owner=owner)
        for route in routes
    ]


def test_a_look_around_by_a_member_changes_nothing(maya: Client) -> None:
    load_content()
    vault = open_vault_of(maya)
    write_entry(vault).trash()
    recovery_codes.offer_code(vault.vault, vault.data_keys)
    start = every_address(maya)
    assert len(PRIVATE) > 3
    hours_ago = timezone.now() - timedelta(hours=3)
    SignIn.objects.update(last_seen=hours_ago)
    used_before = UnlockedSession.objects.get().last_used
    before = database_dump()
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=True):
        seen = crawl(maya, start)
    assert database_dump() == before
    assert UnlockedSession.objects.get().last_used > used_before
    assert SignIn.objects.get().last_seen > hours_ago
    assert len(seen) > 60
    dead = [a for a, status in seen.items() if a not in start and status not in {200, 302, 303}]
    assert dead == []


def test_a_look_around_by_a_visitor_changes_nothing_at_all() -> None:
    load_content()
    before = database_dump()
    seen = crawl(Client(), ["/"])
    assert database_dump() == before
    assert len(seen) > 25
    assert [a for a, status in seen.items() if status not in {200, 302}] == []


def test_a_look_with_the_vault_closed_changes_nothing(maya: Client) -> None:
    start = every_address(maya)
    maya.post(reverse("vault:lock"))
    before = database_dump()
    crawl(maya, start)
    assert database_dump() == before


def test_the_comparison_sees_a_single_changed_value(maya: Client) -> None:
    """Else the tests above would hold nothing."""
    entry = write_entry(open_vault_of(maya))
    before = database_dump()
    Entry.objects.filter(pk=entry.pk).update(revision=2)
    after = database_dump()
    assert [table for table in before if before[table] != after[table]] == ["journal_entry"]
