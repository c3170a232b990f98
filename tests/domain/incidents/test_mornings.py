"""What is told at the end of quiet hours, and what is not (PSH-5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts.alerts import AlertState
from domain.common.messages import message
from domain.common.notifications import Bullets, Notification
from domain.incidents.incidents import CallReason, IncidentState
from domain.incidents.mornings import MOST_NAMED, is_over, is_still_wrong, morning_of
from domain.monitoring.alarms import Severity
from tests.fakes.face_incidents import an_incident
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

HELD = replace(an_incident(1), held_for="u_mei", calling=CallReason.BLIND, called=None)
HELD = replace(HELD, state=IncidentState.HANDED_OVER, acknowledged_by="")


@pytest.mark.parametrize(
    "changes",
    [
        {"held_for": "u_bob"},
        {"called": CallReason.BLIND},
        {"calling": None},
        {"acknowledged_by": "u_an"},
        {"state": IncidentState.CLOSED},
        {"state": IncidentState.RELAPSE_WATCH},
        {"newest": replace(HELD.newest, state=AlertState.RESOLVED)},
    ],
)
def test_what_is_over_taken_told_or_anothers_is_not_told_as_open(changes):
    """PSH-5: nothing that is over is told as open."""
    assert is_still_wrong(HELD, "u_mei")
    assert not is_still_wrong(replace(HELD, **changes), "u_mei")


def test_over_is_what_ended_before_it_was_told():
    """PSH-5."""
    assert not is_over(HELD, "u_mei")
    assert is_over(replace(HELD, state=IncidentState.CLOSED), "u_mei")
    assert not is_over(replace(HELD, state=IncidentState.CLOSED), "u_bob")


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (IN_ENGLISH, ("12 incidents waited", "And 2 more.", "3 that waited are over")),
        (IN_CHINESE, ("还有 12 起没好", "另有 2 起。", "另有 3 起已经结束")),
    ],
)
def test_the_message_names_ten_and_counts_the_others(reader, words):
    """PSH-5: bounded, in the reader's language, the worst first, then the oldest."""
    night = HELD.opened_at
    mild = replace(HELD.newest, severity=Severity.WARNING)
    many = [
        replace(HELD, id=f"i_{number}", opened_at=night + timedelta(minutes=number), newest=mild)
        for number in range(11)
    ]
    alert = replace(HELD.newest, severity=Severity.CRITICAL)
    worst = {"occurrences": 40, "newest": alert, "opened_at": night + timedelta(hours=1)}
    many = [replace(each, occurrences=90, band=None) for each in reversed(many)]
    loud = replace(HELD, id="i_loud", **worst)
    title, lines, after = morning_of([*many, loud], 3)
    assert len(lines) == MOST_NAMED
    assert "40" in WORDS.text(lines[0], reader)
    ages = [each.args["at"] for each in lines[1:]]
    assert ages == [
        message("rule.moment", at=each.opened_at).args["at"] for each in reversed(many[2:])
    ]
    parts = (Bullets(lines), *after)
    text = WORDS.text(title, reader) + "".join(WORDS.text(each, reader) for each in after)
    assert Notification(title, parts)
    for each in words:
        assert each in text
