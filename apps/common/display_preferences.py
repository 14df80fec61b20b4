"""How the reader wants pages to look: theme, text size, spacing; kept in one readable cookie."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

THEMES = ("auto", "light", "dark")
SIZES = ("m", "l", "xl")
SPACINGS = ("normal", "wide")


@dataclass(frozen=True)
class Look:
    theme: str = "auto"
    text: str = "m"
    spacing: str = "normal"

    def cookie_value(self) -> str:
        return f"{self.theme}.{self.text}.{self.spacing}"


def look_of(request: HttpRequest) -> Look:
    """The display preferences in the request's cookie; an unknown value counts as the default."""
    parts = request.COOKIES.get(settings.LOOK_COOKIE_NAME, "").split(".")
    if len(parts) != 3:
        return Look()
    theme, text, spacing = parts
    return Look(
        theme=theme if theme in THEMES else "auto",
        text=text if text in SIZES else "m",
        spacing=spacing if spacing in SPACINGS else "normal",
    )
