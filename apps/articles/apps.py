from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "apps.articles"
    label = "articles"

    def ready(self) -> None:
        from apps.articles.models.shelf import SHELF
        from apps.articles.shelf.content import ShelfContent
        from apps.vault import registry
        from apps.vault.registry import OneBlob

        registry.register(
            registry.SealedTable(
                name="shelves",
                model="articles.Shelf",
                blobs={"sealed": SHELF},
                carrier=OneBlob("articles.Shelf", SHELF, ShelfContent.from_bytes),
            )
        )
