"""What search engines are told of a guide, in the words of schema.org. Only what is true."""

from collections.abc import Iterable
from html import unescape
from typing import Any, Final

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import strip_tags

from apps.articles.models import Guide, ReaderQuestion

SCHEMA: Final = "https://schema.org"


def article(guide: Guide, *, site: str) -> dict[str, Any]:
    """Return an `Article`; `site` is scheme and host, such as `https://example.org`.

    Authors and editors are named where the guide has them on record, and `reviewedBy` names the
    clinicians who have read it, if any.
    """
    publisher = {"@type": "Organization", "name": "Leeway", "url": f"{site}/"}
    editors = {"@type": "Organization", "name": "Leeway editors", "url": _about(site)}
    named = {
        "author": [_person(each) for each in guide.authors] or editors,
        "editor": [_person(each) for each in guide.editors],
        "reviewedBy": [_person(each) for each in guide.clinicians],
    }
    return {name: value for name, value in named.items() if value} | {
        "@context": SCHEMA,
        "@type": "Article",
        "headline": guide.title,
        "description": guide.summary,
        "inLanguage": guide.language,
        "mainEntityOfPage": f"{site}{guide.get_absolute_url()}",
        "image": f"{site}{static('img/card.png')}",
        "publisher": publisher,
        "datePublished": guide.published.isoformat(),
        "dateModified": guide.modified.isoformat(),
        "wordCount": guide.words,
        "timeRequired": f"PT{guide.minutes}M",
        "isAccessibleForFree": True,
        "citation": [_cited_paper(source) for source in guide.sources if source["citation"]],
    }


def breadcrumbs(guide: Guide, *, site: str) -> dict[str, Any]:
    """Return the way to a guide as a `BreadcrumbList`: library, topic, guide."""
    steps = [
        ("Guides", reverse("articles:library")),
        (guide.topic.title, guide.topic.get_absolute_url()),
        (guide.title, guide.get_absolute_url()),
    ]
    return {
        "@context": SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": f"{site}{path}"}
            for n, (name, path) in enumerate(steps, start=1)
        ],
    }


def faq(questions: Iterable[ReaderQuestion]) -> dict[str, Any]:
    """Return the questions of one page and their answers, in plain words, as an `FAQPage`."""
    return {
        "@context": SCHEMA,
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": each.question,
                "acceptedAnswer": {"@type": "Answer", "text": each.text},
            }
            for each in questions
        ],
    }


def _cited_paper(source: dict[str, Any]) -> dict[str, str]:
    paper = {"@type": "CreativeWork", "name": unescape(strip_tags(source["citation"]))}
    return paper | ({"sameAs": f"https://doi.org/{source['doi']}"} if source["doi"] else {})


def _person(credit: dict[str, str]) -> dict[str, str]:
    return {"@type": "Person", "name": credit["name"], "jobTitle": credit["role"]}


def _about(site: str) -> str:
    return f"{site}{reverse('pages:about')}"
