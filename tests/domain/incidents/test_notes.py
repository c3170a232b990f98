"""Notes as events of their incident (RBK-19)."""

import pytest

from application.common.wording import worded_event
from domain.incidents.snapshots import SNAPSHOT
from domain.incidents.story.notes import Note, note_event, note_id, note_of
from tests.fakes.incident_examples import NOW, an_incident
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS


def a_note(**changes):
    about = {"id": note_id("i_1", "u_an", "k"), "incident_id": an_incident().id, "at": NOW}
    return Note(**about | {"by": "u_an", "text": "seen"} | changes)


@pytest.mark.parametrize("reader", [IN_CHINESE, IN_ENGLISH])
def test_a_note_never_becomes_a_link_or_a_mention(reader):
    """RBK-19, SEC-4: it is plain text, also where others show Markdown."""
    bait = "[x](http://evil.example) <img src=x> **y** @all"
    said = worded_event(note_event(an_incident(), a_note(text=bait)), WORDS, reader).data
    for sign in ("](", "<img", "**", "@all"):
        assert sign not in said["text"]
        assert sign not in said["title"]


def test_a_note_comes_back_as_it_was_and_changes_no_incident():
    """RBK-19, EVT-1: nothing is made again from it."""
    note = a_note(program=True)
    event = note_event(an_incident(), note)
    assert note_of(event) == note
    assert SNAPSHOT not in event.data


def test_one_key_of_one_author_in_one_incident_is_one_note():
    """RBK-19."""
    ids = {note_id(i, by, key) for i in ("i_1", "i_2") for by in ("u_a", "u_b") for key in "kl"}
    assert len(ids) == 8
    assert note_id("i_1", "u_a", "k") in ids
