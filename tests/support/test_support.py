"""Help by country: what is shown, in which order, until when, and how one reaches it."""

import re
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.support.models import SHOWN_FOR, Contact, Country, SupportLine
from apps.support.numbers import SPOKEN
from tests.content_fixtures import load_room

pytestmark = pytest.mark.django_db

LISTED = date(2026, 11, 21)
WARNING = "A call or a visit to a website may show in the phone’s history or on a bill."
COUNTRIES = [
    ("australia", "000"),
    ("brazil", "190"),
    ("canada", "911"),
    ("france", "17"),
    ("germany", "110"),
    ("india", "112"),
    ("ireland", "999"),
    ("kenya", "999"),
    ("mexico", "911"),
    ("new-zealand", "111"),
    ("nigeria", "112"),
    ("south-africa", "10111"),
    ("spain", "112"),
    ("united-kingdom", "999"),
    ("united-states", "911"),
]


def load() -> str:
    said = StringIO()
    call_command("load_support", stdout=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def loaded() -> None:
    load_room("support")


def page(client: Client, address: str = "/support/united-kingdom/") -> str:
    with time_machine.travel(LISTED, tick=False):
        response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- Loading ------------------------------------------------------------------------------------


def test_loading_again_changes_nothing() -> None:
    rows = [list(model.objects.order_by("pk").values()) for model in (SupportLine, Contact)]
    assert "(0 added, 0 changed, 0 removed)" in load()
    again = [list(model.objects.order_by("pk").values()) for model in (SupportLine, Contact)]
    assert again == rows


def test_a_line_and_a_country_that_left_the_file_leave_the_tables(tmp_path: Path) -> None:
    small = tmp_path / "support.toml"
    small.write_text(
        '[[country]]\nslug = "ireland"\nname = "Ireland"\nlang = "en"\nemergency_note = ""\n'
        '[[country.line]]\nname = "Emergency"\nkind = "emergency"\nconfidence = "high"\n'
        'contacts = [{ kind = "phone", label = "112", value = "112" }]\nlisted = 2026-11-21\n'
    )
    call_command("load_support", str(small), stdout=StringIO())
    assert [country.slug for country in Country.objects.all()] == ["ireland"]
    assert [line.name for line in SupportLine.objects.all()] == ["Emergency"]
    assert [contact.value for contact in Contact.objects.all()] == ["112"]


def test_a_changed_number_and_a_test_by_a_person_are_taken_over(tmp_path: Path) -> None:
    from django.conf import settings

    text = (settings.BASE_DIR / "fixtures" / "support.toml").read_text()
    changed = text.replace(
        'contacts = [{ kind = "phone", label = "1195", value = "1195" }]',
        'contacts = [{ kind = "phone", label = "1196", value = "1196" }]\nchecked = 2026-12-24',
    )
    file = tmp_path / "support.toml"
    file.write_text(changed)
    said = StringIO()
    call_command("load_support", str(file), stdout=said)
    line = SupportLine.objects.get(name="National GBV helpline")
    assert "(0 added, 1 changed, 0 removed)" in said.getvalue()
    assert (line.checked, [way.value for way in line.contacts.all()]) == (
        date(2026, 12, 24),
        ["1196"],
    )


def test_a_bad_file_changes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "support.toml"
    bad.write_text('[[country]]\nslug = "x"\n')
    with pytest.raises(CommandError, match=r"support\.toml"):
        call_command("load_support", str(bad))
    assert SupportLine.objects.count() == 134


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", "0808 1"), ("web", "javascript:alert(1)"), ("email", "nobody")]
)
def test_the_database_refuses_a_contact_that_does_not_fit_its_kind(kind: str, value: str) -> None:
    line = SupportLine.objects.get(name="Galop")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(line=line, position=9, kind=kind, label="x", value=value)


