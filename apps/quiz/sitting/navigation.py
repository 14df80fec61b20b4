"""Where a sitting leads: the addresses of its statements, its review and its result."""

from django.urls import reverse

from apps.quiz.sitting.sitting import AT_ONCE, Pace, Sitting


def begin_at(sitting: Sitting) -> str:
    return statement_at(sitting, 1)


def go_on_at(sitting: Sitting) -> str:
    """Where somebody goes on: the first open statement, else the look over them, else the end."""
    if sitting.is_finished:
        return result_at(sitting)
    return statement_at(sitting, sitting.next_unseen) if sitting.next_unseen else review_at(sitting)


def statement_at(sitting: Sitting, n: int) -> str:
    """The page with statement ``n`` (from 1), at the sitting's own pace."""
    if sitting.pace is Pace.EIGHT:
        return eight_at(sitting, page_of(n))
    return reverse("quiz:question", args=[sitting.form.slug, n])


def eight_at(sitting: Sitting, page: int) -> str:
    return reverse("quiz:page", args=[sitting.form.slug, page])


def page_of(n: int) -> int:
    """The page of eight that statement ``n`` stands on, both counted from 1."""
    return (n - 1) // AT_ONCE + 1


def review_at(sitting: Sitting) -> str:
    return reverse("quiz:review", args=[sitting.form.slug])


def result_at(sitting: Sitting) -> str:
    return reverse("quiz:result", args=[sitting.form.slug])


def after_statement(sitting: Sitting, n: int) -> str:
    """The next statement, or the review after the last."""
    return review_at(sitting) if n == len(sitting.statements) else statement_at(sitting, n + 1)


def after_page(sitting: Sitting, page: int) -> str:
    """The next page of eight, or the review after the last."""
    return review_at(sitting) if page == len(sitting.pages) else eight_at(sitting, page + 1)
