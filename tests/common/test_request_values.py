"""What a request says without a form is taken as a number only where it is one."""

import pytest

from apps.common.http.request_values import small_int


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("99", 99)])
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert small_int(text, most=99) == number


@pytest.mark.parametrize(
    "text",
    ["", "100", "-1", "+1", " 1", "1_0", "1.0", "1e1", "\u0663", "\u00b2", "9" * 19, "9" * 100_000],
)
def test_anything_else_is_none(text: str) -> None:
    assert small_int(text, most=99) is None
