from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "apps.articles"
    label = "articles"

    def ready(self) -> None:
        """The journal asks by id for the questions that guides offer."""
        from apps.articles.prompts import find
        from apps.common.prompts import register

        register(find)
