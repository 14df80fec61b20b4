"""Mails go out beside the requests, so that no answer takes longer for an address that is known."""

import email.policy
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from email.message import Message
from email.policy import Policy
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

LONGEST_LINE: Final = 900  # SMTP allows 998
_queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
_waiting: set[Future[None]] = set()
_log = logging.getLogger(__name__)


class LongLines(EmailMessage):
    """A mail whose links stay whole on one line; the usual 78 characters would have them encoded.

    Whoever reads the mails of a local copy as files can then follow them.
    """

    def message(self, *, policy: Policy = email.policy.default) -> Message:  # type: ignore[override]
        return super().message(policy=policy.clone(max_line_length=LONGEST_LINE))


def send(name: str, *, to: str, **words: object) -> None:
    """Queue the mail of that name (templates/account/mail): its first line is the subject.

    To an empty address nothing is sent, in the same time.
    """
    text = render_to_string(f"account/mail/{name}.txt", words)
    subject, _line, body = text.strip().partition("\n")
    message = LongLines(subject, body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to])
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
