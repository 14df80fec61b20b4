"""Records that hold: what is refused, what each source found, and the page that shows it all."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from apps.articles.content.checks import Library, problems_of_facts, read_library
from apps.articles.content.citations import cited, problems_of_citations
from apps.articles.content.parse import FactSheet, read_facts
from apps.articles.models import FactRecord, Guide
from tests.articles.factories import FACTS


def sheet(tmp_path: Path, facts: str = FACTS) -> FactSheet:
    path = tmp_path / "facts.toml"
    path.write_text(facts)
    return read_facts(path)


@cache
def real_library() -> Library:
    return read_library(settings.BASE_DIR / "fixtures")


SOURCES = 'sources = ["papp-2009"]'
SLIPS = {
    # What is wrong with the facts, and what is said of it.
    SOURCES: ("sources = []", "F10.2: is likely, and no source stands behind it"),
    "Papp, L. M. (2009). *At home*.": ("At home. PMC123.", "source papp-2009: must say who"),
    "Schrodt, P. (2014). The loop.": ("(2014). Schrodt.", "source schrodt-2014: must say who"),
    'doi = "10.1080/03637751.2013.813632"': ('doi = ""', "F10.1: is certain, and none"),
    ', "papp-2009" = "Seen at home." }': (" }", "F10.1: must say what each of its sources found"),
    "nobody leaves": ("nobody (leaves", "F10.1: a pattern of against cannot be read"),
}


def test_sound_facts_are_passed(tmp_path: Path) -> None:
    assert list(problems_of_facts(sheet(tmp_path))) == []


@pytest.mark.parametrize(("right", "wrong", "said"), [(a, *b) for a, b in SLIPS.items()])
def test_a_record_that_does_not_hold_is_refused(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert right in FACTS
    problems = list(problems_of_facts(sheet(tmp_path, FACTS.replace(right, wrong))))
    assert [problem for problem in problems if problem.startswith(said)], problems


def test_a_sentence_does_not_say_the_opposite_of_its_record(tmp_path: Path) -> None:
    facts = sheet(tmp_path)
    wrong = "It goes well. They press, and nobody leaves.[F10.1]"
    assert list(problems_of_citations(wrong, sheet=facts)) == [
        "F10.1 points the other way: They press, and nobody leaves.[F10.1]"
    ]
    assert not list(problems_of_citations("One presses, one leaves.[F10.1]", sheet=facts))
    assert not list(problems_of_citations("Nobody leaves. One presses.[F10.1]", sheet=facts))


CONTRADICTIONS = {
    "F9.4": "It fits, but nobody can see it directly.",
    "F10.6": "The loop belongs to no sex.",
    "F12.2": "Avoidance fell steadily with age.",
    "F15.3": "Good news does both people good.",
    "F22.4": "A break without a named return hurts.",
    "F29.3": "It eases stress to a moderate degree.",
    "F30.3": "Writing that is shared with someone does more.",
    "F33.1": "Avoidance does not seem to predict it.",
    "F36.1": "Those higher in avoidance lean less on friends.",
    "F40.1": "What matters is whether two people fit, not how much they write.",
    "F41.4": "For those nearby it made no difference.",
    "F43.1": "A first child strains most couples.",
    "F44.2": "Those who stayed were as content as anybody.",
    "F45.1": "The partner came to think less well of themselves.",
    "F47.1": "People who were thinking of ending it named 27 reasons to stay.",
}


@pytest.mark.parametrize(("record", "wrong"), CONTRADICTIONS.items())
def test_what_the_guides_once_said_beyond_their_papers_is_refused(
    real_facts: FactSheet, record: str, wrong: str
) -> None:
    said = f"{wrong.removesuffix('.')}.[{record}]"
    assert any(
        "points the other way" in each for each in problems_of_citations(said, sheet=real_facts)
    )


TURNED = tomllib.loads((Path(__file__).parent / "turned_round.toml").read_text("utf-8"))["turned"]


@pytest.fixture(scope="module")
def real_facts() -> FactSheet:
    return read_facts(settings.BASE_DIR / "fixtures" / "facts.toml")


@pytest.mark.parametrize(("record", "turned"), TURNED.items())
def test_a_sentence_turned_round_is_refused(
    real_facts: FactSheet, record: str, turned: str
) -> None:
    said = f"{turned.removesuffix('.')}.[{record}]"
    problems = list(problems_of_citations(said, sheet=real_facts))
    assert any(each.startswith(f"{record} points the other way") for each in problems), said


def test_every_record_that_a_guide_rests_on_has_a_direction(real_facts: FactSheet) -> None:
    guides = real_library().guides
    rested_on = {name for guide in guides for name in cited(guide.source)}
    sure = {each.id for each in real_facts.records.values() if each.status in {"certain", "likely"}}
    assert len(rested_on & sure) > 100
    assert {name for name in rested_on & sure if not real_facts.records[name].against} == set()
    assert rested_on & sure - TURNED.keys() - CONTRADICTIONS.keys() == set()


def test_no_record_speaks_against_itself(real_facts: FactSheet) -> None:
    """A pattern that is too wide would refuse what the record says."""
    for record in real_facts.records.values():
        for pattern in record.against:
            assert not re.search(pattern, record.text, re.IGNORECASE), (record.id, pattern)


def test_where_the_evidence_points_both_ways_a_guide_says_both() -> None:
    for guide in real_library().guides:
        text = guide.body + guide.closing
        if re.search(r"avoidance fell with age", text):
            assert "F12.2" in text, guide.slug
        if "equally common" in text:
            assert "F10.6" in text, guide.slug


@pytest.mark.django_db
@pytest.mark.usefixtures("real_guides")
class TestPage:
    """The page of all evidence, and the sources under a guide."""

    def test_it_shows_every_record_that_may_be_said(self, visitor: Client) -> None:
        html = visitor.get("/guides/evidence/").text
        for record in FactRecord.objects.all():
            is_there = f">{record.id}</h3>" in html
            assert is_there is (record.status != "unverified"), record.id
        assert html.count("It found:") > 40
        assert 'href="/guides/distance-or-harm/"' in html
        assert "doi.org/10.1177/1524838020933864" in html

    def test_each_source_of_a_guide_says_what_it_found(self, visitor: Client) -> None:
        html = visitor.get("/guides/push-and-pull/").text.partition('id="sources"')[2]
        found = [each for each in html.split("<li id=") if "Gender and social structure" in each]
        source = found[0]
        assert "31 couples" in source
        assert "74 studies" not in source

    def test_no_source_asks_a_reader_to_wait_for_a_detail(self, visitor: Client) -> None:
        for guide in Guide.objects.published():
            html = visitor.get(guide.get_absolute_url()).text
            assert "detail of this reference" not in html
            assert 'href="/guides/evidence/"' in html


# A record that advice rests on, and words by which a guide that cites it tells whom it was seen in.
SEEN_IN = {
    "F16.1": r"180 (?:New Zealand )?couples",
    "F20.2": r"\b298\b",
    "F11.1": r"\b333\b",
    "F9.1": r"73 studies",
    "F10.1": r"\b74\b",
    "F13.2": r"172 couples",
    "F15.1": r"three studies",
    "F19.2": r"Israel",
    "F22.2": r"United Kingdom",
    "F23.1": r"215 married US couples",
    "F26.1": r"Israel",
    "F30.2": r"\b90\b",
    "F17.1": r"Australian",
}
BY_COUNTRY = {"F16.1": "New Zealand"}


def test_a_guide_tells_whom_its_advice_was_seen_in() -> None:
    for guide in real_library().guides:
        text = guide.body + guide.closing
        for record, words in SEEN_IN.items():
            if f"{record}]" in text or f"{record}," in text:
                assert re.search(words, text, re.IGNORECASE), f"{guide.slug}: {record}"
                assert BY_COUNTRY.get(record, "") in text, f"{guide.slug}: {record}"


def test_dismissing_and_fearful_are_told_apart_where_the_evidence_does() -> None:
    guides = real_library().guides
    told_apart = {guide.slug for guide in guides if "F2.2]" in guide.body + guide.closing}
    assert told_apart >= {"when-someone-pulls-away", "if-you-need-space", "what-avoidance-is"}
    joy = [each for each in guides if re.search(r"delight|less of it", each.body)]
    for guide in (each for each in joy if "F21.2" in each.body):
        said = next(line for line in guide.body.split("\n") if "F21.2" in line)
        assert re.search(r"worr(?:y|ied)", said), f"{guide.slug}: one of two cells is left out"
