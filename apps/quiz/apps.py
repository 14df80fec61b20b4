from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "apps.quiz"
    label = "quiz"

    def ready(self) -> None:
        """A form that cannot be asked or scored stops the start, not somebody's sitting."""
        from apps.quiz.questionnaire.catalogue import catalogue

        catalogue()
