from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "apps.articles"
    label = "articles"

    def ready(self) -> None:
        """What other rooms ask of this one by registries: questions, guides, unfinished reading."""
        from apps.articles.links import links
        from apps.articles.models.shelf import SHELF
        from apps.articles.prompts import find
        from apps.articles.shelf.content import ShelfContent
        from apps.articles.shelf.continue_reading import reading_in
        from apps.common import continuing, guides, prompts
        from apps.vault import registry
        from apps.vault.registry import OneBlob

        prompts.register(find)
        guides.register(links)
        continuing.register(reading_in)
        registry.register(
            registry.SealedTable(
                name="shelves",
                model="articles.Shelf",
                blobs={"sealed": SHELF},
                carrier=OneBlob("articles.Shelf", SHELF, ShelfContent.from_bytes),
            )
        )
