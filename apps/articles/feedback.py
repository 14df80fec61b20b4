"""What a reader may say about a guide, and how often."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.articles.models import Feedback, Useful
from apps.common.http.requests import Request
from apps.common.rate_limits import RateLimit, network_of

# Many people may share a network, and one person may have read many guides.
FROM_A_NETWORK: Final = RateLimit(scope="feedback", most=20, window=timedelta(hours=1))
FROM_EVERYWHERE: Final = RateLimit(scope="feedback everywhere", most=2000, window=timedelta(days=1))


def seconds_to_wait(request: Request) -> int:
    """Seconds until another answer is taken, or 0; then this one is counted."""
    return FROM_A_NETWORK.take(network_of(request)) or FROM_EVERYWHERE.take("")


class FeedbackForm(forms.Form):
    """One choice, and perhaps some words."""

    useful = forms.ChoiceField(
        label=_("Was this useful?"),
        choices=Useful,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the three answers."),
            "invalid_choice": _("Choose one of the three answers."),
        },
    )
    missing = forms.CharField(
        label=_("What was missing?"),
        required=False,
        max_length=Feedback.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Please write nothing private here, and no names: our editors read it, and it is not"
            " locked. Your journal is the place for that."
        ),
        error_messages={
            "max_length": _(
                "There is room for %(limit_value)d characters; this has %(show_value)d."
            )
        },
    )

    @property
    def answer(self) -> dict[str, Any]:
        """What to keep; call it only on a valid form."""
        return {"useful": self.cleaned_data["useful"], "missing": self.cleaned_data["missing"]}
