"""The rows of the quiz: kept results and sitting drafts, sealed, and donated answers, plain."""

from apps.quiz.models.donated import DonatedSitting
from apps.quiz.models.drafts import DRAFT, SittingDraft
from apps.quiz.models.results import RESULT, KeptResult, LabelConflict, OpenedResult, ResultsFull

__all__ = [
    "DRAFT",
    "RESULT",
    "DonatedSitting",
    "KeptResult",
    "LabelConflict",
    "OpenedResult",
    "ResultsFull",
    "SittingDraft",
]
