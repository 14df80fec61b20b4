"""Behind proxies of ours the header `Forwarded` says who asks, and no other header can."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from apps.common.http.forwarded import SCHEME, ForwardedMiddleware
from apps.common.rate_limits import network_of
from config import settings as loaded
from tests.accounts.account_pages import try_once

TWO_HOPS = 'for=203.0.113.7;proto=https , For="198.51.100.9:4711";proto=http;by=10.0.0.2'


def request_from_proxy(headers: dict[str, str]) -> HttpRequest:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
    request.META.update(headers)
    return request


def seen(proxies: int, **headers: str) -> HttpRequest:
    """The request as the views get it, from a proxy at 10.0.0.1."""
    got: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        got.append(request)
        return HttpResponse()

    with override_settings(TRUSTED_PROXIES=proxies):
        ForwardedMiddleware(view)(request_from_proxy(headers))
    return got[0]


@pytest.mark.parametrize(
    ("proxies", "network", "scheme"),
    [
        (0, "10.0.0.0/24", None),
        (1, "198.51.100.0/24", "http"),
        (2, "203.0.113.0/24", "https"),
    ],
)
def test_only_trusted_proxies_may_say_who_asks(
    proxies: int, network: str, scheme: str | None
) -> None:
    request = seen(proxies, HTTP_FORWARDED=TWO_HOPS)
    assert network_of(request) == network
    assert request.META.get(SCHEME) == scheme


@pytest.mark.parametrize(
    ("node", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ('"[203.0.113.7]"', "203.0.113.0/24"),
        ('"[2001:db8:1::7]:4711"', "2001:db8:1::/48"),
        ('"[2001:db8:1::7]"', "2001:db8:1::/48"),
        ("2001:db8:1::7", "2001:db8:1::/48"),
        ("unknown", "unknown"),
        ("_hidden", "unknown"),
    ],
)
def test_every_form_of_an_address_is_read(node: str, network: str) -> None:
    assert network_of(seen(1, HTTP_FORWARDED=f"for={node};proto=https")) == network


@pytest.mark.parametrize("name", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP"])
def test_no_other_header_says_who_asks(name: str) -> None:
    """A WSGI server gives these names to headers with underscores too."""
    assert network_of(seen(0, **{name: "6.6.6.6"})) == "10.0.0.0/24"
    both = {name: "6.6.6.6", "HTTP_FORWARDED": "for=203.0.113.7;proto=https"}
    assert network_of(seen(1, **both)) == "203.0.113.0/24"


@pytest.mark.django_db
def test_the_scheme_is_read_under_a_name_that_no_header_has() -> None:
    assert not SCHEME.startswith("HTTP_")
    with override_settings(
        TRUSTED_PROXIES=1, SECURE_PROXY_SSL_HEADER=(SCHEME, "https"), SECURE_SSL_REDIRECT=True
    ):
        told = [
            (Client(HTTP_FORWARDED="for=203.0.113.7;proto=https"), 200),
            (Client(HTTP_FORWARDED="for=203.0.113.7;proto=http"), 301),
            (Client(HTTP_X_FORWARDED_PROTO="https"), 503),
        ]
        for client, status in told:
            assert client.get("/guides/").status_code == status
    assert loaded.SECURE_PROXY_SSL_HEADER is None
    assert loaded.MIDDLEWARE[1].endswith("ForwardedMiddleware")


@pytest.mark.django_db
def test_a_sender_who_changes_the_header_with_underscores_has_no_further_tries() -> None:
    with override_settings(TRUSTED_PROXIES=1):
        answers = [
            try_once(
                Client(
                    HTTP_FORWARDED="for=203.0.113.7;proto=https",
                    HTTP_X_FORWARDED_FOR=f"198.51.{place}.7",
                ),
                "nobody",
            )
            for place in range(11)
        ]
    assert answers == [422] * 10 + [429]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_FOR": "203.0.113.7", "HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_FORWARDED": "for=203.0.113.7", "HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_FORWARDED": "proto=https"},
        {"HTTP_FORWARDED": ", for=203.0.113.7;proto=https,"},
        {},
    ],
)
@pytest.mark.usefixtures("has_content")
def test_a_proxy_that_does_not_say_who_asks_and_over_what_is_named_not_redirected_to(
    headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """A redirect to https would come back over the same proxy, for ever."""
    proxy = Client(**headers)  # type: ignore[arg-type]
    with override_settings(
        TRUSTED_PROXIES=1, SECURE_PROXY_SSL_HEADER=(SCHEME, "https"), SECURE_SSL_REDIRECT=True
    ):
        for address in ("/", "/account/sign-in/", *(["/readyz/"] if headers else [])):
            answer = proxy.get(address)
            assert (answer.status_code, answer["Content-Type"]) == (503, "text/plain")
            assert "LEEWAY_TRUSTED_PROXIES" in answer.content.decode()
            assert "no-store" in answer["Cache-Control"]
        assert "Forwarded" in caplog.text
        assert "203.0.113.7" not in caplog.text
        assert proxy.get("/healthz/").status_code == 200
        assert Client().get("/readyz/").status_code == 200
