"""What may come back from a statement and from the look over the answers."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.quiz.questionnaires import Questionnaire
from apps.quiz.sitting import SKIPPED, Usual

NOTHING_CHOSEN = _("Choose one of the seven, or leave this one out.")


class AnswerForm(forms.Form):
    """One answer. The skip button sends its mark under the same name, after the chosen point."""

    def __init__(self, questionnaire: Questionnaire, *, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["answer"] = forms.ChoiceField(
            choices=[*questionnaire.choices, (SKIPPED, questionnaire.skip_label)],
            error_messages={"required": NOTHING_CHOSEN, "invalid_choice": NOTHING_CHOSEN},
        )


class UsualForm(forms.Form):
    """The last question, which need not be answered."""

    usual = forms.ChoiceField(
        required=False,
        choices=[
            (Usual.YES, _("Yes")),
            (Usual.NO, _("Not really")),
            (Usual.UNSAID, _("Rather not say")),
        ],
    )

    def clean_usual(self) -> Usual:
        return Usual(self.cleaned_data["usual"] or Usual.UNSAID)
