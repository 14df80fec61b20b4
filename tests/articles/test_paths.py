"""Reading paths: guides in an order, kept by an address alone, and never from harm to exercises."""

from datetime import timedelta
from pathlib import Path as File

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.articles.content.checks import UNREVIEWED, RefusedError, read_library
from apps.articles.models import Path
from tests.articles.factories import GUIDE, make_guide, write_library

PATHS = """
[[path]]
slug = "quiet"
title = "They went quiet"
for_whom = "Somebody."
summary = "Two guides."
guides = ["stopping-in-time"]
then = "Then [support](/support/)."
"""


def make_path(slug: str = "quiet", *guides: str, then: str = "") -> Path:
    return Path.objects.create(
        slug=slug,
        position=Path.objects.count() + 1,
        title=slug.capitalize(),
        for_whom="Somebody.",
        summary="Some guides.",
        guides=list(guides),
        then_html=then,
    )


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_a_path_shows_its_guides_in_order_and_leads_along(
    visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tomorrow = timezone.localdate() + timedelta(1)
    make_guide("second")
    make_guide("first")
    make_guide("later", published=tomorrow, reviewed=tomorrow)
    make_path("quiet", "first", "later", "second")
    with django_assert_num_queries(3):
        html = read(visitor, "/guides/paths/quiet/")
    first, second = '"/guides/first/?path=quiet"', '"/guides/second/?path=quiet"'
    assert html.index(first) < html.index(second)
    assert "later" not in html
    assert "4 minutes in all" in html
    assert visitor.get("/guides/paths/nope/").status_code == 404


@pytest.mark.django_db
def test_a_guide_leads_on_along_the_path_by_which_one_came(
    visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_guide("first", related=["third", "second", "gone"])
    make_guide("second")
    make_guide("third")
    make_path("quiet", "first", "second", then="Then rest.")
    make_path("other", "first", "third")
    with django_assert_num_queries(2):
        html = read(visitor, "/guides/first/?path=quiet")
    assert "Next on this path" in html
    assert 'href="/guides/second/?path=quiet"' in html
    assert "</a>, 1 of 2" in html
    assert "?path=other" not in html
    end = read(visitor, "/guides/second/?path=quiet")
    assert "The end of this path" in end
    assert "Then rest." in end


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?path=gone", "?path=", "?path=%00", "?path=other"])
def test_without_a_path_a_guide_names_those_that_lead_through_it(
    visitor: Client, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_guide("first")
    make_guide("second")
    make_path("quiet", "first", "second")
    make_path("other", "second")
    with django_assert_max_num_queries(2):
        html = read(visitor, f"/guides/first/{query}")
    assert "Next on this path" not in html
    assert '<a href="/guides/paths/quiet/">Quiet</a>' in html
    assert "/guides/paths/other/" not in html


@pytest.mark.django_db
def test_a_guide_on_no_path_says_nothing_of_paths(visitor: Client) -> None:
    make_guide()
    assert "path" not in read(visitor, "/guides/a-guide/").partition("<main")[2].lower().replace(
        "<path", ""
    )


@pytest.mark.django_db
def test_the_library_and_its_topics_show_the_paths(visitor: Client) -> None:
    make_guide("first")
    make_path("quiet", "first")
    for address in ("/guides/", "/guides/topics/talking/"):
        assert 'href="/guides/paths/quiet/">Quiet</a>' in read(visitor, address)


@pytest.mark.django_db
def test_paths_are_loaded_from_their_file(tmp_path: File) -> None:
    folder = write_library(tmp_path)
    (folder / "paths.toml").write_text(PATHS, "utf-8")
    call_command("load_guides", folder=folder, verbosity=0)
    path = Path.objects.get()
    assert (path.slug, path.guides, path.safety) == ("quiet", ["stopping-in-time"], False)
    assert path.then_html == 'Then <a href="/support/">support</a>.'
    (folder / "paths.toml").unlink()
    call_command("load_guides", folder=folder, verbosity=0)
    assert not Path.objects.exists()


def problems(folder: File, paths: str, **guides: str) -> list[str]:
    folder = write_library(folder, **guides)
    (folder / "paths.toml").write_text(paths, "utf-8")
    with pytest.raises(RefusedError) as refused:
        read_library(folder)
    return refused.value.problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"stopping-in-time"', '"gone"', "leads to the guide gone, which is not there"),
        ('["stopping-in-time"]', "[]", "leads nowhere"),
        ('"stopping-in-time"', '"stopping-in-time", "stopping-in-time"', "leads to stopping-in"),
        ("(/support/)", "(/guides/gone/)", "links to /guides/gone/, which is not there"),
        ('"Two guides."', '""', "summary is empty"),
        ('"Somebody."', '"Somebody.[F10.1]"', "a record cannot be cited here: Somebody.[F10.1]"),
    ],
)
def test_a_broken_path_is_refused(tmp_path: File, old: str, new: str, problem: str) -> None:
    found = problems(tmp_path, PATHS.replace(old, new, 1))
    assert found[0].startswith(f"paths.toml: quiet: {problem}")


def test_a_path_about_safety_never_leads_to_a_guide_for_couples(tmp_path: File) -> None:
    said = ["paths.toml: quiet: is about safety and must not lead to stopping-in-time, which is"]
    found = problems(tmp_path, f"{PATHS}safety = true\n")
    assert [each.rpartition(" for ")[0] for each in found] == said
    safe = GUIDE.replace("number = 9", "number = 22").replace("safety = false", "safety = true")
    safe = safe.replace('content_note = ""', f'content_note = "It has {UNREVIEWED}."')
    safe = safe.replace('reader = "couple"', 'reader = "both"')
    through = PATHS.replace('["stop', '["safe", "stop')
    found = problems(tmp_path, through, stopping_in_time=GUIDE, safe=safe)
    assert [each.rpartition(" for ")[0] for each in found] == said
