"""What members keep of the quiz, sealed."""

from apps.quiz.models.results import RESULT, Full, KeptResult, LabelChanged

__all__ = ["RESULT", "Full", "KeptResult", "LabelChanged"]
