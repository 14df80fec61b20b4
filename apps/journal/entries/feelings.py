"""The words that the composer offers; a writer's own words stand beside them as equals."""

from functools import cache

from django.conf import settings

from apps.common.content_files.toml_file import Text, TomlTable, read_toml


class FeelingFamily(TomlTable, frozen=True, kw_only=True):
    """Words for feelings that belong together."""

    name: Text
    words: tuple[Text, ...]


class FeelingsFile(TomlTable, frozen=True):
    """The file of the feelings."""

    family: tuple[FeelingFamily, ...]


@cache
def families() -> tuple[FeelingFamily, ...]:
    """Feelings by family, in the order of fixtures/feelings.toml. Raises ContentError."""
    return read_toml(settings.BASE_DIR / "fixtures" / "feelings.toml", FeelingsFile).family


def known_words() -> frozenset[str]:
    """Every word of every family."""
    return frozenset(word for family in families() for word in family.words)
