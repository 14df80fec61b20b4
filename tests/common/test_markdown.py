"""Words become HTML by one road, and nothing but words comes out at its end."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.markdown import (
    Citation,
    GuideContext,
    guide_html,
    guide_line,
    plain_blocks,
    plain_line,
    to_html,
)

EVASIONS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=\"javascript:alert('1');\">",
    "<img src=`javascript:alert(1)`>",
    '<img """><script>alert(1)</script>">',
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mi xlink:href='javascript:alert(1)'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=data:text/html;base64,PHNjcmlwdD4=>",
    "<embed src=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import'//evil.example/x.css';</style>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><button>go</button></form>",
    "<div style=\"background:url('//evil.example')\">x</div>",
    "<body onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a onclick=alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<div hx-get=/account/delete/ hx-trigger=load>x</div>",
    "<div data-hx-post=/vault/lock/ data-hx-trigger=load>x</div>",
    "<div hx-on:click=alert(1) hx-vals='js:{a:alert(1)}'>x</div>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61vascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[x](data:image/png;base64,iVBORw0KGgo=)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://leeway.example/1)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "![x](//evil.example/pixel.gif 'hx-get=x')",
    "![<script>alert(1)</script>](x)",
    "[![x](https://evil.example/p.gif)](https://example.org)",
    "[x](https://example.org '\" onmouseover=\"alert(1)')",
    '[x](https://example.org" onclick="alert(1))',
    "[x](https://example.org 'x' hx-get=y)",
    "```html\n<script>alert(1)</script>\n```",
    '``` "><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "# <img src=x onerror=alert(1)>",
    "| <script> | b |\n|--|--|\n| <img src=x> | [x](javascript:alert(1)) |",
    "::: tip <script>alert(1)</script>\n<img src=x onerror=alert(1)>\n:::",
    '::: tip " onmouseover="alert(1)\nx\n:::',
    'Table: " onfocus="alert(1)\n\n| a |\n|--|\n| b |',
    '<i class="glyph-tip"></i>',
    "\x00<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<ｓcript>alert(1)</ｓcript>",
    '<a href="&#1;javascript:alert(1)">x</a>',
    "<x/href=javascript:alert(1)>",
    "<textarea></textarea><script>alert(1)</script>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
]

