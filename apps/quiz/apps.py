from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "apps.quiz"
    label = "quiz"

    def ready(self) -> None:
        """A form that cannot be asked or scored stops the start, not somebody's sitting."""
        from apps.common import arriving, days, patterns
        from apps.quiz.arriving import keep_on_arrival
        from apps.quiz.carrying import Results
        from apps.quiz.catalogue import catalogue
        from apps.quiz.days import marks
        from apps.quiz.models import DRAFT, RESULT
        from apps.quiz.patterns import patterns as lines
        from apps.vault.kinds import Kind, register

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
