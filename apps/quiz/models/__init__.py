"""What members keep of the quiz, sealed."""

from apps.quiz.models.donated import GivenSitting
from apps.quiz.models.drafts import DRAFT, SittingDraft
from apps.quiz.models.results import RESULT, Full, KeptResult, LabelChanged

__all__ = ["DRAFT", "RESULT", "Full", "GivenSitting", "KeptResult", "LabelChanged", "SittingDraft"]
