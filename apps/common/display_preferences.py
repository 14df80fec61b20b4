"""How the reader wants pages to look: theme, text size, spacing; kept in one readable cookie."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

THEMES = ("auto", "light", "dark")
SIZES = ("m", "l", "xl")
SPACINGS = ("normal", "wide")


@dataclass(frozen=True)
class DisplayPreferences:
    theme: str = "auto"
    text: str = "m"
    spacing: str = "normal"

    def cookie_value(self) -> str:
        return f"{self.theme}.{self.text}.{self.spacing}"


def display_preferences_of(request: HttpRequest) -> DisplayPreferences:
    """The display preferences in the request's cookie; an unknown value counts as the default."""
    parts = request.COOKIES.get(settings.DISPLAY_COOKIE_NAME, "").split(".")
    if len(parts) != 3:
        return DisplayPreferences()
    theme, text, spacing = parts
    return DisplayPreferences(
        theme=theme if theme in THEMES else "auto",
        text=text if text in SIZES else "m",
        spacing=spacing if spacing in SPACINGS else "normal",
    )
