"""The shell that every page wears: who sees what in it, and what it must never hold."""

import json
import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User

FOCUSABLE = re.compile(r"<(?:a\b[^>]*\bhref|button|input(?![^>]*type=\"hidden\")|select|textarea)")
HOME = reverse("pages:home")


def html_of(client: Client, address: str = HOME) -> str:
    return client.get(address, follow=True).content.decode()


class TestLeave:
    def test_it_is_third_in_the_tab_order(self) -> None:
        html = render_to_string("404.html")
        third = list(FOCUSABLE.finditer(html))[2]
        assert "data-leave-url" in html[third.start() : third.start() + 120]

    @pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "429", "500"])
    def test_it_is_on_every_error_page(self, page: str) -> None:
        html = render_to_string(f"{page}.html")
        assert f'<form class="leave" method="post" action="{reverse("pages:leave")}">' in html

    @pytest.mark.django_db
    def test_it_names_an_outside_page_for_scripts(self, visitor: Client) -> None:
        listed = re.search(r'data-leave-urls="([^"]+)"', html_of(visitor))
        assert listed is not None
        places = json.loads(unescape(listed[1]))
        assert "*" in places  # for a browser of any other language
        assert all(place.startswith("https://") for place in places.values())

    def test_the_page_after_it_says_nothing_of_us(self) -> None:
        html = render_to_string("pages/after_quick_exit.html", {"target": "https://example.org/"})
        assert "leeway" not in html.lower()
        assert "static" not in html


@pytest.mark.django_db
class TestVisitor:
    def test_a_page_carries_no_token_and_sets_no_cookie(self, visitor: Client) -> None:
        response = visitor.get(HOME)
        html = response.content.decode()
        assert "csrf" not in html.lower()
        assert "hx-headers" not in html
        assert "data-private" not in html
        assert not response.cookies

    def test_the_chosen_look_is_on_the_page(self, visitor: Client) -> None:
        visitor.cookies["__Host-look"] = "dark.xl.wide"
        assert 'data-theme="dark" data-text="xl" data-spacing="wide"' in html_of(visitor)

    def test_the_present_room_is_marked(self, visitor: Client) -> None:
        html = html_of(visitor, reverse("articles:library"))
        rooms = html[html.index('<nav class="main-nav"') : html.index("</header>")]
        assert '<a aria-current="page">Guides' in rooms
        assert rooms.count("aria-current") == 1

    def test_a_menu_leads_to_the_page_that_is_shown_only_from_another(
        self, visitor: Client
    ) -> None:
        for address, is_link in (("/guides/", False), ("/guides/?for=partner", True)):
            html = html_of(visitor, address)
            rooms = html[html.index('<nav class="main-nav"') : html.index("</header>")]
            assert ('href="/guides/"' in rooms) == is_link
            assert rooms.count("href=") == 3 + is_link
            assert '<a class="brand" href="/">' in html
        assert '<a class="brand">' in html_of(visitor, "/")


class TestMember:
    def test_lock_and_log_out_are_on_public_pages_too(self, maya: Client) -> None:
        html = html_of(maya)
        assert f'action="{reverse("vault:lock")}"' in html
        assert f'action="{reverse("account_logout")}"' in html
        assert '<meta name="robots" content="noindex">' in html
        assert "data-private" in html
        assert "X-CSRFToken" in html

    def test_lock_goes_once_the_vault_is_closed(self, maya: Client, maya_user: User) -> None:
        maya.post(reverse("vault:lock"))
        html = html_of(maya)
        assert f'action="{reverse("vault:lock")}"' not in html
        assert f'action="{reverse("account_logout")}"' in html

    def test_a_private_page_has_the_neutral_title_alone(self, maya: Client) -> None:
        assert "<title>Leeway</title>" in html_of(maya, reverse("journal:pages"))


class TestHtmx:
    def test_it_keeps_nothing_and_runs_no_strings(self) -> None:
        html = render_to_string("404.html")
        for setting in (
            '"historyCacheSize":0',
            '"allowEval":false',
            '"allowScriptTags":false',
            '"includeIndicatorStyles":false',
            '"selfRequestsOnly":true',
        ):
            assert setting in html

    def test_a_refused_form_is_shown(self) -> None:
        assert '{"code":"403|409|422","swap":true}' in render_to_string("404.html")
