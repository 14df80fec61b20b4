from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "apps.articles"
    label = "articles"

    def ready(self) -> None:
        """What other rooms ask of this one by registries: questions, guides, unfinished reading."""
        from apps.articles.links import links
        from apps.articles.models.shelf import SHELF
        from apps.articles.prompts import find
        from apps.articles.shelf.contents import Contents
        from apps.articles.shelf.continuing import reading_in
        from apps.common import continuing, guides, prompts
        from apps.vault import kinds
        from apps.vault.carrying import OneBlob

        prompts.register(find)
        guides.register(links)
        continuing.register(reading_in)
        kinds.register(
            kinds.Kind(
                name="shelves",
                model="articles.Shelf",
                blobs={"sealed": SHELF},
                carrier=OneBlob("articles.Shelf", SHELF, Contents.from_bytes),
            )
        )
