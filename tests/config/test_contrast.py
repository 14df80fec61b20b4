"""Reading text has the contrast of level AAA of WCAG, and nothing moves against a wish."""

import re
from math import cos, radians, sin

import pytest

from tests.config.test_static import stylesheets

AAA = 7.0
TOKENS = stylesheets()["tokens.css"]
OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
GROUNDS = ("surface", "surface-raised", "surface-inset", "surface-warm", "tint")
MOVES = re.compile(r"^\s*(?:transition|animation|scroll-behavior)[\w-]*:", re.M)


def colour(name: str, theme: int) -> tuple[float, float, float]:
    """The lightness, chroma and hue of a token; `theme` is 0 for light and 1 for dark."""
    found = re.search(rf"--{name}: ([^;]+);", TOKENS)
    assert found, name
    pair = re.fullmatch(r"light-dark\(var\(--([\w-]+)\), var\(--([\w-]+)\)\)", found[1])
    if pair:
        return colour(pair[theme + 1], theme)
    value = OKLCH.fullmatch(found[1])
    assert value, found[1]
    return float(value[1]), float(value[2]), float(value[3])


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance of an OKLCH colour, from 0 to 1."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    cone_l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    cone_m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    cone_s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    red = 4.0767416621 * cone_l - 3.3077115913 * cone_m + 0.2309699292 * cone_s
    green = -1.2684380046 * cone_l + 2.6097574011 * cone_m - 0.3413193965 * cone_s
    blue = -0.0041960863 * cone_l - 0.7034186147 * cone_m + 1.707614701 * cone_s
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    """Contrast ratio of two tokens as WCAG counts it, from 1 to 21."""
    dark, light = sorted(luminance(*colour(each, theme)) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_reading_text_has_the_contrast_of_level_aaa(ground: str, theme: int) -> None:
    assert contrast("ink", ground, theme) >= AAA


def test_a_ratio_is_counted_as_wcag_counts_it() -> None:
    assert luminance(1, 0, 0) == pytest.approx(1, abs=0.001)
    assert luminance(0, 0, 0) == pytest.approx(0, abs=0.001)
    assert contrast("chalk-98", "slate-60", 0) < AAA


def test_the_wishes_of_the_device_for_motion_and_contrast_are_followed() -> None:
    """What moves stands where no wish against motion is told; what one scrolls oneself may."""
    for name, text in stylesheets().items():
        moved = [*MOVES.finditer(text)]
        if not moved or name == "reading-progress.css":
            continue
        begins = text.index("@media (prefers-reduced-motion: no-preference)")
        assert all(each.start() > begins for each in moved), name
    more = TOKENS.partition("@media (prefers-contrast: more)")[2]
    assert "--ink-3: var(--ink);" in more
