"""New and changed guides as an Atom feed."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.articles.models import ContentVersion, Guide
from apps.common.http.requests import Request
from apps.common.page_cache import kept_for_visitors

MOST: Final = 50
# Entries keep their ids when the site or an address changes: they follow from a guide's number.
_NAMES: Final = uuid.UUID("6b0f2f0e-6a57-4f0a-9d55-0b8f2d3c7a41")


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def feed(request: Request) -> HttpResponse:
    site = f"{request.scheme}://{request.get_host()}"
    atom = Atom1Feed(
        title=_("Leeway: new and changed guides"),
        subtitle=_("Calm reading about emotional distance between two people."),
        description="",
        link=f"{site}{reverse('articles:library')}",
        feed_url=f"{site}{reverse('articles:feed')}",
        feed_guid=_NAMES.urn,
        author_name=_("The Leeway editors"),
        language="en-GB",
    )
    for guide in Guide.objects.published().lately_changed(MOST):
        atom.add_item(
            title=guide.title,
            link=f"{site}{guide.get_absolute_url()}",
            description=escape(_description(guide)),
            unique_id=uuid.uuid5(_NAMES, str(guide.number)).urn,
            unique_id_is_permalink=False,
            pubdate=_midnight(guide.published),
            updateddate=_midnight(guide.modified),
            categories=[guide.topic.title],
        )
    content_type = "application/atom+xml; charset=utf-8"
    return HttpResponse(atom.writeString("utf-8"), content_type=content_type)


def _description(guide: Guide) -> str:
    """The summary, and after it what was changed last."""
    if guide.modified == guide.published:
        return guide.summary
    newest = max(guide.changes, key=lambda change: str(change["date"]))
    return _("%(summary)s Changed: %(note)s") % {"summary": guide.summary, "note": newest["note"]}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
