"""Catches what a log, an error report, a browser's history or a proxy would keep of a request."""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.test import Client
from django.views.debug import DEBUG_ENGINE, ExceptionReporter

from apps.common.error_reports import PrivateErrorReports
from tests.leak_scan import Pile

TITLE = re.compile(r"<title>(.*?)</title>", re.S)
ADDRESS = re.compile(r'\b(?:href|action|formaction|src|content|data-[\w-]+|hx-[\w-]+)="([^"]*)"')


@contextmanager
def captured_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pile]:
    """Each record of each logger at each level, and the report that Django would make."""
    pile = Pile()
    safe_settings = cache(PrivateErrorReports().get_safe_settings)

    def take(_logger: logging.Logger, record: logging.LogRecord) -> None:
        pile.add("the log", f"{record.getMessage()} {record.__dict__!r}")
        if record.exc_info and record.exc_info[1]:
            lines = traceback.TracebackException.from_exception(record.exc_info[1]).format()
            pile.add("a traceback in the log", "".join(lines))

    def report(*, request: Any, **_rest: Any) -> None:
        pile.add(
            "an error report", ExceptionReporter(request, *sys.exc_info()).get_traceback_text()
        )

    with monkeypatch.context() as patch:
        patch.setattr(logging.Logger, "isEnabledFor", lambda _logger, _level: True)
        patch.setattr(logging.Logger, "callHandlers", take)
        # A thousand reports are made here; what is the same in each is made once.
        patch.setattr(DEBUG_ENGINE, "from_string", cache(DEBUG_ENGINE.from_string))
        patch.setattr(PrivateErrorReports, "get_safe_settings", lambda _reports: safe_settings())
        got_request_exception.connect(report, weak=False)
        try:
            yield pile
        finally:
            got_request_exception.disconnect(report)


class CapturingClient(Client):
    """Notes the address, headers, cookies, titles and addresses of every answer."""

    def __init__(self, pile: Pile, **options: Any) -> None:
        super().__init__(**options)
        self.pile = pile

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        self.pile.add("an address", f"{request.get('PATH_INFO')}?{request.get('QUERY_STRING', '')}")
        for name, value in answer.items():
            self.pile.add(f"the header {name}", value)
        self.pile.add("a cookie", answer.cookies.output())
        text = answer.getvalue().decode(errors="replace")
        self.pile.add("a title", "\n".join(TITLE.findall(text)))
        self.pile.add("an address in a page", "\n".join(ADDRESS.findall(text)))
        return answer


class FailsOnce:
    """Stands before every statement of a connection and breaks the one that is counted out."""

    def __init__(self, *, after: int) -> None:
        self.left = after
        self.fired = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if not self.fired and self.left <= 0:
            self.fired = True
            raise OperationalError("forced: the connection is gone")
        self.left -= 1
        return execute(sql, params, many, context)
