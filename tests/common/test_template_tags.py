"""The tags that every page may use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from django import forms
from django.template import Context, Template, defaulttags
from django.template.loader import render_to_string
from django.templatetags import i18n
from django.templatetags.static import StaticNode, static
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix
from django.utils.translation import override

from apps.common.http.fixed_addresses import address_with_slug


@contextmanager
def script_prefix(prefix: str) -> Iterator[None]:
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


def rendered(source: str, **context: object) -> str:
    return Template("{% load leeway %}" + source).render(Context(context))


class TestIcon:
    def test_it_points_into_the_sprite_and_is_hidden(self) -> None:
        use = f'<use href="{static("img/icons.svg")}#clock"/>'
        assert rendered('{% icon "clock" %}') == f'<svg class="i" aria-hidden="true">{use}</svg>'

    def test_it_turns_where_reading_turns(self) -> None:
        assert '<svg class="i i-turn"' in rendered('{% icon "arrow" turn=True %}')

    def test_it_refuses_what_is_no_name(self) -> None:
        with pytest.raises(ValueError, match="No icon can be called"):
            rendered("{% icon name %}", name='x"/><script>')


class TestCaptured:
    def test_it_keeps_a_block_without_the_space_around_it(self) -> None:
        source = "{% captured as room %}\n  guides\n{% endcaptured %}[{{ room }}]"
        assert rendered(source) == "[guides]"

    def test_what_was_escaped_is_not_escaped_again(self) -> None:
        source = "{% captured as title %}{{ words }}{% endcaptured %}{{ title }}"
        assert rendered(source, words="<b> & co") == "&lt;b&gt; &amp; co"

    def test_it_can_stay_where_it_is(self) -> None:
        assert rendered("{% captured %} a <b>b</b> {% endcaptured %}") == "a <b>b</b>"


class TestTranslate:
    """The tag is ours; what it says is what Django's says."""

    def test_a_fixed_text_is_looked_up_for_each_language(self) -> None:
        page = Template('{% load i18n %}{% translate "Monday" %}')
        said = []
        for language in ("de", "en-gb", "de", "fr"):
            with override(language):
                said.append(page.render(Context()))
        assert said == ["Montag", "Monday", "Montag", "lundi"]

    def test_a_fixed_text_is_looked_up_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Template('{% load i18n %}{% translate "Monday" %}')
        page.render(Context())
        monkeypatch.setattr(i18n.TranslateNode, "render", None)
        assert page.render(Context()) == "Monday"

    @pytest.mark.parametrize("autoescape", [True, False])
    @pytest.mark.parametrize(
        "tag",
        [
            '{% translate "Wait & see, 100% yours" %}',
            '{% translate "a <b>b</b>" %}',
            "{% translate words %}",
            "{% translate words noop %}",
            '{% translate "Monday"|upper %}',
            '{% translate "Monday" as day %}[{{ day }}]',
            '{% translate "May" context "abbrev. month" %}',
            '{% trans "Monday" %}',
        ],
    )
    def test_it_says_what_the_tag_of_django_says(
        self, tag: str, *, autoescape: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = "{% load i18n %}" + tag
        our_page = Template(source)
        for name in ("translate", "trans"):
            monkeypatch.setitem(i18n.register.tags, name, i18n.do_translate)
        their_page = Template(source)
        with override("de"):
            for words in ("<i>Monday</i>", "Monday"):
                context = {"words": words}
                theirs = their_page.render(Context(context, autoescape=autoescape))
                assert our_page.render(Context(context, autoescape=autoescape)) == theirs


class Sample(forms.Form):
    name = forms.CharField(help_text="Any name.")
    secret = forms.CharField(widget=forms.PasswordInput(attrs={"class": "serif"}), required=False)
    agreed = forms.BooleanField()
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class TestField:
    def piece(self, name: str, data: dict[str, str] | None = None) -> str:
        return render_to_string("_field.html", {"field": Sample(data)[name]})

    def test_a_control_gets_its_class_and_keeps_others(self) -> None:
        assert 'class="input"' in self.piece("name")
        assert 'class="input serif"' in self.piece("secret")

    def test_hint_and_error_are_what_the_control_is_described_by(self) -> None:
        html = self.piece("name", {"name": ""})
        assert 'aria-invalid="true"' in html
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        assert 'id="id_name_error"' in html
        assert 'id="id_name_helptext"' in html

    def test_a_password_can_be_shown_only_with_scripts(self) -> None:
        assert '<button class="btn" type="button" hidden>' in self.piece("secret")

    def test_a_box_stands_before_its_label(self) -> None:
        html = self.piece("agreed")
        assert html.index('type="checkbox"') < html.index("<span>Agreed</span>")

    def test_a_hidden_field_has_no_label(self) -> None:
        assert self.piece("token").strip() == ('<input type="hidden" name="token" id="id_token">')


class TestFixedAddresses:
    """The tags are ours; what they say is what Django's say."""

    @pytest.mark.parametrize("autoescape", [True, False])
    def test_an_address_is_that_of_its_page(self, autoescape: bool) -> None:
        page = Template("{% url 'pages:about' %} {% url 'pages:about' as about %}{{ about }}")
        for _time in range(2):
            context = Context(autoescape=autoescape)
            assert page.render(context) == f"{reverse('pages:about')} {reverse('pages:about')}"

    def test_it_is_looked_up_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Template("{% load static %}{% url 'pages:about' %} {% static 'css/app.css' %}")
        said = page.render(Context())
        monkeypatch.setattr(defaulttags.URLNode, "render", None)
        monkeypatch.setattr(StaticNode, "handle_simple", None)
        assert page.render(Context()) == said == "/about/ /static/css/app.css"

    def test_it_stands_below_the_prefix_of_the_site(self) -> None:
        page = Template("{% url 'pages:about' %}")
        page.render(Context())
        with script_prefix("/quiet/"):
            assert page.render(Context()) == "/quiet/about/"
        assert page.render(Context()) == "/about/"

    def test_a_name_that_is_none_is_an_error_or_nothing(self) -> None:
        with pytest.raises(NoReverseMatch):
            Template("{% url 'no such page' %}").render(Context())
        assert Template("{% url 'no such page' as it %}[{{ it }}]").render(Context()) == "[]"

    def test_what_a_context_says_is_looked_up_each_time(self) -> None:
        page = Template("{% load static %}{% url name %} {% static path %}")
        said = [
            page.render(Context({"name": f"pages:{name}", "path": name}))
            for name in ("about", "terms")
        ]
        assert said == ["/about/ /static/about", "/terms/ /static/terms"]

    @pytest.mark.parametrize("autoescape", [True, False])
    def test_the_ids_of_rows_stand_in_an_address(self, autoescape: bool) -> None:
        view = "journal:photo_thumbnail"
        page = Template(
            "{% url '" + view + "' page photo %} {% url '" + view + "' page photo as it %}{{ it }}"
        )
        for _time in range(2):
            page_id, photo_id = uuid4(), uuid4()
            path = reverse(view, args=[page_id, photo_id])
            context = Context({"page": page_id, "photo": photo_id}, autoescape=autoescape)
            assert page.render(context) == f"{path} {path}"

    def test_an_id_of_another_kind_is_left_to_django(self) -> None:
        page = Template(
            "{% url 'journal:practice' it %} {% url 'journal:entry' it as at %}[{{ at }}]"
        )
        assert page.render(Context({"it": "check-in"})) == "/journal/practices/check-in/ []"


class TestHidden:
    """As Django renders it."""

    @pytest.mark.parametrize("value", ["", None, "a", 0, "<\"'>&", date(2026, 11, 30)])
    @pytest.mark.parametrize("auto_id", ["id_%s", ""])
    def test_it_is_what_a_form_says(self, value: object, auto_id: str) -> None:
        class OneField(forms.Form):
            kept = forms.CharField()

        form = OneField(initial={"kept": value}, auto_id=auto_id, prefix="p")
        assert rendered("{% hidden form.kept %}", form=form) == form["kept"].as_hidden()


@pytest.mark.parametrize("language", ["en", "en-gb", "de"])
def test_a_short_day_is_what_the_filter_of_days_writes(language: str) -> None:
    days = [*(date(2026, month, 2 * month + 3) for month in range(1, 13)), date(987, 5, 31)]
    with override(language):
        for day in days:
            both = rendered('{{ day|short_day }}/{{ day|date:"j M Y" }}', day=day)
            short, _slash, long = both.partition("/")
            assert short == long


@pytest.mark.parametrize("slug", ["when-he-goes-quiet", "a_B-9", "straße", "two words"])
def test_an_address_with_a_slug_is_the_one_that_the_rules_give(slug: str) -> None:
    for prefix in ("/", "/quiet/"):
        with script_prefix(prefix):
            try:
                expected = reverse("articles:guide", args=[slug])
            except NoReverseMatch:
                with pytest.raises(NoReverseMatch):
                    address_with_slug("articles:guide", slug)
            else:
                assert address_with_slug("articles:guide", slug) == expected
