"""“Draw the loop” shows the drawing where the answers are looked over and where they are kept."""

import pytest
from django.test import Client

from tests.journal.entry_samples import sent

pytestmark = pytest.mark.django_db


def test_the_loop_is_drawn_before_and_after_keeping(maya: Client) -> None:
    moves = {"answer-my_move": "ask <again>", "answer-their_move": "leave"}
    form = sent(practice_id="loop", title="Draw the loop", **moves)
    told = "me: ask &lt;again&gt;; then them: leave. Then it begins again."
    looked_over = maya.post("/journal/new/", {**form, "look_over": "1"}).text
    kept = maya.get(maya.post("/journal/new/", form)["Location"]).text
    for html in (looked_over, kept):
        drawing = html[html.index('<figure class="loop-drawing"') :]
        assert f'<desc id="loop-told">{told}</desc>' in drawing
        assert drawing.count("<rect ") == 2
        assert ">Me: ask &lt;again&gt;</text>" in drawing
    assert "no-print" not in kept[kept.index('<figure class="loop-drawing"') - 80 :][:200]


def test_half_a_loop_is_not_drawn(maya: Client) -> None:
    form = sent(practice_id="loop", title="Draw the loop", **{"answer-my_move": "ask"})
    assert "loop-drawing" not in maya.get(maya.post("/journal/new/", form)["Location"]).text
