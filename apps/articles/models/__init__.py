"""The library's tables: guides on their topics, and the facts and papers they rest on."""

from apps.articles.models.audience import Reader
from apps.articles.models.books import Book
from apps.articles.models.content_version import ContentVersion
from apps.articles.models.facts import Fact, FactRecord, FactStatus, FactStrength, Source
from apps.articles.models.feedback import Feedback, Useful
from apps.articles.models.glossary import Term, TermQuerySet
from apps.articles.models.guides import Guide, GuideQuerySet
from apps.articles.models.pages import ReferencePage
from apps.articles.models.paths import Path, PathQuerySet, PathStep
from apps.articles.models.questions import ReaderQuestion, ReaderQuestionQuerySet
from apps.articles.models.reviews import Review
from apps.articles.models.revisions import Revision, RevisionConflict, RevisionOrigin, RevisionState
from apps.articles.models.search_phrases import SearchPhrase
from apps.articles.models.search_words import NearestWords, SearchWord, SearchWordManager
from apps.articles.models.sentences import Sentence
from apps.articles.models.shelf import Shelf
from apps.articles.models.topics import Topic, TopicQuerySet

__all__ = [
    "Book",
    "ContentVersion",
    "Fact",
    "FactRecord",
    "FactStatus",
    "FactStrength",
    "Feedback",
    "Guide",
    "GuideQuerySet",
    "NearestWords",
    "Path",
    "PathQuerySet",
    "PathStep",
    "Reader",
    "ReaderQuestion",
    "ReaderQuestionQuerySet",
    "ReferencePage",
    "Review",
    "Revision",
    "RevisionConflict",
    "RevisionOrigin",
    "RevisionState",
    "SearchPhrase",
    "SearchWord",
    "SearchWordManager",
    "Sentence",
    "Shelf",
    "Source",
    "Term",
    "TermQuerySet",
    "Topic",
    "TopicQuerySet",
    "Useful",
]
