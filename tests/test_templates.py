"""Every template compiles: its tags are loaded, and what it includes or extends is there."""

import re
from pathlib import Path
from typing import Final

from django import forms
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from apps.common.templatetags.leeway import control

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"
NAMES: Final = sorted(
    str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file()
)
NAMED: Final = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"'#]+)[^\"']*[\"']")


def test_each_compiles_with_all_that_it_names() -> None:
    broken: dict[str, object] = {}
    for name in NAMES:
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            broken[name] = error
        named = NAMED.findall((TEMPLATES / name).read_text("utf-8"))
        if missing := [each for each in named if each not in NAMES]:
            broken[name] = missing
    assert len(NAMES) > 100
    assert broken == {}


def test_no_field_cuts_off_what_is_pasted() -> None:
    """A browser cuts at `maxlength` and tells nobody; a note beside the field tells it instead."""
    cutting = [
        path.name
        for path in TEMPLATES.rglob("*.html")
        if "maxlength=" in path.read_text() and path.name != "styleguide.html"
    ]
    assert not cutting

    class Words(forms.Form):
        line = forms.CharField(max_length=5)
        text = forms.CharField(max_length=6, widget=forms.Textarea)
        secret = forms.CharField(max_length=7, widget=forms.PasswordInput)

    form = Words()
    for name, most in (("line", 5), ("text", 6)):
        html = control(form[name])
        assert "maxlength" not in html
        assert 'dir="auto"' in html
        assert f'for="id_{name}" data-most="{most}"' in html
    assert "length-note" not in control(form["secret"])