@pytest.mark.parametrize("field", ["kind", "confidence"])
def test_the_database_refuses_an_unknown_kind_or_confidence(field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportLine.objects.filter(name="Galop").update(**{field: "other"})


# --- Which lines --------------------------------------------------------------------------------


def test_a_doubtful_line_is_never_shown() -> None:
    shown = SupportLine.objects.shown(on=LISTED)
    assert not shown.filter(confidence="low").exists()
    assert SupportLine.objects.count() - shown.count() == SupportLine.objects.doubtful().count()


@pytest.mark.parametrize(
    ("country", "hidden"),
    [
        ("south-africa", ["0800 428 428", "31531", "GBV Command Centre"]),
        ("nigeria", ["SURPIN", "0800 078 7746", "NAPTIP", "mentallyaware.org"]),
        ("united-kingdom", ["relate.org.uk"]),
        ("ireland", ["1800 816 588"]),
        ("mexico", ["State lines"]),
        ("france", ["Mon soutien psy"]),
        ("germany", ["08000"]),
        ("india", ["rciregistration"]),
    ],
)
def test_numbers_that_may_be_dead_are_not_on_the_page(
    visitor: Client, country: str, hidden: list[str]
) -> None:
    html = page(visitor, f"/support/{country}/")
    assert [words for words in hidden if words in html] == []


def test_a_line_is_shown_for_180_days_and_not_one_longer(visitor: Client) -> None:
    last = LISTED + timedelta(days=180)
    for day, shown in [(last, True), (last + timedelta(days=1), False)]:
        with time_machine.travel(day, tick=False):
            html = visitor.get("/support/united-kingdom/").content.decode()
        assert ("0808 2000 247" in html) is shown
        assert ("We hold nothing for this country that we still trust." in html) is not shown
        assert "findahelpline.com" in html
        assert 'href="tel:112"' in html


def test_a_test_by_a_person_begins_the_180_days_again() -> None:
    SupportLine.objects.filter(name="Galop").update(checked=date(2027, 5, 1))
    late = SupportLine.objects.shown(on=date(2027, 10, 28)).exclude(country__slug="international")
    assert [line.name for line in late] == ["Galop"]
    assert not late.model.objects.shown(on=date(2027, 10, 29)).filter(name="Galop").exists()


def test_an_old_test_does_not_make_a_new_listing_older() -> None:
    SupportLine.objects.filter(name="Galop").update(checked=date(2025, 1, 1))
    assert SupportLine.objects.shown(on=LISTED).filter(name="Galop").exists()


def test_the_loader_says_when_the_first_lines_will_hide() -> None:
    assert "leave their pages from 2027-05-21 on" in load()


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "number"), COUNTRIES)
def test_a_country_begins_with_its_emergency_number_and_ends_with_the_worldwide_finders(
    visitor: Client, slug: str, number: str
) -> None:
    html = page(visitor, f"/support/{slug}/")
    places = [
        html.index(f'href="tel:{number}"'),
        html.index('id="here-abuse"'),
        html.index('id="therapist"'),
        html.index('id="worldwide"'),
        html.index("findahelpline.com"),
    ]
    assert places == sorted(places)


def test_abuse_comes_before_crisis_and_crisis_before_the_rest(visitor: Client) -> None:
    html = page(visitor)
    kinds = re.findall(r'id="here-(\w+)"', html)
    assert kinds == ["abuse", "crisis", "own"]


def test_every_page_says_what_it_must(visitor: Client) -> None:
    for address in ("/support/", "/support/kenya/"):
        html = page(visitor, address)
        for words in (
            "If you are in danger now, call the emergency number.",
            "You do not have to be sure that it is abuse to call.",
            "You can call about someone else.",
            "or are afraid that you will, there are people to talk to as well.",
            "These services are not run by us and they do not know that you come from here.",
            "isted in public sources, not yet tested by us",
            "21 November 2026",
        ):
            assert words in html, (address, words)
        assert html.index(WARNING) < html.index('class="line-card"')
        assert 'href="/guides/distance-or-harm/"' in html


def test_who_cannot_speak_is_told_what_their_country_offers(visitor: Client) -> None:
    assert "press 55" in page(visitor)
    assert 'href="sms:114"' in page(visitor, "/support/france/")
    assert "no way here that we could confirm" in page(visitor, "/support/kenya/")
    assert "In France you text 114." in page(visitor, "/support/")


