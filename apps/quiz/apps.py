from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "apps.quiz"
    label = "quiz"

    def ready(self) -> None:
        """A form that cannot be asked or scored stops the start, not somebody's sitting."""
        from apps.quiz.integrations import ResultCarrier
        from apps.quiz.models import DRAFT, RESULT
        from apps.quiz.questionnaire.catalogue import catalogue
        from apps.vault.registry import SealedTable, register

        catalogue()
        register(
            SealedTable(
                name="quiz results",
                model="quiz.KeptResult",
                blobs={"sealed": RESULT},
                carrier=ResultCarrier(),
            )
        )
        register(SealedTable(name="sittings", model="quiz.SittingDraft", blobs={"content": DRAFT}))
