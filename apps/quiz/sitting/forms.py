"""The forms of a sitting: its pace, the answers of a statement or a page, and the review."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.quiz.questionnaire.model import Questionnaire
from apps.quiz.sitting.sitting import SKIPPED, Pace, Statement, Usual, statement_ids

NOTHING_CHOSEN = _("Choose one of the answers, or leave this one out.")


class PaceForm(forms.Form):
    """How many statements to see at once; one where nothing was said."""

    pace = forms.ChoiceField(
        required=False,
        choices=[(Pace.ONE, _("One statement at a time")), (Pace.EIGHT, _("Eight on a page"))],
    )

    @property
    def chosen(self) -> Pace:
        """The pace that was sent; an odd one is no reason to stop anybody."""
        return Pace(self.cleaned_data.get("pace") or Pace.ONE) if self.is_valid() else Pace.ONE


class AnswerForm(forms.Form):
    """One answer. The skip button sends its mark under the same name, after the chosen point."""

    def __init__(self, questionnaire: Questionnaire, *, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["answer"] = _answer(questionnaire)


class PageForm(forms.Form):
    """The answers to the statements of one page, each under its own number.

    ``open`` says to leave out what has no answer.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        statements: tuple[Statement, ...],
        *,
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(data)
        self.statements = statements
        leaving_out = data is not None and data.get("open") == SKIPPED
        for statement in statements:
            field = _answer(questionnaire, required=not leaving_out)
            field.label = statement.item.text.rstrip(".")
            self.fields[_name(statement)] = field

    @property
    def of(self) -> str:
        """Which statements these are, as the page says it when it is sent."""
        return statement_ids(self.statements)

    @property
    def marks(self) -> dict[int, str]:
        """The mark of each statement by its number, once the form is valid."""
        return {s.n: self.cleaned_data[_name(s)] or SKIPPED for s in self.statements}

    @property
    def rows(self) -> list[tuple[Statement, forms.BoundField, str]]:
        """Each statement with its field and the mark to show as chosen."""
        return [(s, self[_name(s)], self._shown(s)) for s in self.statements]

    def _shown(self, statement: Statement) -> str:
        return self.data.get(_name(statement), "") if self.is_bound else statement.mark


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


class AfraidForm(forms.Form):
    """The line beside a list. It changes one page that we send, and is kept nowhere."""

    afraid = forms.BooleanField(required=False)


def was_moved(sent: QueryDict, statements: tuple[Statement, ...]) -> bool:
    """Whether answers belong to other statements than these: the set was begun again elsewhere.

    A page says which statements it shows, so that an answer never lands on one that was not read.
    """
    return sent.get("of", statement_ids(statements)) != statement_ids(statements)


def _name(statement: Statement) -> str:
    return f"answer-{statement.n}"


def _answer(questionnaire: Questionnaire, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=required,
        choices=[*questionnaire.choices, (SKIPPED, questionnaire.skip_label)],
        error_messages={"required": NOTHING_CHOSEN, "invalid_choice": NOTHING_CHOSEN},
    )
