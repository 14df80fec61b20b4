from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "apps.quiz"
    label = "quiz"

    def ready(self) -> None:
        """A form that cannot be asked or scored stops the start, not somebody's sitting."""
        from apps.common import arriving
        from apps.quiz.arriving import keep_on_arrival
        from apps.quiz.catalogue import catalogue
        from apps.quiz.models import DRAFT, RESULT
        from apps.quiz.record import Record
        from apps.vault.carrying import OneBlob
        from apps.vault.kinds import Kind, register

        catalogue()
        arriving.register(keep_on_arrival)
        register(
            Kind(
                name="quiz results",
                model="quiz.KeptResult",
                blobs={"sealed": RESULT},
                carrier=OneBlob("quiz.KeptResult", RESULT, Record.from_bytes, is_single=False),
            )
        )
        register(Kind(name="sittings", model="quiz.SittingDraft", blobs={"content": DRAFT}))
