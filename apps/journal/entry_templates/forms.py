"""The form of a template of a writer's own."""

import uuid

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.common.fields import NameField
from apps.common.limits import with_limits
from apps.common.resubmission import echoed
from apps.journal.entries.form_builders import with_spare_id
from apps.journal.entries.forms import BodyField
from apps.journal.entry_templates.content import LONGEST_BODY, LONGEST_NAME, EntryTemplateContent


class EntryTemplateForm(forms.Form):
    """`template_id` makes a double press harmless; `revision` is the one that was opened."""

    template_id = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    title = NameField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=with_limits(
            ngettext_lazy(
                "Up to %(most)s character. A page that begins with it has it as its title.",
                "Up to %(most)s characters. A page that begins with it has it as its title.",
                "most",
            ),
            most=LONGEST_NAME,
        ),
        error_messages={"required": _("Give the template a name, so that you find it again.")},
    )
    body = BodyField(
        label=_("What a page begins with"),
        strip=False,
        max_length=LONGEST_BODY,
        help_text=with_limits(
            ngettext_lazy(
                "Questions, headings, a list: Markdown as on a page, up to %(most)s character.",
                "Questions, headings, a list: Markdown as on a page, up to %(most)s characters.",
                "most",
            ),
            most=LONGEST_BODY,
        ),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Write what a page begins with. One line is enough."),
            "max_length": with_limits(
                ngettext_lazy(
                    "A template has room for %(most)s character. Take some of it out.",
                    "A template has room for %(most)s characters. Take some of it out.",
                    "most",
                ),
                most=LONGEST_BODY,
            ),
        },
    )

    def text(self) -> EntryTemplateContent:
        return EntryTemplateContent(name=self.cleaned_data["title"], body=self.cleaned_data["body"])


def new_template_form(*, name: str = "", body: str = "") -> EntryTemplateForm:
    """A template that is not kept yet, under an id of its own."""
    first = {"template_id": uuid.uuid4(), "revision": 0, "title": name[:LONGEST_NAME]}
    return EntryTemplateForm(initial={**first, "body": body})


def template_form_of(
    text: EntryTemplateContent, *, template_id: uuid.UUID, revision: int
) -> EntryTemplateForm:
    first = {"template_id": template_id, "revision": revision}
    return EntryTemplateForm(initial={**first, "title": text.name, "body": text.body})


def template_form_sent(data: QueryDict) -> EntryTemplateForm:
    return with_spare_id(EntryTemplateForm, data, id_field="template_id")


def template_form_again(data: QueryDict, **instead: object) -> EntryTemplateForm:
    """Every word that was sent, as it was typed, to be sent once more; but no password."""
    data = echoed(data)
    form = EntryTemplateForm()
    form.initial = {name: data.get(name, "") for name in form.fields} | instead
    return form
