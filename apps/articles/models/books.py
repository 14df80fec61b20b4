"""Books that are often named, with what they are good for and what the research says of them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Book(models.Model):
    """One entry of the reading list; nobody pays for it."""

    slug = models.SlugField(unique=True, max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    authors = ArrayField(models.CharField(max_length=120))
    year = models.PositiveSmallIntegerField()
    for_whom = models.TextField()
    note_html = models.TextField()
    care_html = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.slug