def test_what_only_a_text_phone_reaches_is_words_and_no_button(visitor: Client) -> None:
    australia = page(visitor, "/support/australia/")
    assert 'href="tel:106"' not in australia
    assert 'href="sms:106"' not in australia
    assert "press 55 when a recorded voice asks" in australia
    assert 'href="sms:0423677767"' in australia
    states = page(visitor, "/support/united-states/")
    assert "18007873224" not in states
    assert re.search(
        r"TTY 1-800-787-3224</span>\s*<span class=\"small\">\(from a text phone only", states
    )


@pytest.mark.parametrize("slug", ["ireland", "new-zealand", "united-kingdom", "canada", "germany"])
def test_help_by_text_says_that_it_must_be_registered_for_and_has_no_button(
    visitor: Client, slug: str
) -> None:
    now = page(visitor, f"/support/{slug}/").split('id="now"')[1].split("<header")[0]
    assert "registered" in now
    assert "sms:" not in now


def test_numbers_are_links_and_plain_words(visitor: Client) -> None:
    html = page(visitor)
    assert re.search(r'href="tel:08082000247">.*?0808 2000 247</a>', html)
    assert re.search(r'href="sms:85258">\s*Text SHOUT to 85258</a>', html)
    spain = page(visitor, "/support/spain/")
    assert 'href="https://wa.me/34600000016"' in spain
    assert 'href="mailto:016-online@igualdad.gob.es"' in spain


def test_a_dialled_code_is_escaped() -> None:
    code = Contact.objects.get(value="*120*7867#")
    assert code.href == "tel:%2A120%2A7867%23"


def test_a_line_that_reads_one_number_and_dials_another_has_no_link(visitor: Client) -> None:
    """Somebody who can write to the database sends callers elsewhere: the words stay words."""
    Contact.objects.filter(value="08082000247").update(value="09001234567")
    Contact.objects.filter(kind="web").update(value="https://elsewhere.example/")
    html = page(visitor)
    assert "0808 2000 247" in html
    assert "09001234567" not in html
    assert "elsewhere.example" not in html


@pytest.mark.parametrize("kind", ["web", "email", "whatsapp", "phone", "text", "tty", "none"])
def test_no_way_to_reach_a_line_is_a_script(kind: str) -> None:
    assert Contact(kind=kind, label="javascript:x", value="javascript:x").href == ""


def test_outside_links_tell_nothing_and_say_that_they_leave(visitor: Client) -> None:
    html = page(visitor, "/support/united-states/")
    links = re.findall(r'<a [^>]*href="https://[^>]*>[^<]*</a>(?: <span[^>]*>[^<]*)?', html)
    assert links
    for link in links:
        assert 'rel="noreferrer noopener"' in link
        assert "(leaves this site)" in link


def test_what_editors_note_for_themselves_is_not_shown(visitor: Client) -> None:
    remarks = SupportLine.objects.exclude(remark="").values_list("country__slug", "remark")
    assert len(remarks) > 10
    for slug, remark in remarks:
        if slug != "international":
            assert remark not in page(visitor, f"/support/{slug}/")


def test_a_line_for_women_says_so_and_men_are_given_somewhere_to_go(visitor: Client) -> None:
    html = page(visitor)
    assert "For: Women, in England" in html
    assert "For: Men" in html
    assert "For: LGBT+ people" in html


def test_a_tested_line_says_when(visitor: Client) -> None:
    SupportLine.objects.filter(name="Galop").update(checked=date(2026, 12, 24))
    html = page(visitor)
    assert "Tested by a person on 24 December 2026." in html
    assert "Listed in public sources, not yet tested by us (21 November 2026)." in html


