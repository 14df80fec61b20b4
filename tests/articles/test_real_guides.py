"""The guides that are really in the library hold together, page by page."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from apps.articles.content.checks import read_library, unfinished
from apps.articles.content.parse import GuideText
from apps.articles.content.style_rules import EASIEST, LONGEST_GUIDE, SHORTEST_GUIDE, measure
from apps.articles.models import Guide
from tests.articles.test_library import titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_guides")]

ON_PURPOSE = {"if you are in danger now"}
# Terms of the field, places and help, which are named alike on purpose, and the two last headings.
NAMED_ALIKE = re.compile(
    r"high in avoidance|keeps? a distance|people who keep|united states|in the united|new zealand"
    r"|couples in new|domestic abuse service|crisis line|talk to a service|of ending your life"
    r"|how sure are we|when to get help"
)
LINK = re.compile(r'href="/guides/([a-z0-9-]+)/(?:#([a-z0-9-]+))?"')


def test_all_are_in_the_library(visitor: Client) -> None:
    html = visitor.get("/guides/").content.decode()
    assert len(titles(html)) == Guide.objects.published().count() > 0


def test_the_guides_of_a_topic_stand_together(visitor: Client) -> None:
    results = visitor.get("/guides/").content.decode().partition('id="results"')[2]
    topics = dict(Guide.objects.values_list("slug", "topic__position"))
    shown = [topics[slug] for slug in re.findall(r'href="/guides/([a-z-]+)/"', results)]
    assert len(shown) >= len(topics) and shown == sorted(shown)


def test_the_library_is_whole_and_holds_to_the_standard() -> None:
    library = read_library(settings.BASE_DIR / "fixtures")
    assert sorted(guide.number for guide in library.guides) == list(range(1, 41))
    assert list(unfinished(library.guides)) == []
    for guide in library.guides:
        assert SHORTEST_GUIDE <= measure(guide).words <= LONGEST_GUIDE, guide.name
        assert measure(guide).average <= 18, guide.name
        assert measure(guide).grade >= EASIEST, f"{guide.name}: its sentences are chopped"


def test_a_link_to_a_part_of_another_guide_answers() -> None:
    guides = {guide.slug: guide for guide in Guide.objects.all()}
    for guide in guides.values():
        text = guide.body_html + guide.closing_html + guide.not_for_html
        for target, anchor in LINK.findall(text):
            html = guides[target].body_html + guides[target].closing_html
            assert not anchor or f'id="{anchor}"' in html, f"{guide}: {target}#{anchor}"


def test_numbers_in_a_real_guide_lead_to_sources_and_back(visitor: Client) -> None:
    for guide in Guide.objects.all():
        html = visitor.get(guide.get_absolute_url()).content.decode()
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), [each for each in ids if ids.count(each) > 1]
        for anchor in re.findall(r'href="#([^"]+)"', html):
            assert anchor in ids, f"{guide.slug}: #{anchor}"
        cited = {int(n) for n in re.findall(r'class="cite" id="c\d+-\d+" href="#s(\d+)"', html)}
        assert cited == {source["number"] for source in guide.sources}
        assert len(re.findall(r"Back to the text: ", html)) == html.count('class="cite"')


def test_every_source_of_a_real_guide_says_how_sure_we_are(visitor: Client) -> None:
    for guide in Guide.objects.all():
        html = visitor.get(guide.get_absolute_url()).content.decode()
        assert html.count("How sure we are: ") >= len(guide.sources)
        for source in guide.sources:
            assert not source["doi"] or f'href="https://doi.org/{source["doi"]}"' in html


def test_a_real_guide_runs_no_script_of_its_own_and_loads_nothing(visitor: Client) -> None:
    for guide in Guide.objects.all():
        main = (
            visitor.get(guide.get_absolute_url())
            .content.decode()
            .partition("<main")[2]
            .partition("</main>")[0]
        )
        assert not re.search(r"<script|<img|<iframe| style=| on[a-z]+=| src=", main)


def test_the_contents_name_every_section(visitor: Client) -> None:
    html = visitor.get("/guides/what-avoidance-is/").content.decode()
    contents = html.partition("<toc-spy>")[2].partition("</toc-spy>")[0]
    prose = html.partition('class="prose"')[2].partition('id="dates"')[0]
    sections = re.findall(r'<h2 id="([^"]+)"', prose)
    named = re.findall(r'href="#([^"]+)"', contents)
    assert named == [each for each in sections if each != "key-points"]


@pytest.mark.parametrize("slug", ["what-avoidance-is", "distance-or-harm"])
def test_every_heading_of_a_guide_links_to_itself(visitor: Client, slug: str) -> None:
    """The list of contents has a name only; the names of other guides lead to those."""
    html = visitor.get(f"/guides/{slug}/").content.decode()
    article = html.partition("<article")[2].partition("</article>")[0]
    headings = re.findall(r"<h([23])\b([^>]*)>(.*?)</h\1>", article, re.S)
    assert len(headings) > 12
    for _level, attributes, inside in headings:
        name = re.search(r'id="([^"]+)"', attributes)
        if name is None or name[1] != "contents":
            wanted = f"#{name[1]}" if name else "/guides/"
            assert f'href="{wanted}' in inside, inside


def test_every_table_can_be_read_on_a_phone_and_aloud(visitor: Client) -> None:
    tables = 0
    for guide in Guide.objects.published():
        html = guide.body_html + guide.closing_html
        found = re.findall(r"(<div[^>]*>)\s*<table>(.*?)</table>", html, re.S)
        assert len(found) == html.count("<table>"), guide.slug
        tables += len(found)
        for region, inside in found:
            assert 'class="scroll-x"' in region and 'tabindex="0"' in region, guide.slug
            assert re.search(r'role="region" aria-label="[^"]+, table"', region), guide.slug
            assert re.match(r"\s*<caption>[^<]", inside), guide.slug
            heads = re.findall(r"<th\b([^>]*)>", inside)
            assert heads and all("scope=" in head for head in heads), guide.slug
    assert tables > 3


# What a record's own sources speak against, wherever a reader could meet it.
SPOKEN_AGAINST = [
    r"avoidan\w*[^.]*\b(?:not|nor|neither)\b[^.]*\bpredict",
    r"(?<!really )(?<!honestly )\bforget\w*[^.;]* is not gaslighting",
    r"go(?:ing)? quiet is not gaslighting",
]


@pytest.mark.parametrize("pattern", SPOKEN_AGAINST)
def test_no_text_says_what_its_sources_speak_against(pattern: str) -> None:
    texts = [
        *settings.BASE_DIR.glob("fixtures/**/*.md"),
        *settings.BASE_DIR.glob("fixtures/*.toml"),
    ]
    assert len(texts) > 30
    said = [
        (path.name, found[0])
        for path in texts
        for found in re.finditer(pattern, path.read_text("utf-8"), re.IGNORECASE)
    ]
    assert said == []


def test_the_safety_guides_name_the_links_and_pretended_forgetting(visitor: Client) -> None:
    harm = visitor.get("/guides/distance-or-harm/").content.decode()
    assert "avoidance is no guarantee, and never an excuse" in harm
    for slug in ("distance-or-harm", "keeping-a-record-safely"):
        html = visitor.get(f"/guides/{slug}/").content.decode()
        assert "Pretending to forget, again and again" in html
        assert "National Domestic Violence Hotline" in html


def test_no_phrase_is_heard_in_more_than_two_guides() -> None:
    """Someone who reads five guides does not hear the mould; help is named alike on purpose."""
    heard: dict[str, set[str]] = defaultdict(set)
    for guide in read_library(settings.BASE_DIR / "fixtures").guides:
        for phrase in _phrases(_said(guide)):
            heard[phrase].add(guide.slug)
    often = {phrase: names for phrase, names in heard.items() if len(names) > 2}
    assert often.keys() <= ON_PURPOSE, often


def test_no_turn_of_phrase_is_heard_in_more_than_four_guides() -> None:
    heard: dict[str, set[str]] = defaultdict(set)
    for guide in read_library(settings.BASE_DIR / "fixtures").guides:
        for phrase in _phrases(_said(guide), length=4):
            heard[phrase].add(guide.slug)
    often = {phrase: names for phrase, names in heard.items() if len(names) > 4}
    assert [phrase for phrase in often if not NAMED_ALIKE.search(phrase)] == []


def _said(guide: GuideText) -> str:
    """What a guide says in its own words: no names of guides, no marks of the form."""
    head = (guide.answer, *guide.key_points, guide.for_whom, guide.not_for, *guide.prompts)
    text = "\n".join([*head, guide.body, guide.closing])
    return re.sub(r"\[F\d[^\]]*\]|\[[^\]]*\]\([^)]*\)", "|", text).replace("*", "")


def _phrases(text: str, *, length: int = 6) -> Iterator[str]:
    """Each six words (or `length`) that stand in one sentence or cell, one after another."""
    for piece in re.split(r"[\n|]|[.?!:;][\"'”]?\s", text):
        words = re.findall(r"[a-z0-9']+", piece.lower().replace("’", "'"))
        yield from (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))


def test_each_guide_warns_of_fear_once_in_its_own_words() -> None:
    """By the third time it is wallpaper; the page's foot has the line that all share."""
    warnings: dict[str, str] = {}
    for guide in read_library(settings.BASE_DIR / "fixtures").guides:
        if guide.safety:
            continue
        told = [guide.answer, *guide.key_points, guide.not_for, guide.body, guide.closing]
        assert "\n".join(told).count("(/guides/distance-or-harm/)") <= 1, guide.slug
        assert guide.not_for not in warnings.values(), guide.slug
        warnings[guide.slug] = guide.not_for
    assert len(warnings) >= 38