TEXT = {
    *("p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("h2", "h3", "h4", "h5", "h6", "span"),
}
GUIDE = TEXT | {
    *("h1", "table", "caption", "thead", "tbody", "tr", "th", "td", "div", "aside", "i"),
    *("svg", "path", "circle"),
}
ATTRIBUTES = {
    *("href", "title", "rel", "start", "id", "class", "scope", "role", "tabindex", "data-tone"),
    *("aria-label", "aria-labelledby", "aria-hidden", "viewbox", "d", "cx", "cy", "r"),
}


class Seen(HTMLParser):
    """Every tag, attribute and address of a piece of HTML, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


def assert_only_words(html: str, *, tags: set[str], attributes: set[str]) -> None:
    seen = Seen(html)
    assert seen.tags <= tags, seen.tags - tags
    assert seen.attributes <= attributes, seen.attributes - attributes
    for address in seen.addresses:
        assert urlsplit(address.strip()).scheme in {"", "http", "https", "mailto", "tel"}, address


MEMBER_ATTRIBUTES = {"href", "rel", "dir", "class"}


@pytest.mark.parametrize("text", EVASIONS)
def test_no_evasion_gets_through_members_words(text: str) -> None:
    assert_only_words(to_html(text), tags=TEXT, attributes=MEMBER_ATTRIBUTES)


@pytest.mark.parametrize("text", EVASIONS)
def test_no_evasion_gets_through_a_guide(text: str) -> None:
    assert_only_words(guide_html(text), tags=GUIDE, attributes=ATTRIBUTES)
    assert_only_words(guide_line(text), tags=GUIDE, attributes=ATTRIBUTES)


MARKS = st.sampled_from(
    ["<", ">", "[", "](", ")", "!", "`", "*", "_", "\n", "\n\n", '"', "'", "&", "#", "::: tip ",
     ":::", "|", "--|--", "hx-get=", "data-hx-on:", "javascript:", "data:text/html,", "//e.example",
     "<script>", "</script>", "<img src=x ", "onerror=", "Table: ", "[F1.1]", "&#106;", "\x00"]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(), st.lists(st.one_of(MARKS, st.text(max_size=6))).map("".join))


@given(ANY_TEXT)
def test_the_markdown_of_any_text_yields_no_script_no_remote_load_no_htmx(text: str) -> None:
    assert_only_words(to_html(text), tags=TEXT, attributes=MEMBER_ATTRIBUTES)
    assert_only_words(guide_html(text), tags=GUIDE, attributes=ATTRIBUTES)


def test_single_line_breaks_are_kept() -> None:
    assert to_html("one\ntwo") == '<p dir="auto">one<br>\ntwo</p>\n'


def test_each_block_of_members_words_has_a_direction_of_its_own() -> None:
    html = to_html("# Shalom\n\nשלום\n\n> quoted\n\n- one\n\n  two\n\n1. first\n\n```\nx\n```")
    blocks = re.findall(r"<(p|pre|h\d|blockquote|ul|ol|li)\b([^>]*)>", html)
    assert {tag for tag, _ in blocks} == {"p", "pre", "h2", "blockquote", "ul", "ol", "li"}
    assert {attributes for _tag, attributes in blocks} == {' dir="auto"'}


def test_links_tell_nobody_where_they_were_followed_from() -> None:
    assert 'rel="noreferrer nofollow"' in to_html("[x](https://example.org)")
    assert 'rel="noreferrer"' in guide_html("[x](https://example.org)")
    assert "rel=" not in guide_html("[x](/support/)")


def test_a_picture_of_elsewhere_is_a_link_and_never_loaded() -> None:
    html = to_html("![a *quiet* harbour](https://evil.example/p.gif)")
    assert ">a <em>quiet</em> harbour</a> (https://evil.example/p.gif)</p>" in html
    assert "<img" not in guide_html("![a harbour](https://evil.example/p.gif)")


def test_headings_of_members_leave_the_first_level_to_the_page() -> None:
    assert to_html("# One\n###### Six") == '<h2 dir="auto">One</h2>\n<h6 dir="auto">Six</h6>\n'


def test_headings_of_guides_can_be_linked_and_never_share_an_id() -> None:
    reading = GuideContext()
    html = guide_html("## Sources\n\n## The loop\n\n### The loop", reading=reading)
    html += guide_html("## The loop", reading=reading)
    assert [heading.id for heading in reading.headings] == ["sources-2", "the-loop", "the-loop-3"]
    assert 'id="the-loop-2"' in html


def test_a_table_has_its_caption_its_headings_and_a_region_to_scroll_in() -> None:
    html = guide_html("Table: Two ways\n\n| | Near |\n|--|--|\n| Rest | Yes |")
    assert '<div class="scroll-x" tabindex="0" role="region" aria-label="Two ways, table">' in html
    assert "<caption>Two ways</caption>" in html
    assert '<td></td>\n<th scope="col">Near</th>' in html
    assert '<th scope="row">Rest</th>\n<td>Yes</td>' in html
    assert "<p>" not in html


def test_a_caption_may_stand_on_the_line_above_its_table() -> None:
    assert "<caption>Two</caption>" in guide_html("Table: Two\n| a | b |\n|--|--|\n| c | d |")


@pytest.mark.parametrize("name", ["tip", "note", "evidence"])
def test_a_call_out_is_named_by_its_title(name: str) -> None:
    html = guide_html(f"::: {name} Say it once\nSide by side.\n:::")
    assert html.startswith(f'<aside class="{name}" aria-labelledby="{name}-say-it-once"><svg')
    assert f'<h3 id="{name}-say-it-once"><a href="#{name}-say-it-once">Say it once</a></h3>' in html


def test_every_heading_is_a_link_to_itself() -> None:
    html = guide_html("## The *loop*\n\n### Twice\n\n### Twice")
    assert '<h2 id="the-loop"><a href="#the-loop">The <em>loop</em></a></h2>' in html
    assert '<h3 id="twice-2"><a href="#twice-2">Twice</a></h3>' in html


@pytest.mark.parametrize("text", ["## See [it](/x/)", "::: tip See [it](/x/)\nSo.\n:::"])
def test_a_heading_that_holds_a_link_holds_no_other(text: str) -> None:
    heading = guide_html(text).partition("</h")[0]
    assert heading.count("<a ") == 1
    assert 'href="/x/"' in heading


def test_a_safety_call_out_is_an_alert() -> None:
    html = guide_html("::: safety You need not be sure\n[Support](/support/)\n:::")
    assert html.startswith('<aside class="alert" data-tone="warn"')
    assert '<a href="/support/">' in html


def test_citations_are_numbered_by_whoever_renders_the_guide() -> None:
    asked: list[str] = []

    def cite(records: Sequence[str]) -> list[Citation]:
        asked.extend(records)
        return [Citation(number=7, place="c7-1", target="s7", label="Source 7")]

    html = guide_html("They go quiet. [F10.1, F9.2]", reading=GuideContext(cite=cite))
    assert asked == ["F10.1", "F9.2"]
    assert 'quiet.<a class="cite" id="c7-1" href="#s7" aria-label="Source 7">7</a>' in html


def test_a_plain_line_has_the_quotation_marks_of_print() -> None:
    assert plain_line('What does "avoidant" mean? It\'s *one* word...') == (
        "What does “avoidant” mean? It’s one word…"
    )


def test_plain_words_have_no_marks_and_no_citations() -> None:
    text = "## The *loop*\n\nIt [grows](/x/).[F1.1]\nSlowly.\n\n::: tip Once\nSay it.\n:::"
    assert plain_blocks(text) == ["The loop", "It grows. Slowly.", "Once", "Say it."]
