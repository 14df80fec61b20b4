"""A recovery code survives handwriting: slips are noticed, harmless differences forgiven."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.vault.crypto.recovery_code import ALPHABET, MistypedCode, RecoveryCode, new_code
from tests.vault import reference
from tests.vault.vectors.make import load

codes = st.binary(min_size=20, max_size=20).map(RecoveryCode)
SAMPLE = RecoveryCode(bytes(range(100, 120)))


def written(code: RecoveryCode, between: str = " ") -> str:
    return between.join([*code.groups, code.check])


def problem_of(text: str) -> str:
    with pytest.raises(MistypedCode) as caught:
        RecoveryCode.parse(text)
    return caught.value.problem


@pytest.mark.parametrize("vector", load("recovery-code"), ids=lambda vector: vector["name"])
def test_released_codes_are_read_and_written_the_same(vector: dict[str, str]) -> None:
    code = RecoveryCode(bytes.fromhex(vector["secret"]))
    assert written(code, "") == vector["text"]
    assert RecoveryCode.parse(vector["text"]) == code


@given(codes)
def test_a_code_written_down_is_read_back(code: RecoveryCode) -> None:
    assert RecoveryCode.parse(written(code)) == code
    assert written(code, "") == reference.recovery_text(code.secret)
    assert [len(group) for group in code.groups] == [4] * 8
    assert set(written(code, "")) <= set(ALPHABET)


def test_new_codes_have_160_bits_and_differ() -> None:
    made = {new_code().secret for _ in range(100)}
    assert len(made) == 100
    assert {len(secret) for secret in made} == {20}


@given(
    codes,
    st.sampled_from(
        ["", " ", "-", " - ", "\n", "\t", "\u2013", "\u00a0", "\u2011", "\r\n", "\u2028", "\u2029"]
    ),
)
def test_spaces_hyphens_and_case_make_no_difference(code: RecoveryCode, between: str) -> None:
    assert RecoveryCode.parse("  " + written(code, between).lower() + "\n") == code


@given(codes)
def test_letters_that_look_like_digits_are_taken_for_them(code: RecoveryCode) -> None:
    for one in "iIlL":
        for zero in "oO":
            typed = written(code).replace("1", one).replace("0", zero)
            assert RecoveryCode.parse(typed) == code


def test_full_width_and_invisible_characters_are_forgiven() -> None:
    for separator in ("\u2028", "\u2029"):  # of lines and of paragraphs
        assert RecoveryCode.parse(written(SAMPLE, separator)) == SAMPLE
    wide = "".join(chr(ord(character) + 0xFEE0) for character in written(SAMPLE, ""))
    assert RecoveryCode.parse(wide) == SAMPLE
    assert RecoveryCode.parse("\ufeff" + written(SAMPLE, "\u200b")) == SAMPLE


@given(codes)
@settings(max_examples=15)
def test_every_single_wrong_character_is_noticed(code: RecoveryCode) -> None:
    text = written(code, "")
    for position, right in enumerate(text):
        for wrong in ALPHABET:
            if wrong != right:
                typed = text[:position] + wrong + text[position + 1 :]
                assert problem_of(typed) == "check"


@given(codes)
@settings(max_examples=15)
def test_every_swap_of_two_characters_less_than_31_apart_is_noticed(code: RecoveryCode) -> None:
    text = written(code, "")
    for first in range(len(text)):
        for second in range(first + 1, min(first + 31, len(text))):
            if text[first] != text[second]:
                swapped = list(text)
                swapped[first], swapped[second] = swapped[second], swapped[first]
                assert problem_of("".join(swapped)) == "check"


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_mistyped(text: str) -> None:
    try:
        assert len(RecoveryCode.parse(text).secret) == 20
    except MistypedCode as mistyped:
        assert mistyped.problem in {"length", "character", "check"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ABCD",
        written(SAMPLE, "")[:-1],
        written(SAMPLE, "") + "0",
        written(SAMPLE, "") * 10,
        " " * 300 + written(SAMPLE),
    ],
)
def test_a_wrong_number_of_characters_is_called_that(text: str) -> None:
    assert problem_of(text) == "length"


def test_two_hundred_characters_are_read_and_one_more_is_not() -> None:
    text = written(SAMPLE)
    assert RecoveryCode.parse(text.rjust(200)) == SAMPLE
    assert problem_of(text.rjust(201)) == "length"


@pytest.mark.parametrize("wrong", ["U", "u", "*", "=", "$", "~", "_", ".", "ß", "é", "\U0001f511"])
def test_a_character_that_no_code_has_is_called_that(wrong: str) -> None:
    text = written(SAMPLE, "")
    assert problem_of(text[:7] + wrong + text[8:]) == "character"


def test_a_blank_code_is_no_code() -> None:
    assert problem_of("0" * 33) == "check"


def test_a_mistyped_code_is_never_repeated() -> None:
    text = written(SAMPLE, "")
    with pytest.raises(MistypedCode) as caught:
        RecoveryCode.parse(text[:-1] + ("0" if text[-1] != "0" else "1"))
    assert not any(group in str(caught.value) for group in SAMPLE.groups)


def test_a_code_does_not_show_itself() -> None:
    assert repr(SAMPLE) == str(SAMPLE) == "RecoveryCode()"


@pytest.mark.parametrize("length", [0, 19, 21])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="20 secret bytes"):
        RecoveryCode(bytes(length))


@given(codes, st.integers(1, 8))
def test_a_group_typed_back_is_recognised(code: RecoveryCode, number: int) -> None:
    group = code.groups[number - 1]
    assert code.matches_group(number, f" {group.lower()}-")
    assert code.matches_group(number, group.replace("0", "o").replace("1", "l"))
    other = ("1" if group[0] != "1" else "2") + group[1:]
    for wrong in (other, group[:3], group + "0", "", "U123", "é", "x" * 500):
        assert code.matches_group(number, wrong) is False


@pytest.mark.parametrize("number", [0, 9, -1])
def test_there_are_eight_groups(number: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 8"):
        SAMPLE.matches_group(number, "0000")
