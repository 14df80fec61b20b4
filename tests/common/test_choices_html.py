"""Rows of choices: every text is escaped, and what is chosen is marked."""

from apps.common.text.choices_html import option_groups, word_chips

HOSTILE = '"><script>&'
ESCAPED = "&quot;&gt;&lt;script&gt;&amp;"


def test_every_text_of_an_option_is_escaped() -> None:
    made = option_groups([(HOSTILE, [("a", HOSTILE, True), (HOSTILE, "b", False)])])
    assert made == (
        f'<optgroup label="{ESCAPED}"><option value="a" selected>{ESCAPED}</option>'
        f'<option value="{ESCAPED}">b</option></optgroup>'
    )


def test_every_text_of_a_chip_is_escaped() -> None:
    made = word_chips(HOSTILE, ["calm", HOSTILE], ["calm"])
    start = f'<label class="chip"><input type="checkbox" name="{ESCAPED}" value='
    assert made == (f'{start}"calm" checked>calm</label>{start}"{ESCAPED}">{ESCAPED}</label>')
