"""Catches what a log, an error report, a browser's history or a proxy would keep of a request."""

import inspect
import logging
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.core.signals import got_request_exception
from django.db import OperationalError, connection
from django.test import Client
from django.views.debug import DEBUG_ENGINE, ExceptionReporter

from apps.common.error_reports import PrivateErrorReports
from apps.common.resubmission import ResubmissionPage
from tests.leak_scan import Pile
from tests.routes import Route

TITLE = re.compile(r"<title>(.*?)</title>", re.S)
SHOWN_AGAIN = inspect.unwrap(ResubmissionPage.answer).__code__
ADDRESS = re.compile(r'\b(?:href|action|formaction|src|content|data-[\w-]+|hx-[\w-]+)="([^"]*)"')


@contextmanager
def captured_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pile]:
    """Each record of each logger at each level, and the report that Django would make."""
    pile = Pile()
    told_settings = iter([PrivateErrorReports().get_safe_settings()])

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
        # A thousand reports are made here; what is the same in each is made once. The settings
        # stand in the first report alone: no request changes them.
        patch.setattr(DEBUG_ENGINE, "from_string", cache(DEBUG_ENGINE.from_string))
        patch.setattr(ExceptionReporter, "_get_source", _source)
        patch.setattr(traceback.StackSummary, "format_frame_summary", _lines_of_frame)
        patch.setattr(
            PrivateErrorReports, "get_safe_settings", lambda _reports: next(told_settings, {})
        )
        got_request_exception.connect(report, weak=False)
        try:
            yield pile
        finally:
            got_request_exception.disconnect(report)


_read_source = vars(ExceptionReporter)["_get_source"]
_format_frame = traceback.StackSummary.format_frame_summary
_sources: dict[str, Any] = {}
_frames: dict[Hashable, str] = {}


def _source(reporter: ExceptionReporter, filename: str, loader: Any, module: str) -> Any:
    """The lines of a file of code, read once."""
    if filename not in _sources:
        _sources[filename] = _read_source(reporter, filename, loader, module)
    return _sources[filename]


def _lines_of_frame(
    summary: traceback.StackSummary, frame: traceback.FrameSummary, **options: Any
) -> str:
    """What a traceback says of a place in the code, which is the same each time; not of locals."""
    ends = frame.end_lineno, frame.colno, frame.end_colno
    place = (frame.filename, frame.lineno, *ends, frame.name, *options.items())
    if frame.locals is not None:
        return _format_frame(summary, frame, **options)
    if place not in _frames:
        _frames[place] = _format_frame(summary, frame, **options)
    return _frames[place]


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


class FailsWhereNew:
    """Breaks the first statement of one request to an address that was not broken before.

    The way to a view (middleware, decorators) is the same code for every address: there a
    statement is known by the lines that lead to it. From the first line of the view on, or of the
    form that is shown again in its place, each statement of each address counts. Behind that line
    the code is the same whoever asks: what differs are the frames before it, so that for each of
    them the first statement counts as well. `tried` remembers all; `who` asks, by `method`.
    """

    def __init__(self, route: Route, *, tried: set[Hashable], who: str, method: str) -> None:
        self.tried = tried
        exempt = bool(getattr(route.view, "csrf_exempt", False))
        kind = (route.is_public, route.is_for_editors, route.keeps_words, exempt)
        self.way: Hashable = (who, method, *kind)
        self.address: Hashable = (method, str(route))
        self.first_inside: Hashable = (who, method, str(route))
        self.view = getattr(inspect.unwrap(route.view), "__code__", None)
        self.is_in_view = False
        self.asked: Counter[Hashable] = Counter()
        self.fired = False
        self.fired_before_view = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """For the time of the request: all statements, and when its view is reached."""
        make, answer = BaseHandler.make_view_atomic, ResubmissionPage.answer

        def made(handler: BaseHandler, view: Callable[..., Any]) -> Callable[..., Any]:
            def called(*given: Any, **named: Any) -> Any:
                response = make(handler, view)(*given, **named)
                self.is_in_view = True  # also where it asked nothing
                return response

            return called

        def answered(*given: Any, **named: Any) -> Any:
            self.is_in_view = True
            return answer(*given, **named)

        with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(self):
            patch.setattr(BaseHandler, "make_view_atomic", made)
            patch.setattr(ResubmissionPage, "answer", answered)
            yield

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if not self.fired and not self.tried.issuperset(places := self._places()):
            self.tried.update(places)
            self.fired, self.fired_before_view = True, not self.is_in_view
            raise OperationalError("forced: the connection is gone")
        return execute(sql, params, many, context)

    def _places(self) -> set[Hashable]:
        """Where this statement stands; a line that asks again has a further place each time."""
        lines: list[tuple[str, int]] = []
        inside = 0
        # asked twenty thousand times: twice as quick as traceback.walk_stack
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            code = frame.f_code
            lines.append((code.co_filename, frame.f_lineno))
            if code is self.view or code is SHOWN_AGAIN:
                inside = len(lines)
            frame = frame.f_back
        self.is_in_view |= inside > 0
        if inside:
            place = (self.address, *lines[:inside])
        else:
            place = (self.first_inside if self.is_in_view else self.way, *lines)
        self.asked[place] += 1
        return {(*place, self.asked[place]), *({self.first_inside} if self.is_in_view else ())}


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
