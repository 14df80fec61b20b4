"""Whoever can only write to the database puts HTML into the library: no page acts on it."""

from collections import Counter
from collections.abc import Iterator

import nh3
import pytest
from django.contrib.postgres.fields import ArrayField
from django.test import Client

from apps.articles.models import Path
from apps.common.markdown import clean_blocks, clean_line
from apps.common.templatetags.leeway import cleaned, cleaned_line
from tests.altered_content import (
    ATTACKS,
    WORDS,
    Hooks,
    add_to_every_column,
    name_of,
    named_attack,
    text_columns,
)
from tests.articles.editing.conftest import editor
from tests.content_fixtures import load_content
from tests.factories import open_vault_of
from tests.routes import all_routes
from tests.sample_objects import SLUG, private_address, public_address

# Pages that have a form for each paragraph, or a line for each problem, of what is stored.
GROWING = ("/passages/", "/editing/links/", f"/editing/guides/{SLUG}/")
MORE = ["/guides/?q=silence", "/guides/?q=attachmant", "/support/united-states/"]


def looks(maya: Client) -> Iterator[tuple[Client, str]]:
    """Every page of the house, as a visitor, a member with an open journal and an editor see it."""
    vault, ines = open_vault_of(maya), editor("ines")
    for route in all_routes():
        if route.is_for_editors:
            yield ines, private_address(route, owner=vault)
        elif route.is_public:
            address = public_address(route)
            yield Client(), address
            yield maya, address
        else:
            yield maya, private_address(route, owner=vault)
    ends = [f"/guides/{path.guides[-1]}/?path={path.slug}" for path in Path.objects.all()]
    yield from ((maya, address) for address in [*MORE, *ends])


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code < 500, address
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if is_page else ""


def grows(address: str) -> bool:
    return address.endswith(GROWING)


def columns_of_html() -> set[str]:
    """Of the tables: what was made of Markdown, and the sources of a page with their citations."""
    return {
        name_of(column)
        for column in text_columns()
        if column.name.endswith("_html") or column.name == "sources"
    }


@pytest.mark.django_db
def test_no_page_acts_on_html_that_was_written_into_a_table(maya: Client) -> None:
    """Columns and pages are found, not listed, and held against the same pages with plain words.

    What is emitted as HTML is what columns of HTML hold and nothing else; htmx is off there.
    """
    load_content()
    places = list(looks(maya))
    add_to_every_column(lambda _column: " zqplain")
    plain = [Counter[str]() if grows(at) else Hooks(read(who, at)).hooks for who, at in places]
    add_to_every_column(lambda column: named_attack(SLUG, column))
    as_html: dict[str, bool] = {}
    added = []
    for (client, address), before in zip(places, plain, strict=True):
        html = read(client, address)
        page = Hooks(html)
        more = page.hooks - before
        if any(each in html for each in ATTACKS) or (more and not grows(address)):
            added.append((address, more))
        for name, is_off in page.bold.items():
            if name.startswith("zq"):
                as_html[name] = is_off and as_html.get(name, True)
    assert added == []
    assert as_html == dict.fromkeys(columns_of_html(), True)


@pytest.mark.parametrize("html", ATTACKS)
def test_cleaning_leaves_nothing_that_a_browser_or_a_script_acts_on(html: str) -> None:
    assert not +Hooks(clean_blocks(html)).hooks
    assert not +Hooks(clean_line(html)).hooks
    assert clean_blocks(clean_blocks(html)) == clean_blocks(html)


# Tags that browsers close, move or open by themselves, before a mark that stands outside.
NESTED = (
    "</div></span></section></p></main><li>x</ul>",
    "<li><li>x</li></ol></ul><ul></li>",
    "<ul><button><li>a</li></button></ul>",
    "<p><button><div>x</div></button></p>",
    "<h2><button><h3>x</h3></button></h2></h2>",
    "<a href=/x><object><a href=/y>z</a></object></a>",
    '<a href="/x"><table><a href="/y">',
    "<table><div>x</div><tr><td><table></table></caption><caption>",
    "<pre><p><blockquote></pre></aside><aside>" * 50,
    '<math><mtext><table><mglyph><style><!--</style><b title="--&gt;&lt;form&gt;">',
    "<svg><foreignObject><div>x</foreignObject></div></svg></p>",
    '<noscript><p title="</noscript></section><form>">',
    "<template></section></template><select></section><textarea></section>",
    "<plaintext></section>",
    "<!--></section>--><![CDATA[</section>]]></ section><?x </section>",
)
AROUND = ("{}", "<ul><li>{}</li></ul>", "<table><tr><td>{}</td></tr></table>", "<div>{}</div>")


def as_browsers_read(html: str) -> str:
    """The same after the parser of browsers has put each element where it belongs."""
    tags = WORDS | {"section", "mark"}
    names = {"*": {"hx-disable", "class", "href", "id"}}
    return nh3.clean(html, tags=tags, attributes=names, link_rel=None)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("html", [*NESTED, *ATTACKS])
def test_stored_html_never_ends_the_element_in_which_htmx_is_off(html: str, around: str) -> None:
    for show, begins in ((cleaned, "<section hx-disable"), (cleaned_line, "<span hx-disable")):
        shown = f"{show(html)}<mark>outside</mark>"
        if not show(html):
            continue
        tag = begins[1:].split()[0]
        page = as_browsers_read(around.format(shown))
        before, _, after = page.partition(begins)
        inside, end, _ = after.partition(f"</{tag}><mark>outside")
        assert before == as_browsers_read(around.format("|")).split("|")[0]
        assert end, page
        assert inside.count(f"</{tag}>") == inside.count(f"<{tag}") == 0


def test_a_line_can_not_leave_its_paragraph() -> None:
    html = clean_line("a<p>b</p><div>c</div><h2>d</h2><ul><li>e</li></ul><table><td>f")
    assert html == "abcdef"


@pytest.mark.django_db
def test_cleaning_what_was_loaded_changes_nothing() -> None:
    load_content()
    looked_at = 0
    for column in text_columns():
        if not column.name.endswith("_html"):
            continue
        for said in column.model._default_manager.values_list(column.name, flat=True):
            for html in said if isinstance(column, ArrayField) else [said]:
                looked_at += 1
                assert clean_blocks(html) == html
                assert clean_line(html) == html or "</p>" in html or "</h2>" in html
    assert looked_at > 300
