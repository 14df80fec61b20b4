"""The journal's menu: five items, what stands under More, and which of them a page belongs to."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.common.http.fixed_addresses import address_of

# What each item is called, by the name of the address that it leads to.
ITEMS: Final[dict[str, Promise]] = {
    "new": _("Write"),
    "pages": _("Pages"),
    "calendar": _("Calendar"),
    "insights": _("Insights"),
    "practices": _("Practices"),
}
MORE: Final[dict[str, Promise]] = {
    "search": _("Search"),
    "drafts": _("Drafts"),
    "trash": _("Trash"),
    "templates": _("Templates"),
    "export": _("Export"),
    "import": _("Import"),
    "settings": _("Settings"),
    "keys": _("Keyboard shortcuts"),
}
# The item that every other page of the journal belongs to.
BELOW: Final[dict[str, str]] = {
    **dict.fromkeys(("answers", "answer"), "new"),
    "guide_answers": "pages",
    **dict.fromkeys(("entry", "edit", "delete", "history", "version"), "pages"),
    **dict.fromkeys(("photos", "photo", "photo_remove", "photo_restore", "photo_erase"), "pages"),
    **dict.fromkeys(("outcome", "seen", "pin", "restore"), "pages"),
    "month": "calendar",
    **dict.fromkeys(
        ("practice", "sitting", "worksheet", "course", "course_step", "course_worksheets"),
        "practices",
    ),
    **dict.fromkeys(("progress", "appointment", "pause", "breathing", "deck"), "practices"),
    **dict.fromkeys(("draft", "draft_delete", "locked_draft_delete"), "drafts"),
    **dict.fromkeys(("for_good", "delete_many"), "trash"),
    **dict.fromkeys(("new_template", "template", "template_delete"), "templates"),
    "pending": "import",
    "settings_anew": "settings",
}


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One link: `current` is "page" on the page itself, "true" on one below it, else empty."""

    label: Promise
    url: str
    current: str


@dataclass(frozen=True, kw_only=True)
class JournalMenu:
    """The menu as one page shows it; `search` is the link that also stands beside it."""

    items: list[MenuItem]
    more: list[MenuItem]
    search: MenuItem

    @classmethod
    def on(cls, page: str, *, path: str) -> "JournalMenu":
        """The menu on the page with this name of an address, at this path."""
        at = BELOW.get(page, page)
        items, more = _links(ITEMS, at=at, path=path), _links(MORE, at=at, path=path)
        return cls(items=items, more=more, search=more[0])

    @property
    def is_in_more(self) -> bool:
        return any(item.current for item in self.more)


def _links(named: dict[str, Promise], *, at: str, path: str) -> list[MenuItem]:
    return [_link(name, label, is_here=name == at, path=path) for name, label in named.items()]


def _link(name: str, label: Promise, *, is_here: bool, path: str) -> MenuItem:
    url = address_of(f"journal:{name}")
    current = ("page" if url == path else "true") if is_here else ""
    return MenuItem(label=label, url=url, current=current)
