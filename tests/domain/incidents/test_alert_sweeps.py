"""What the nightly sweep calls unhandled, and what it tells."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.common.wording import worded
from domain.alerts.alerts import AlertState
from domain.common.notifications import notification_of
from domain.events.events import EventType
from domain.incidents.incidents import Ending, IncidentState
from domain.incidents.sweeps import (
    Handled,
    SweepResult,
    done_event,
    handled,
    left_event,
    newest_firing,
)
from tests.fakes.incident_examples import NOW, after, an_alert, an_incident
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, foreign

CLOSED = replace(
    an_incident(), state=IncidentState.CLOSED, ending=Ending.FIXED, closed_at=after(600)
)


def over(**changes):
    return an_alert(9, **{"state": AlertState.RESOLVED, **changes})


def test_an_alarm_whose_end_was_heard_of_is_over():
    """ALR-7."""
    alerts = [an_alert(key="a"), over(key="a", received_at=after(60))]
    assert newest_firing(alerts) is None
    assert handled(None, None) is Handled.OVER


def test_one_alarm_that_still_fires_is_enough_and_the_newest_speaks():
    """ALR-7."""
    again = an_alert(2, key="a", received_at=after(90))
    alerts = [again, an_alert(key="a"), over(key="a", received_at=after(60)), an_alert(3, key="b")]
    assert newest_firing(alerts) == again


@pytest.mark.parametrize(
    ("incident", "standing"),
    [
        (None, Handled.UNHANDLED),
        (replace(an_incident(), state=IncidentState.HANDED_OVER), Handled.IN_HAND),
        (replace(an_incident(), state=IncidentState.REPAIRING), Handled.IN_HAND),
        (CLOSED, Handled.SETTLED),
        (replace(CLOSED, closed_at=NOW - timedelta(hours=1)), Handled.UNHANDLED),
        (replace(CLOSED, ending=Ending.NOT_CONFIRMED), Handled.UNHANDLED),
    ],
)
def test_unhandled_is_what_no_incident_has_dealt_with_since(incident, standing):
    """ALR-7: an alert that its source listed too late is asked for again."""
    assert handled(an_alert(), incident) is standing


def test_the_result_is_told_in_both_languages_once_a_day():
    """ALR-7."""
    result = SweepResult(
        looked=5,
        in_hand=1,
        settled=2,
        over=1,
        handed=("a",),
        left=(),
        problems=(foreign("CLS: down"),),
    )
    event = done_event(result, day="2026-11-20", at=NOW)

    assert (event.type, event.id) == (EventType.SWEEP_DONE, "sweep/2026-11-20")
    assert event.data["handed"] == 1
    assert "CLS: down" in text_of(event, IN_ENGLISH)
    assert "1 个重新进入评分与处置" in text_of(event, IN_CHINESE)


def test_what_could_not_be_handed_in_goes_into_the_briefing_without_tricks():
    """ALR-7, SEC-4."""
    event = left_event("x\u202ehttps://evil.example.cn", day="2026-11-20", number=3, at=NOW)
    assert (event.type, event.id) == (EventType.BROADCAST_QUEUED, "sweep/2026-11-20/3")
    assert "https://" not in text_of(event, IN_CHINESE)
    assert "\u202e" not in text_of(event, IN_CHINESE)


def text_of(event, reader) -> str:
    found = notification_of(event.data["notification"])
    assert found is not None
    return worded(found, WORDS, reader).text
