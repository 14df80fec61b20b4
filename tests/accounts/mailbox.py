"""What the mails of a test say, and the links in them."""

import re

from django.core import mail

from apps.accounts.email.sending import wait_until_sent

LINK = re.compile(r"http://testserver(/\S+)")


def mails() -> list[mail.EmailMessage]:
    """Every mail that was sent so far."""
    wait_until_sent()
    return list(mail.outbox)


def link_in(message: mail.EmailMessage) -> str:
    """The path and query of the one link in a mail."""
    [link] = LINK.findall(str(message.body))
    return str(link)


def token_in(message: mail.EmailMessage) -> str:
    return link_in(message).partition("?token=")[2]
