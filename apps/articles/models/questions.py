"""Questions as people ask them, each with a short answer and the guide that says more."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from apps.articles.models.search_index import words_of_row
from apps.articles.models.topics import Topic


class ReaderQuestionQuerySet(models.QuerySet["ReaderQuestion"]):
    """How questions are looked up."""

    def on(self, topic: Topic) -> Self:
        return self.filter(topic=topic)


class ReaderQuestion(models.Model):
    """One question on a topic. `guide` is the address of the guide that says more."""

    slug = models.SlugField(unique=True, max_length=80)
    position = models.PositiveSmallIntegerField()
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="questions")
    question = models.TextField()
    answer_html = models.TextField()
    text = models.TextField()
    guide = models.SlugField(max_length=80, blank=True)

    search = words_of_row("question")

    objects: ClassVar = ReaderQuestionQuerySet.as_manager()

    class Meta:
        db_table = "articles_question"  # the name that the released table has
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [GinIndex(fields=["search"], name="question_search")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return f"{reverse('articles:questions', args=[self.topic.slug])}#{self.slug}"
