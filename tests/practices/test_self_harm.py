"""Sentences that a note answers, and sentences that are about something else."""

import time

import pytest

from apps.practices.self_harm import speaks_of_self_harm
from tests.slow_machine import is_quick

FIRES = [
    "I want to die",
    "I just want to die.",
    "i wanna die",
    "I really want\nto die tonight",
    "I dont want to be here any more",
    "I don’t want to be here anymore.",
    "I do not want to be here any longer",
    "I don't want to be here.",
    "I want to kill myself",
    "im going to kil myself",
    "I keep thinking about killing myself",
    "He says I should kill myself",
    "I want to end my life",
    "I thought about ending my own life",
    "I am going to take my own life",
    "Sometimes I just want to end it all",
    "I would be better off dead",
    "Everyone would be better off without me",
    "They'd be better if I was gone",
    "There is no reason to live",
    "I see no point in going on",
    "I have nothing left to live for",
    "I cant go on",
    "I can’t go on any more.",
    "I cannot carry on",
    "I want to hurt myself",
    "I have been hurting myself again",
    "I cut myself last night",
    "I dont want to live",
    "I don't want to live any more",
    "I do not want to live without him",
    "I wish I was dead",
    "I wish I were dead already",
    "I wish I had never been born",
    "I feel suicidal",
    "I am thinking about suicide",
    "i feel sucidal",
    "My mother shouted at me and I felt suicidal",
    "I took some pills",
    "I swallowed all of my tablets",
    "I want to disappear.",
    "I want to disappear forever",
    "I don't want to wake up",
    "I want to go to sleep and never wake up",
    "I hope I don't wake up tomorrow",
    "I should be dead",
    "I don't deserve to live",
    "My life is not worth living",
    "I am tired of living",
    "I'm done with life",
    "What's the point of living?",
    "Nobody would miss me",
    "No one would care if I died",
    "I started to self-harm again",
    "I might overdose",
    "I want it all to stop",
    "I could jump off a bridge",
    "I would rather be dead",
    "I DON'T WANT TO EXIST",
    "I *want* to die",
    "I do not want to go on",
    "theres no point living",
    "I don't see the point of living any more",
    "I can't live any more",
    "i cant keep going",
    "I feel like dying",
    "I'd rather not be here any more",
    "I keep wishing I were dead",
    "I want to be gone forever",
    "took all my pills",
    "I might as well be dead",
]
SILENT = [
    "",
    "We should end it",
    "I want to end it with him",
    "I think it is time to end this",
    "I am dying to see him",
    "I am dying to know what she said",
    "I could kill him",
    "I could kill for a coffee",
    "I nearly died laughing",
    "I wanted to die of embarrassment",
    "I would rather die than go to that party",
    "I don't want to die alone",
    "I don't want to live with him any more",
    "I do not want to live in this flat",
    "I don't want to live like this",
    "I can't go on like this",
    "I can’t go on holiday with them",
    "This can't go on",
    "I don't want to go on a trip with her",
    "I don't want to be here when he comes back",
    "We are better off without each other",
    "It is better without me there",
    "I hurt myself on the stairs",
    "I cut myself shaving",
    "I cut myself off from my friends",
    "I am only hurting myself by waiting",
    "I was killing myself laughing",
    "I am killing myself trying to please him",
    "I shot myself in the foot",
    "I drown myself in work",
    "He says he will kill himself if I leave",
    "She told me that she is suicidal",
    "His suicide threats frighten me",
    "My brother died by suicide",
    "That would be political suicide",
    "I want to disappear for a weekend",
    "I don't want to wake up early",
    "I took some tablets for my headache",
    "There is no point in going on about it",
    "There is no reason to live together yet",
    "I am tired of living with his moods",
    "I want to take my life back",
    "I watched a film about suicide",
    "I think he is suicidal",
    "I want him to stop",
    "Life is worth living",
    "I love living here",
    "My grandmother is dying",
    "He killed the mood",
    "I do not want to wake up the baby",
    "I want this evening to end",
    "If you leave, I will be fine",
    "I took my pills this morning",
    "I hope I don't wake up late",
    "I can't live without her",
    "I can't keep going back to him",
    "Nobody would miss me at the party",
    "I want to end my marriage",
]


def test_there_are_enough_of_both() -> None:
    assert len(set(FIRES)) >= 30
    assert len(set(SILENT)) >= 30


@pytest.mark.parametrize("text", FIRES)
def test_a_plain_sentence_is_seen(text: str) -> None:
    assert speaks_of_self_harm(text)


@pytest.mark.parametrize("text", FIRES)
def test_it_is_seen_in_the_middle_of_a_page(text: str) -> None:
    assert speaks_of_self_harm(f"He came home at nine.\n\n{text}\n\nThen it rained.")


@pytest.mark.parametrize("text", SILENT)
def test_what_is_about_something_else_is_left_alone(text: str) -> None:
    assert not speaks_of_self_harm(text)


@pytest.mark.parametrize(
    "piece", ["i want to ", "no reason ", "dont ", "i ", "want just really ", "suicide he "]
)
def test_a_long_answer_is_read_at_once(piece: str) -> None:
    began = time.process_time()
    speaks_of_self_harm(piece * (20_000 // len(piece)))
    assert is_quick(time.process_time() - began, limit=1)
