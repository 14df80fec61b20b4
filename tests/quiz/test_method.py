"""The method page states the very figures that a result is worked out with."""

from django.test import Client

from tests.quiz.walking import text_of


def test_the_method_page_calculates_its_own_example() -> None:
    page = text_of(Client().get("/quiz/method/").content.decode())
    for figure in (
        "0.4146",
        "1.790",
        "± 0.62",
        "± 0.66",
        "± 0.72",
        "0.791",
        "1.55",
        "-1.26",
        "-2.09",
    ):
        assert figure in page
    assert "In the example: 5.0, with a range from 4.4 to 5.6" in page
    assert "provisional" in page
