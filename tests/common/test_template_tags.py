"""The tags that every page may use."""

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.templatetags import i18n
from django.templatetags.static import static
from django.utils.translation import override


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
