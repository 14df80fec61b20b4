from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "apps.quiz"
    label = "quiz"

    def ready(self) -> None:
        """Read the forms: one that cannot be asked or scored stops the start, not a sitting."""
        from apps.quiz.questionnaire.catalogue import catalogue

        catalogue()