def test_the_country_is_chosen_with_a_plain_form(visitor: Client) -> None:
    html = page(visitor, "/support/")
    assert '<form class="field" method="get" action="/support/"' in html
    assert ">Show</button>" in html
    answer = visitor.get("/support/", {"country": "kenya"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/support/kenya/")
    assert '<option value="kenya" selected>' in page(visitor, "/support/kenya/")
    assert visitor.get("/support/", {"country": ""}).status_code == 200


def test_an_unknown_country_is_not_found(visitor: Client) -> None:
    assert visitor.get("/support/atlantis/").status_code == 404
    assert visitor.get("/support/international/").status_code == 404
    assert visitor.get("/support/", {"country": "atlantis"}).status_code == 404
    assert visitor.get("/support/", {"country": "atlantis\0"}).status_code == 404
    assert visitor.get("/support/", {"country": "\0"}).status_code == 200


def numbers_for(client: Client, accepted: str) -> list[str]:
    """The countries whose emergency numbers stand on the page, in their order."""
    html = client.get("/support/", headers={"accept-language": accepted}).content.decode()
    part = html.partition('class="emergency-numbers')[2].partition("</ul>")[0]
    return re.findall(r"<li><span>([^<]+)</span>", part)


def test_emergency_numbers_come_in_the_order_of_the_browsers_languages(visitor: Client) -> None:
    every = numbers_for(visitor, "")
    assert len(every) == Country.objects.to_choose().count()
    assert numbers_for(visitor, "en-GB,en;q=0.8")[:2] == ["United Kingdom", every[0]]
    assert numbers_for(visitor, "de-AT, fr-CA;q=0.5")[:3] == ["Germany", "Canada", "France"]
    assert numbers_for(visitor, "es-MX,es;q=0.9,en;q=0.1")[:2] == ["Mexico", "United States"]
    for odd in ("", "*", "xx-YY", "en-" + "a" * 5000, "\u00e9,,;q=x"):
        assert sorted(numbers_for(visitor, odd)) == sorted(every)


def test_the_country_is_never_chosen_for_somebody_and_nothing_of_the_language_is_kept(
    visitor: Client,
) -> None:
    from_france = visitor.get(
        "/support/", headers={"accept-language": "fr-FR", "cf-ipcountry": "FR"}
    )
    assert not from_france.cookies
    assert "Accept-Language" in from_france["Vary"]
    html = from_france.content.decode()
    assert not re.search(r"<option[^>]* selected", html.partition("</select>")[0])
    assert html.index('id="numbers"') < html.index('id="therapist"')
    before = numbers_for(visitor, "fr")
    assert numbers_for(visitor, "") != before
    assert visitor.get("/support/kenya/", headers={"accept-language": "fr"}).content == (
        visitor.get("/support/kenya/").content
    )


def test_every_country_has_its_region_and_languages() -> None:
    assert set(SPOKEN) == set(Country.objects.to_choose().values_list("slug", flat=True))


def test_a_page_asks_the_database_no_more_for_more_lines(visitor: Client) -> None:
    def queries(slug: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(visitor, f"/support/{slug}/")
        return len(captured)

    assert queries("united-kingdom") == queries("kenya") <= 7


def test_who_has_hurt_somebody_is_one_tap_from_whom_to_talk_to(visitor: Client) -> None:
    kingdom = page(visitor, "/support/united-kingdom/")
    assert kingdom.index('href="#own-behaviour"') < kingdom.index('id="own-behaviour"')
    theirs = kingdom.partition('id="own-behaviour"')[2].partition("</section>")[0]
    assert "the person you hurt is not the one to comfort you" in theirs
    named = re.findall(r'href="#(here-\w+)">([^<]+)</a>', theirs)
    assert ("here-own", "Respect Phoneline") in named
    for anchor, _name in named:
        assert f'id="{anchor}"' in kingdom
    assert "no such line in this country" not in theirs
    SupportLine.objects.filter(country__slug="kenya").update(kind="crisis", also=[])
    kenya = page(visitor, "/support/kenya/").partition('id="own-behaviour"')[2]
    assert "We know of no such line in this country" in kenya
    assert "Choose a country above" in page(visitor, "/support/").partition('"own-behaviour"')[2]


@pytest.mark.parametrize("address", ["/support/", *(f"/support/{slug}/" for slug, _n in COUNTRIES)])
def test_the_page_from_the_file_is_the_page_from_the_tables(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_tables = client.get(address).content
    monkeypatch.setattr("apps.support.views.was_outage_lately", lambda: True)
    with CaptureQueriesContext(connection) as queries:
        from_file = client.get(address).content
    assert from_file == from_tables
    assert len(queries) == 0


def test_the_page_from_the_file_hides_old_lines_and_knows_its_countries(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.support.views.was_outage_lately", lambda: True)
    with time_machine.travel(LISTED + SHOWN_FOR + timedelta(days=1)):
        page = client.get("/support/germany/").content.decode()
    assert "We hold nothing for this country" in page
    assert client.get("/support/atlantis/").status_code == 404
