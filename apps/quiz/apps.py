from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "apps.quiz"
    label = "quiz"

    def ready(self) -> None:
        """A form that cannot be asked or scored stops the start, not somebody's sitting."""
        from apps.common import arriving, days, patterns
        from apps.quiz.integrations import Results, keep_on_arrival, marks
        from apps.quiz.integrations import patterns as lines
        from apps.quiz.models import DRAFT, RESULT
        from apps.quiz.questionnaire.catalogue import catalogue
        from apps.vault.registry import Kind, register

        catalogue()
        arriving.register(keep_on_arrival)
        days.register(marks)
        patterns.register(lines)
        register(
            Kind(
                name="quiz results",
                model="quiz.KeptResult",
                blobs={"sealed": RESULT},
                carrier=Results(),
            )
        )
        register(Kind(name="sittings", model="quiz.SittingDraft", blobs={"content": DRAFT}))
