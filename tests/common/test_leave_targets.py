"""The list of places to which Leave may go."""

import json
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command

from apps.common.content_files.toml_file import ContentError
from apps.common.leaving.targets import (
    KINDS,
    countries_in,
    leave_address,
    leave_countries,
    usual_by_language,
)
from apps.support.parse import parse

# Their first pages show who is signed in, what was looked for or what was watched.
PERSONAL = ("google.", "youtube.", "facebook.", "amazon.", "bing.", "yahoo.", "msn.", "x.com")
CODES = {
    "united-states": "us",
    "united-kingdom": "gb",
    "ireland": "ie",
    "canada": "ca",
    "australia": "au",
    "new-zealand": "nz",
    "india": "in",
    "germany": "de",
    "france": "fr",
    "spain": "es",
    "mexico": "mx",
    "brazil": "br",
    "south-africa": "za",
    "nigeria": "ng",
    "kenya": "ke",
    "international": "international",
}


def test_every_address_is_a_plain_first_page_over_tls() -> None:
    for country in leave_countries():
        for kind in KINDS:
            parts = urlsplit(country.address(kind))
            assert parts.scheme == "https", country.code
            assert parts.hostname, country.code
            assert not (parts.query or parts.fragment or parts.port or parts.username)
            assert not any(name in parts.hostname for name in PERSONAL)


@pytest.mark.parametrize(
    "address",
    [
        "http://weather.example/",
        "https://weather.example/?from=leeway",
        "https://weather.example/?",
        "https://weather.example/#leeway",
        "https://weather.example:8443/",
        "https://somebody@weather.example/",
        "javascript:alert(1)",
        "https:///",
    ],
)
def test_a_file_with_any_other_address_is_refused(address: str, tmp_path: Path) -> None:
    """It goes over TLS and says nothing by which the site could tell where somebody came from."""
    good = "https://weather.example/"
    text = f"""[[country]]
code = "gb"
name = "United Kingdom"
languages = ["en-gb"]
weather = "{good}"
news = "https://news.example/today/"
search = "https://search.example/"
"""
    path = tmp_path / "leave-targets.toml"
    path.write_text(text)
    assert countries_in(path)[0].address("weather") == good
    path.write_text(text.replace(good, address))
    with pytest.raises(ContentError, match="gb: weather is no plain https address"):
        countries_in(path)


def test_the_command_prints_each_address_once() -> None:
    out = StringIO()
    call_command("leave_targets", stdout=out)
    printed = [line.partition("  ")[0] for line in out.getvalue().splitlines()]
    listed = {country.address(kind) for country in leave_countries() for kind in KINDS}
    assert sorted(printed) == sorted(listed)


def test_every_country_with_help_lines_has_its_own_places() -> None:
    helped = parse((settings.BASE_DIR / "fixtures" / "support.toml").read_text())
    assert {country.slug for country in helped} == set(CODES)
    assert {country.code for country in leave_countries()} >= set(CODES.values())


@pytest.mark.parametrize(
    ("chosen", "languages", "address"),
    [
        ("", ["de-de"], "https://www.tagesschau.de/wetter"),
        ("", ["de-at"], "https://wetter.orf.at/"),
        ("news", ["de-at"], "https://orf.at/"),
        ("news.de", ["fr"], "https://www.tagesschau.de/"),
        ("search.fr", [], "https://www.qwant.com/"),
        ("news.gone", ["en-gb"], "https://www.bbc.co.uk/news"),
        ("gone.de", ["en-gb"], "https://www.tagesschau.de/wetter"),
        ("address.de", [], "https://www.tagesschau.de/wetter"),
    ],
)
def test_what_is_chosen_goes_first_then_the_languages_of_the_browser(
    chosen: str, languages: list[str], address: str
) -> None:
    assert leave_address(chosen, languages=languages) == address


def test_the_list_for_scripts_says_what_the_server_would() -> None:
    for language, address in json.loads(usual_by_language()).items():
        assert leave_address("", languages=[language]) == address
