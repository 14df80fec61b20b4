from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "apps.articles"
    label = "articles"

    def ready(self) -> None:
        """The journal asks by id for the questions that guides offer, and by slug for guides."""
        from apps.articles.links import links
        from apps.articles.prompts import find
        from apps.common import guides, prompts

        prompts.register(find)
        guides.register(links)
