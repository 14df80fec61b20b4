from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "apps.quiz"
    label = "quiz"

    def ready(self) -> None:
        """A form that cannot be asked or scored stops the start, not somebody's sitting."""
        from apps.common import arriving, days, patterns
        from apps.quiz.integrations import ResultCarrier, keep_on_arrival, result_marks
        from apps.quiz.integrations import result_charts as lines
        from apps.quiz.models import DRAFT, RESULT
        from apps.quiz.questionnaire.catalogue import catalogue
        from apps.vault.registry import SealedTable, register

        catalogue()
        arriving.register(keep_on_arrival)
        days.register(result_marks)
        patterns.register(lines)
        register(
            SealedTable(
                name="quiz results",
                model="quiz.KeptResult",
                blobs={"sealed": RESULT},
                carrier=ResultCarrier(),
            )
        )
        register(SealedTable(name="sittings", model="quiz.SittingDraft", blobs={"content": DRAFT}))
