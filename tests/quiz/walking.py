"""Steps through the quiz that several tests take."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from apps.quiz import cookie
from apps.quiz.sitting import Sitting
from tests.quiz.forms import self_partner

START = "/quiz/self-partner/"
REVIEW = "/quiz/self-partner/review/"
RESULT = "/quiz/self-partner/result/"
OURS = {"Sec-Fetch-Site": "same-origin"}


def post(client: Client, path: str, **data: str) -> Any:
    return client.post(path, data, headers=OURS)


def begun() -> Client:
    client = Client()
    post(client, START)
    return client


def carrying(sitting: Sitting) -> Client:
    response = HttpResponse()
    cookie.keep(response, sitting)
    client = Client()
    client.cookies[settings.QUIZ_COOKIE_NAME] = response.cookies[settings.QUIZ_COOKIE_NAME].value
    return client


def carried(client: Client) -> Sitting:
    request = client.get(START).wsgi_request
    sitting = cookie.read(request, self_partner())
    assert sitting is not None
    return sitting


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
