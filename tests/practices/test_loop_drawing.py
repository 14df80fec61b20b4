"""The loop is drawn from what was answered, whole in words and within its boxes."""

from hypothesis import given
from hypothesis import strategies as st

from apps.practices.catalogue import find
from apps.practices.loop_drawing import GAP, MOST_LINES, WIDTH, LoopDrawing, loop_of

LOOP = find("loop")
assert LOOP is not None


def drawn(**answers: str) -> LoopDrawing | None:
    assert LOOP is not None
    return loop_of(LOOP, answers)


def test_three_moves_make_a_loop_with_a_way_back() -> None:
    loop = drawn(my_move="I ask again", their_move="They leave.", my_answer="follow them")
    assert loop is not None
    words = [" ".join(line.text for line in box.lines) for box in loop.boxes]
    assert words == ["Me: I ask again", "Them: they leave", "Me: follow them"]
    told = "me: I ask again; then them: they leave; then me: follow them. Then it begins again."
    assert loop.told == told
    assert [box.is_mine for box in loop.boxes] == [True, False, True]
    assert len(loop.arrows) == 2


def test_two_moves_are_a_loop_and_one_is_none() -> None:
    loop = drawn(my_move="ask", their_move="leave")
    assert loop is not None
    assert len(loop.boxes) == 2
    assert drawn(my_move="ask", my_answer="ask again") is None
    assert drawn(their_move="leave") is None
    assert drawn() is None


def test_a_practice_that_draws_nothing_has_no_loop() -> None:
    other = find("limit")
    assert other is not None
    assert loop_of(other, {"my_move": "ask", "their_move": "leave"}) is None


@given(st.text(max_size=500), st.text(max_size=500), st.text(max_size=500))
def test_boxes_never_overlap_and_hold_their_lines(one: str, two: str, three: str) -> None:
    loop = drawn(my_move=one, their_move=two, my_answer=three)
    if loop is None:
        return
    for upper, lower in zip(loop.boxes, loop.boxes[1:], strict=False):
        assert lower.y - (upper.y + upper.height) == GAP
    for box in loop.boxes:
        assert 1 <= len(box.lines) <= MOST_LINES
        assert all(box.y < line.y < box.y + box.height for line in box.lines)
        assert all(len(line.text) * 8 <= WIDTH for line in box.lines)
    assert loop.boxes[-1].y + loop.boxes[-1].height < loop.height
