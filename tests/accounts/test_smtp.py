"""Mails as they arrive at a mail server, over a real connection, and what happens where none is."""

import logging
import re
import socket
from email import message_from_string, policy

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.email.sending import wait_until_sent
from tests.accounts.smtp_server import smtp_server
from tests.accounts.test_email_address import ADDRESS, give

pytestmark = pytest.mark.django_db


def through(settings: Settings, port: int) -> None:
    options = {"host": "127.0.0.1", "port": port, "use_tls": False, "timeout": 5}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}


def test_a_mail_arrives_whole_and_its_link_confirms(maya: Client, settings: Settings) -> None:
    with smtp_server() as (port, received):
        through(settings, port)
        give(maya)
        wait_until_sent()
    [(envelope, text)] = received
    assert f"rcpt to:<{ADDRESS}>" in envelope.casefold()
    message = message_from_string(text, policy=policy.default)
    assert message["Subject"] == "Please confirm this address"
    assert message["To"] == ADDRESS
    body = message.get_content()
    assert "?token=" in text, "the link stands in the mail as it is"
    assert "=3D" not in text
    [token] = re.findall(r"\?token=(\S+)", body)
    assert Client().post("/account/email/confirm/", {"token": token}).status_code == 303


def test_a_server_that_does_not_answer_fails_no_page_and_names_nobody(
    maya: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    through(settings, port)
    with caplog.at_level(logging.ERROR):
        give(maya)
        wait_until_sent()
    assert "could not be sent" in caplog.text
    assert ADDRESS not in caplog.text
