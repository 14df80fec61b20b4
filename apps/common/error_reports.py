"""What a log or an error report may say: where something failed, and nothing of anybody's words."""

import logging
import re
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class NoContexts(logging.Filter):
    """For Django's template logger: at DEBUG it writes whole contexts, and so whole pages."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING


class PrivateErrorReports(SafeExceptionReporterFilter):
    """No form, no cookie and no local variable, also where a view failed before it could say so."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|COOKIE|QUERY_STRING", flags=re.I
    )

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {} if self.is_active(request) else super().get_post_parameters(request)

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return {} if self.is_active(request) else super().get_safe_cookies(request)

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        if self.is_active(request):
            return []
        return super().get_traceback_frame_variables(request, tb_frame)
