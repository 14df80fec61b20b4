"""Where Leave goes: by what the person chose, else by what the browser says it reads.

The addresses are those of fixtures/leave-targets.toml, and no other is ever followed.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from apps.common.content_files.toml_file import ContentError, Text, TomlTable, read_toml

type Kind = Literal["weather", "news", "search"]

KINDS: Final[tuple[str, ...]] = get_args(Kind.__value__)
USUAL: Final = KINDS[0]
LABELS: Final[dict[str, str | Promise]] = {
    "weather": _("Weather"),
    "news": _("News"),
    "search": _("A search page"),
}

type Choice = tuple[str, str | Promise]


class LeaveCountry(TomlTable, frozen=True, kw_only=True):
    """One country of the file, with the languages by which a browser is sent there."""

    code: Text
    name: Text
    languages: tuple[Text, ...]
    weather: Text
    news: Text
    search: Text

    def address(self, kind: str) -> str:
        """The page of this kind; a kind that is not known counts as the usual one."""
        return str(getattr(self, kind if kind in KINDS else USUAL))

    def label(self, kind: str) -> str:
        """The kind with the name of the site: `Weather: bbc.co.uk`."""
        site = (urlsplit(self.address(kind)).hostname or "").removeprefix("www.")
        return f"{LABELS[kind]}: {site}"


class LeaveTargetsFile(TomlTable, frozen=True):
    country: tuple[LeaveCountry, ...]


@cache
def leave_countries() -> tuple[LeaveCountry, ...]:
    """The countries in the order of the file; the last stands for the rest. Raises ContentError."""
    return countries_in(settings.BASE_DIR / "fixtures" / "leave-targets.toml")


def countries_in(path: Path) -> tuple[LeaveCountry, ...]:
    """The countries of such a file. Raises ContentError, also for an address that is not plain."""
    countries = read_toml(path, LeaveTargetsFile).country
    languages = [each for country in countries for each in country.languages]
    codes = [country.code for country in countries]
    if len({*languages}) != len(languages) or len({*codes}) != len(codes):
        raise ContentError(f"{path.name}: a code or a language stands there twice")
    for country in countries:
        for kind in KINDS:
            if not _is_plain(country.address(kind)):
                raise ContentError(f"{path.name}: {country.code}: {kind} is no plain https address")
    return countries


def _is_plain(address: str) -> bool:
    """Whether it is https and says nothing more than a site and a path, by which to be known."""
    parts = urlsplit(address)
    extra = parts.fragment or parts.port or parts.username or parts.password
    return parts.scheme == "https" and bool(parts.hostname) and not extra and "?" not in address


def leave_address(chosen: str, *, languages: Sequence[str]) -> str:
    """The address for a choice, in which a missing kind is weather.

    A choice without a country follows the browser's languages, the first that is listed. What is
    not known is no reason to keep somebody here: it counts as not chosen.
    """
    kind, _dot, code = chosen.partition(".")
    countries = leave_countries()
    country = next((each for each in countries if each.code == code), None)
    return (country or _by_language(languages)).address(kind)


def leave_target_choices() -> list[tuple[str | Promise, list[Choice]]]:
    """Each choice with what a form calls it: by the language of the browser, then by country."""
    by_language: list[Choice] = [
        ("" if kind == USUAL else kind, label) for kind, label in LABELS.items()
    ]
    by_country: list[tuple[str | Promise, list[Choice]]] = [
        (country.name, [(f"{kind}.{country.code}", country.label(kind)) for kind in KINDS])
        for country in leave_countries()
    ]
    return [(_("By the language of the browser"), by_language), *by_country]


def leave_target_of(request: HttpRequest) -> str:
    """The address that a member chose, while their journal is unlocked here; else the usual one."""
    vault = (
        getattr(request, "vault", None) if settings.VAULT_COOKIE_NAME in request.COOKIES else None
    )
    chosen = str(vault.opening.leave_target) if vault else ""
    return leave_address(chosen, languages=list(_languages_of(request)))


def usual_by_language() -> str:
    """JSON: the usual address by language, for a page that is the same for every visitor.

    `*` is that of every other language.
    """
    countries = leave_countries()
    by_language = {
        language: country.address(USUAL) for country in countries for language in country.languages
    }
    return json.dumps({**by_language, "*": countries[-1].address(USUAL)}, separators=(",", ":"))


def _by_language(languages: Iterable[str]) -> LeaveCountry:
    """A language with its region first, then the language alone, for each in turn."""
    countries = leave_countries()
    listed = {language: country for country in countries for language in country.languages}
    for language in languages:
        for tag in (language, language.partition("-")[0]):
            if tag in listed:
                return listed[tag]
    return countries[-1]


def _languages_of(request: HttpRequest) -> Iterator[str]:
    """What the browser says it reads, the dearest first, in small letters."""
    for language, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        yield language.lower()
