"""Pages of words: how Leeway works and what it promises."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.common.http.known_browser import MONTHS
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors, unchanging
from apps.common.text.contact import contact_link
from apps.pages.views.display_preferences import DISPLAY_DAYS
from apps.pages.views.quick_exit import LEFT_COOKIE, LEFT_MINUTES


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def safety(request: Request) -> HttpResponse:
    return render_page(request, "pages/safety.html", _facts())


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def privacy(request: Request) -> HttpResponse:
    return render_page(request, "pages/privacy.html", _facts())


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def about(request: Request) -> HttpResponse:
    return render_page(request, "pages/about.html", _facts())


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def terms(request: Request) -> HttpResponse:
    return render_page(request, "pages/terms.html", _facts())


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def accessibility(request: Request) -> HttpResponse:
    return render_page(request, "pages/accessibility.html", _facts())


def _facts() -> dict[str, object]:
    """The numbers and names that the words quote, so that a page never says another one."""
    return {
        "backup_days": settings.BACKUP_DAYS,
        "photos_outside": bool(settings.PHOTO_STORAGE),
        "trash_days": settings.TRASH_DAYS,
        "history_days": settings.HISTORY_DAYS,
        "idle_minutes": settings.VAULT_IDLE_SECONDS // 60,
        "longest_hours": settings.VAULT_LONGEST_SECONDS // 3600,
        "unused_days": settings.SESSION_UNUSED_DAYS,
        "signed_in_days": settings.SESSION_LONGEST_DAYS,
        "display_days": DISPLAY_DAYS,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "vault_cookie": settings.VAULT_COOKIE_NAME,
        "quiz_cookie": settings.QUIZ_COOKIE_NAME,
        "display_cookie": settings.DISPLAY_COOKIE_NAME,
        "left_cookie": LEFT_COOKIE,
        "covered_cookie": settings.COVERED_COOKIE_NAME,
        "known_browser_cookie": settings.KNOWN_BROWSER_COOKIE_NAME,
        "known_browser_months": MONTHS,
        "left_minutes": LEFT_MINUTES,
        "operator": settings.OPERATOR,
        "address": settings.ADDRESS,
        "contact": settings.CONTACT,
        "contact_link": contact_link(),
    }
