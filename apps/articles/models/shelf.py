"""What somebody keeps of the guides, in the one sealed row that a vault has for it."""

from apps.articles.shelf.content import ShelfContent
from apps.vault.registry import ContentSerializer, SealedTable
from apps.vault.sealed_rows import SingleSealedRow

SHELF = "shelf"


class Shelf(SingleSealedRow[ShelfContent]):
    sealed_table = SealedTable(
        name="shelves", blobs={"sealed": SHELF}, serialized_by=ContentSerializer
    )

    class Meta(SingleSealedRow.Meta):
        abstract = False
