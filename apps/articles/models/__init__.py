"""The library's tables: guides on their topics, and the facts and papers they rest on."""

from apps.articles.models.audience import Reader
from apps.articles.models.books import Book
from apps.articles.models.content_version import Edition, EditionManager
from apps.articles.models.facts import Fact, FactRecord, Source, Status, Strength
from apps.articles.models.feedback import Feedback, Useful
from apps.articles.models.glossary import Term, TermQuerySet
from apps.articles.models.guides import Guide, GuideQuerySet
from apps.articles.models.pages import Page
from apps.articles.models.paths import Path, PathQuerySet, Step
from apps.articles.models.questions import Question, QuestionQuerySet
from apps.articles.models.reviews import Review
from apps.articles.models.revisions import Conflict, Origin, Revision, State
from apps.articles.models.search_words import Near, Word, WordManager
from apps.articles.models.sentences import Line
from apps.articles.models.shelf import Shelf
from apps.articles.models.topics import Topic, TopicQuerySet

__all__ = [
    "Book",
    "Conflict",
    "Edition",
    "EditionManager",
    "Fact",
    "FactRecord",
    "Feedback",
    "Guide",
    "GuideQuerySet",
    "Line",
    "Near",
    "Origin",
    "Page",
    "Path",
    "PathQuerySet",
    "Question",
    "QuestionQuerySet",
    "Reader",
    "Review",
    "Revision",
    "Shelf",
    "Source",
    "State",
    "Status",
    "Step",
    "Strength",
    "Term",
    "TermQuerySet",
    "Topic",
    "TopicQuerySet",
    "Useful",
    "Word",
    "WordManager",
]
