"""What is stored of a guide follows from its text: numbers, back-links, contents, minutes."""

from pathlib import Path

from apps.articles.content.checks import read_library
from apps.articles.content.render import GuidePage, render
from tests.articles.factories import GUIDE, write_library


def page(folder: Path, text: str = GUIDE) -> GuidePage:
    library = read_library(write_library(folder, stopping_in_time=text))
    return render(library.guides[0], sheet=library.sheet)


def test_sources_are_numbered_in_the_order_in_which_they_are_first_cited(tmp_path: Path) -> None:
    # F10.2 (papp) is cited in the key points, before F10.1 (schrodt and papp) in the text
    rendered = page(tmp_path)
    assert [(each["number"], each["key"]) for each in rendered.sources] == [
        (1, "papp-2009"),
        (2, "schrodt-2014"),
        (3, "F15.2"),
    ]
    assert 'href="#s1"' in rendered.key_points_html[2]


def test_every_number_in_the_text_leads_to_a_source_and_back(tmp_path: Path) -> None:
    rendered = page(tmp_path)
    html = "".join([*rendered.key_points_html, rendered.body_html, rendered.closing_html])
    for source in rendered.sources:
        for place in source["places"]:
            assert f'<a class="cite" id="{place}" href="#s{source["number"]}"' in html
        assert html.count(f'href="#s{source["number"]}"') == len(source["places"])


def test_a_source_is_cited_once_in_a_bracket_that_names_it_twice(tmp_path: Path) -> None:
    rendered = page(tmp_path)
    assert "quiet.<a" in rendered.body_html
    first = rendered.body_html.partition("It is common")[0]
    assert first.count('class="cite"') == 2


def test_a_source_says_what_is_taken_from_it_and_how_sure_we_are(tmp_path: Path) -> None:
    papp, schrodt, therapists = page(tmp_path).sources
    assert [claim["id"] for claim in papp["claims"]] == ["F10.2", "F10.1"]
    assert (papp["status"], papp["doi"]) == ("likely", "")
    assert "<em>Communication Monographs, 81</em>" in schrodt["citation"]
    assert schrodt["claims"] == [
        {
            "id": "F10.1",
            "text": "Seen in 74 studies.",
            "status": "certain",
            "strength": "strong",
        }
    ]
    assert (therapists["citation"], therapists["claims"][0]["status"]) == ("", "opinion")


def test_the_records_of_a_guide_are_known(tmp_path: Path) -> None:
    assert page(tmp_path).records == ["F10.2", "F10.1", "F15.2"]


def test_the_contents_are_the_second_level_headings(tmp_path: Path) -> None:
    assert [each["id"] for each in page(tmp_path).contents] == [
        "the-loop",
        "the-break",
        "the-return",
        "one-evening-two-sides",
        "how-sure-are-we",
        "when-to-get-help",
    ]


def test_minutes_are_words_at_220_a_minute_rounded_up(tmp_path: Path) -> None:
    short = page(tmp_path)
    assert (short.words, short.minutes) == (59, 1)
    longer = page(tmp_path, GUIDE.replace("It is common.", "Yes. " * 164))
    assert (longer.words, longer.minutes) == (220, 1)
    longest = page(tmp_path, GUIDE.replace("It is common.", "Yes. " * 165))
    assert (longest.words, longest.minutes) == (221, 2)


def test_the_words_to_search_hold_no_marks_and_no_citations(tmp_path: Path) -> None:
    rendered = page(tmp_path)
    lines = [line.text for line in rendered.lines]
    assert "Say when." in lines
    assert not any("F10" in line or "*" in line for line in lines)
    assert rendered.gist.startswith("How do we take a break?\nAgree a break.")
    assert "One evening, two sides" in rendered.gist


def test_every_line_knows_the_section_that_it_is_in(tmp_path: Path) -> None:
    rendered = page(tmp_path)
    places = {line.text: (line.section, line.heading) for line in rendered.lines}
    assert places["Agree a break."] == ("answer", "")
    assert places["Say when."] == ("the-break", "The break")
    assert places["Tuesday"] == ("one-evening-two-sides", "One evening, two sides")
    assert places["Fairly."] == ("how-sure-are-we", "How sure are we")
