"""Mails go out beside the requests, so that no answer takes longer for an address that is known."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

_queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
_waiting: set[Future[None]] = set()
_log = logging.getLogger(__name__)


def send(name: str, *, to: str, **words: object) -> None:
    """Queue the mail of that name (templates/account/mail): its first line is the subject."""
    text = render_to_string(f"account/mail/{name}.txt", words)
    subject, _line, body = text.strip().partition("\n")
    message = EmailMessage(subject, body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to])
    task = _queue.submit(_send, message)
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)


def wait_until_sent() -> None:
    """Return when every queued mail is sent or has failed."""
    for task in list(_waiting):
        task.result()


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except (OSError, SMTPException) as error:
        _log.error("A mail could not be sent: %s", type(error).__name__)
