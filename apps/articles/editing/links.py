"""Where the library's pages lead: our own links are followed, all others only looked at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import reverse

from apps.articles.editing.link_crawler import FetchedPage, fetch
from apps.articles.models import Guide

# Pages whose own links are part of the report; any other page of ours is only looked at.
FOLLOWED: Final = ("/guides/", "/glossary/", "/reading-list/")
MOST_PAGES: Final = 5000
FINE: Final = range(200, 400)
_DOI: Final = re.compile(r"https://doi\.org/10\.\d{4,9}/[^\s<>\"]+")
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_TEL: Final = re.compile(r"\+?[0-9*#-]{3,20}")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, kw_only=True)
class BrokenLink:
    """A link that leads nowhere, and the page it stands on."""

    page: str
    address: str
    why: str


@dataclass(kw_only=True)
class LinkReport:
    """What was followed, what is broken, and the outside addresses with the pages they stand on."""

    pages: int = 0
    followed: int = 0
    broken: list[BrokenLink] = field(default_factory=list)
    outside: dict[str, list[str]] = field(default_factory=dict)

    @property
    def valid_outside_links(self) -> set[str]:
        """The outside addresses that may be a link on a page: their form is right."""
        return {address for address in self.outside if not problem_with(address)}

    def answered(self, answers: Mapping[str, str]) -> list[BrokenLink]:
        """What an editor's own list of answers (address → status or words) says is broken."""
        return [
            BrokenLink(page=page, address=address, why=f"answered {answers[address]}")
            for address, pages in self.outside.items()
            for page in pages
            if address in answers and not _is_fine(answers[address])
        ]


def report() -> LinkReport:
    """Look at every public page of the library and at all it leads to. No outside request."""
    waiting = [reverse("articles:library")]
    waiting += [guide.get_absolute_url() for guide in Guide.objects.published().for_editor_list()]
    seen: dict[str, FetchedPage] = {}
    found = LinkReport()
    done: set[str] = set()
    while waiting and found.pages < MOST_PAGES:
        page = waiting.pop(0)
        if page in done:
            continue
        done.add(page)
        found.pages += 1
        for link in _seen(page, seen).links:
            address, anchor = urldefrag(urljoin(page, link))
            if not address.startswith("/"):
                _outside(found, page, link)
                continue
            found.followed += 1
            target = _seen(address, seen)
            if why := _why_broken(target, anchor):
                found.broken.append(BrokenLink(page=page, address=link, why=why))
            elif _is_followed(address) and address not in done:
                waiting.append(address)
    return found


def problem_with(address: str) -> str:
    """Say what is wrong with the form of an outside address, or nothing."""
    parts = urlsplit(address)
    if parts.scheme == "mailto":
        return "" if _MAIL.fullmatch(parts.path) else "is no e-mail address"
    if parts.scheme in {"tel", "sms"}:
        return "" if _TEL.fullmatch(parts.path) else "is no telephone number"
    if parts.scheme != "https":
        return "does not begin with https://"
    if not _HOST.fullmatch(parts.hostname or ""):
        return "names no host"
    if parts.hostname == "doi.org" and not _DOI.fullmatch(address):
        return "is no DOI"
    return ""


def answers_in(text: str) -> dict[str, str]:
    """Read a list of answers: an address and a status (or words) on each line."""
    rows = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return {row[0]: row[1].strip() if len(row) > 1 else "" for row in rows}


def _outside(found: LinkReport, page: str, link: str) -> None:
    pages = found.outside.setdefault(link, [])
    if page not in pages:
        pages.append(page)
    if why := problem_with(link):
        found.broken.append(BrokenLink(page=page, address=link, why=why))


def _seen(address: str, seen: dict[str, FetchedPage]) -> FetchedPage:
    if address not in seen:
        seen[address] = fetch(address)
    return seen[address]


def _why_broken(target: FetchedPage, anchor: str) -> str:
    if target.status not in FINE:
        return f"is not there ({target.status})"
    if anchor and not target.is_private and anchor not in target.ids:
        return f"has no part called {anchor}"
    return ""


def _is_followed(address: str) -> bool:
    return address.startswith(FOLLOWED) and "?" not in address


def _is_fine(answer: str) -> bool:
    status = answer.split(maxsplit=1)[0] if answer else ""
    return status.isdigit() and int(status) in FINE
