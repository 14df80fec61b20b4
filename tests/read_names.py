"""Which fields of a form, or parameters of an address, a view looks for while it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client

OURSELVES = {"sec-fetch-site": "same-origin"}
EVERY_NAME: Final = "*"


class ReadingNames(QueryDict):
    """A short request that notes each name under which something is looked for."""

    names: set[str]

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().getlist(key, default)

    def __getitem__(self, key: str) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def lists(self) -> Any:
        self.names.add(EVERY_NAME)
        return super().lists()

    def items(self) -> Any:
        self.names.add(EVERY_NAME)
        return super().items()

    def copy(self) -> Any:
        self.names.add(EVERY_NAME)
        return super().copy()

    def __iter__(self) -> Any:
        self.names.add(EVERY_NAME)
        return super().__iter__()

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)


def names_read(client: Client, address: str, *, method: str) -> set[str]:
    """The names of the fields of a POST, or of the parameters of a GET, that somebody reads."""
    return all_read(client, address, method=method) - {EVERY_NAME}


@contextmanager
def names_noted(query: str, *, method: str) -> Iterator[set[str]]:
    """Meanwhile each request is answered as if it had sent this; the names that are read."""
    names: set[str] = set()
    kind = type("Reading", (ReadingNames,), {"names": names})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequest, method, kind(query))
        names.clear()
        yield names


def all_read(client: Client, address: str, *, method: str) -> set[str]:
    """The same, with EVERY_NAME where all that there are were asked for at once."""
    with names_noted("sign_in_name=x&sign_in_password=x", method=method) as names:
        client.generic(method, address, headers=OURSELVES)
    return names
