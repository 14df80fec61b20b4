"""Tags, people and words of one's own: kept as typed, each once, and offered again."""

import pytest
from django.test import Client

from apps.journal.entries.tags import tags_in, tags_text
from apps.vault.codec import replace
from tests.journal.entry_samples import a_page, keep, only_page, sent


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", []),
        (" , ,", []),
        ("supper", ["supper"]),
        ("Supper,  phone   call , supper", ["Supper", "phone call"]),
        ("<b>bold</b>", ["<b>bold</b>"]),
    ],
)
def test_labels_stand_between_commas(typed: str, tags: list[str]) -> None:
    assert tags_in(typed) == tags


def test_a_page_keeps_its_tags_and_people(maya: Client) -> None:
    maya.post("/journal/new/", sent(body="x", tags="supper, in-laws", people="Bear"))
    head = only_page(maya).head
    assert (head.tags, head.people) == (("supper", "in-laws"), ("Bear",))


def test_they_show_on_the_page_the_list_and_the_form(maya: Client) -> None:
    page = a_page()
    head = replace(page.head, tags=("<i>supper",), people=("Bear",), time="21:40")
    entry = keep(maya, replace(page, head=head))
    for address in (f"/journal/{entry.id}/", f"/journal/{entry.id}/edit/", "/journal/"):
        html = maya.get(address).content.decode()
        assert "&lt;i&gt;supper" in html
        assert "<i>supper" not in html
        assert "21:40" in html
    assert "Bear" in maya.get(f"/journal/{entry.id}/").content.decode()


def test_lately_used_ones_are_offered_and_never_another_members(maya: Client, sol: Client) -> None:
    page = a_page()
    keep(maya, replace(page, head=replace(page.head, tags=("harbour walk",), people=("Bear",))))
    chip = '<button class="chip" type="button" dir="auto">{}</button>'
    html = maya.get("/journal/new/").content.decode()
    assert chip.format("harbour walk") in html
    assert chip.format("Bear") in html
    assert "harbour walk" not in sol.get("/journal/new/").content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("tags", "x" * 101, "Up to 50 tags"),
        ("tags", ", ".join(map(str, range(51))), "Up to 50 tags"),
        ("people", "x" * 101, "Up to 50 people"),
        ("own_words", ", ".join(map(str, range(51))), "Up to 50 words"),
        ("time", "half past", "Write the time as hours and minutes"),
    ],
)
def test_what_cannot_be_kept_is_named_beside_its_field(
    maya: Client, field: str, typed: str, problem: str
) -> None:
    response = maya.post("/journal/new/", sent(body="kept words", **{field: typed}))
    html = response.content.decode()
    assert response.status_code == 422
    assert problem in html
    assert f'value="{typed}"' in html
    assert "kept words" in html


def test_a_preview_keeps_nothing_and_loses_nothing(maya: Client) -> None:
    typed = sent(body="*so* <script>alert(1)</script>", tags="supper", preview="1")
    html = maya.post("/journal/new/", typed).content.decode()
    assert "<em>so</em> &lt;script&gt;" in html
    assert 'value="supper"' in html
    assert "Nothing here yet" in maya.get("/journal/").content.decode()


def test_a_preview_of_a_change_keeps_the_page_as_it_was(maya: Client) -> None:
    entry = keep(maya, a_page("before"))
    address = f"/journal/{entry.id}/edit/"
    html = maya.post(address, sent(body="**after**", revision="1", preview="1")).content.decode()
    assert "<strong>after</strong>" in html
    assert only_page(maya).body == "before"


@pytest.mark.parametrize(
    "tags",
    [
        ("Paris, France", "home"),
        ('say "hi"', '"quoted"'),
        ('a, "b", c',),
        (",",),
        ('"',),
        ("plain",),
    ],
)
def test_a_comma_or_a_quotation_mark_inside_a_tag_survives_the_form(tags: tuple[str, ...]) -> None:
    assert tuple(tags_in(tags_text(tags))) == tags


@pytest.mark.usefixtures("contexts")
def test_a_page_that_holds_more_than_the_composer_takes_can_be_saved(maya: Client) -> None:
    tags = ("x" * 157, "Paris, France", *(f"tag{n}" for n in range(60)))
    page = a_page("before", title="t" * 900)
    entry = keep(maya, replace(page, head=replace(page.head, tags=tags, feelings=("y" * 300,))))
    form = maya.get(f"/journal/{entry.id}/edit/").context["form"]
    typed = sent(body="after", revision="1", tags=form["tags"].value(), title=form["title"].value())
    typed |= {"own_words": form["own_words"].value(), "entry_id": str(entry.id)}
    assert maya.post(f"/journal/{entry.id}/edit/", typed).status_code == 303
    kept = only_page(maya)
    assert (kept.body, kept.head.tags, kept.head.title) == ("after", tags, "t" * 900)
    assert kept.head.feelings == ("y" * 300,)
    more = {**typed, "revision": "2", "tags": f"{typed['tags']}, one more"}
    assert maya.post(f"/journal/{entry.id}/edit/", more).status_code == 422
