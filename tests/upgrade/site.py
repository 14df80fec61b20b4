"""A database of its own beside those of the tests, and the site on it as a browser meets it.

Nothing of the application is imported: only addresses, forms and files are known here, so that no
rename inside of it makes a stored database unreadable to its tests.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

FOLDER: Final = Path(__file__).parent
OURSELVES: Final = {"sec-fetch-site": "same-origin"}
ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ASIDE: Final = {"csrfmiddlewaretoken"}


@contextlib.contextmanager
def own_database(name: str) -> Iterator[str]:
    """The address of an empty database, for as long as it is needed."""
    beside = os.environ["DATABASE_URL"]
    named = sql.Identifier(name)
    with psycopg.connect(beside, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(named))
        try:
            yield address_of(name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))


def address_of(name: str) -> str:
    """The address of another database of the tests' server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def surroundings(url: str, secrets: Mapping[str, str], folder: str) -> dict[str, str]:
    """The environment of a copy of the site on that database, with these secrets."""
    own = {
        "DATABASE_URL": url,
        "LEEWAY_DATA": folder,
        "LEEWAY_LOCAL": "1",
        "LEEWAY_DEBUG": "0",
        "LEEWAY_SECRET_KEY": secrets["secret_key"],
        "LEEWAY_VAULT_PEPPER": secrets["pepper"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return {**os.environ, **own}


def start_django() -> None:
    """With plain static files: nothing is collected for these tests."""
    import django
    from django.conf import settings
    from django.test.utils import setup_test_environment

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    django.setup()
    setup_test_environment(debug=False)


class Browser:
    """One browser of one person: cookies, pages and forms.

    What the site refuses is an error, or is noted in `refused` where there is such a list.
    """

    def __init__(
        self, cookies: Mapping[str, str] | None = None, *, refused: list[str] | None = None
    ) -> None:
        from django.test import Client

        self.client = Client(headers=OURSELVES)
        self.client.cookies.load(dict(cookies or {}))
        self.refused = refused

    @property
    def cookies(self) -> dict[str, str]:
        return {name: each.value for name, each in self.client.cookies.items() if each.value}

    def get(self, address: str) -> "Shown":
        answer = self.client.get(address)
        return self._shown(answer, f"GET {address}", answer.status_code == 200)

    def post(self, address: str, form: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Send a form and hear where it leads; a page of complaints is an error."""
        answer = self.client.post(address, {**(form or {}), **more})
        leads_on = answer.status_code in {302, 303}
        self._shown(answer, f"POST {address}", leads_on or answer.status_code in {200, 204})
        return str(answer["Location"]) if leads_on else ""

    def file(self, address: str, form: Mapping[str, Any]) -> str:
        answer = self.client.post(address, form)
        shown = self._shown(answer, f"POST {address}", answer.status_code == 200)
        return shown.content.decode()

    def sign_in(self, name: str, password: str) -> None:
        self.post("/account/sign-in/", login=name, password=password)

    def _shown(self, answer: Any, asked: str, is_taken: bool) -> "Shown":
        shown = Shown(answer.getvalue() if answer.streaming else answer.content)
        if not is_taken:
            said = f"{asked}: {answer.status_code}, {shown.words[:500]}"
            assert self.refused is not None, said
            self.refused.append(said)
        return shown


class Shown:
    """What came back: bytes, and of a page its words, its fields and the ids that it links to."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    @property
    def words(self) -> str:
        """The words of the page's main part, spaces and line ends as one space."""
        return " ".join(self._read.words.split())

    @property
    def fields(self) -> dict[str, list[str]]:
        """What the forms of the main part say, by the name of the field."""
        return self._read.fields

    @property
    def groups(self) -> list[str]:
        return re.findall(r"<li>([0-9A-Z]{1,4})</li>", self.content.decode())

    def ids(self, pattern: str) -> list[str]:
        """The ids in the addresses of this shape, such as `/journal/drafts/<id>/`."""
        shape = re.escape(pattern).replace(re.escape("<id>"), f"({ID.pattern})")
        return sorted(set(re.findall(rf'href="{shape}(?:\?[^"]*)?"', self.content.decode())))

    @property
    def _read(self) -> "_Reader":
        reader = _Reader()
        reader.feed(self.content.decode(errors="replace"))
        reader.close()
        return reader


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.fields: dict[str, list[str]] = {}
        self._inside = 0
        self._area = self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._inside += 1
        name = given.get("name", "")
        if not self._inside or name in ASIDE:
            return
        if tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._say(self._select, given.get("value", ""))
        elif tag == "input" and name:
            ticked = given.get("type") not in {"radio", "checkbox"} or "checked" in given
            if ticked and given.get("type") != "submit":
                unsaid = "on" if given.get("type") == "checkbox" else ""
                self._say(name, given.get("value", unsaid))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._inside -= 1
        elif tag == "textarea" and self._area:
            self._say(self._area, self._text.removeprefix("\n"))
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data
        elif self._inside:
            self.words += data

    def _say(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def own_folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="leeway-upgrade-")
