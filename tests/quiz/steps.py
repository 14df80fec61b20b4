"""Steps through the quiz that several tests take."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.sitting import browser
from apps.quiz.sitting.sitting import Sitting

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


def carrying(*sittings: Sitting) -> Client:
    client = Client()
    for sitting in sittings:
        response = HttpResponse()
        browser.keep(client.get("/quiz/").wsgi_request, response, sitting)
        morsel = response.cookies[settings.QUIZ_COOKIE_NAME]
        client.cookies[settings.QUIZ_COOKIE_NAME] = morsel.value
    return client


def carried(client: Client, slug: str = "self-partner") -> Sitting:
    form = catalogue().offered(slug)
    assert form is not None
    sitting = browser.read(client.get(START).wsgi_request).of(form)
    assert sitting is not None
    return sitting


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
