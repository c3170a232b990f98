"""Test alerts: each source's own form, and what is said of them (ALR-13)."""

from datetime import timedelta

import pytest

from application.incidents.alerts import SENDERS, AlertIntake
from application.incidents.trials.alerts import MOST_AN_HOUR, TrialAlerts, TrialOutcome
from domain.alerts.alerts import AlertSource, FaultClass
from domain.alerts.trials import as_trial, trial_message
from domain.common.errors import Forbidden, InvalidRequest, TooManyRequests, Unavailable
from domain.incidents.incidents import CallReason, Incident, IncidentState, incident_id
from tests.fakes.alert_messages import FORMS, NOW
from tests.fakes.alerts import InMemoryAlerts, Listening, Owned
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import InMemoryIncidents
from tests.fakes.face_services import MEI, OPERATOR


class Stage:
    def __init__(self) -> None:
        self.clock, self.lives, self.kept = ManualClock(NOW), Listening(), InMemoryAlerts()
        self.events = InMemoryEvents()
        self.incidents = InMemoryIncidents(self.events)
        self.intake = AlertIntake(Owned(owners={}), self.kept, self.lives, self.clock)
        self.service = TrialAlerts(
            self.intake,
            dict.fromkeys(SENDERS, FORMS),
            self.incidents,
            self.events,
            InMemoryPace(),
            self.clock,
            CountingIds(),
            patience=0.0,
        )


@pytest.fixture
def stage():
    return Stage()


async def test_each_form_comes_in_as_an_incident_of_its_own_that_is_a_test(stage):
    """ALR-13: nothing of it is kept for the sweep or the numbers."""
    sent = await stage.service.send(by=OPERATOR)

    assert [each.source for each in sent] == list(SENDERS)
    heard = [alert for _, alert in stage.lives.heard]
    assert {each.source for each in heard} == set(SENDERS)
    assert {each.fault for each in heard} == {FaultClass.TEST}
    assert {each.tells for each in heard} == {OPERATOR.person_id}
    assert len(set(stage.lives.fingerprints)) == len(SENDERS)
    assert not stage.kept.kept
    assert {each.outcome for each in sent} == {TrialOutcome.WAITING}
    assert len({each.incident_id for each in sent}) == len(SENDERS)


@pytest.mark.parametrize("source", SENDERS)
def test_a_test_names_nothing_that_could_be_repaired(stage, source):
    """ALR-13: whatever the settings add to what names no object."""
    raw = trial_message(source, "k1", at=NOW, settings=FORMS)
    (read,) = stage.intake.read(source, raw, settings=FORMS).alerts
    alert = as_trial(read, by="u_op", on_call=True)
    assert (alert.object, alert.tells, alert.labels) == (None, "", {"tested_by": "u_op"})
    assert alert.name.startswith("zhiban-test-")


async def test_no_source_can_call_its_own_alert_a_test(stage):
    """ALR-13, SEC-4: a forger cannot hide a real one among tests, nor page by one."""
    with pytest.raises(InvalidRequest):
        await stage.intake.receive(
            AlertSource.PLAIN, {"name": "x", "fault": "test"}, settings=FORMS
        )
    await stage.intake.receive(
        AlertSource.PLAIN, {"name": "x", "labels": {"fault": "test"}}, settings=FORMS
    )
    ((_, alert),) = stage.lives.heard
    assert not alert.is_test


async def test_a_source_without_an_address_is_said_to_be_off(stage):
    """ALR-13."""
    stage.service.doors.clear()
    (sent,) = await stage.service.send(by=OPERATOR, sources=[AlertSource.PLAIN])
    assert (sent.outcome, sent.incident_id) == (TrialOutcome.OFF, "")
    assert stage.lives.heard == []


async def test_what_does_not_come_in_is_said_with_its_reason(stage):
    """ALR-13: not known is not success."""
    stage.lives.error = Unavailable("away", delay=timedelta(seconds=1))
    (sent,) = await stage.service.send(by=OPERATOR, sources=[AlertSource.PLAIN])
    assert sent.outcome is TrialOutcome.REFUSED
    assert sent.detail is not None


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        ({"called": CallReason.TEST, "called_at": NOW}, TrialOutcome.TOLD),
        ({"unreached_at": NOW}, TrialOutcome.NOBODY),
        ({}, TrialOutcome.WAITING),
    ],
)
async def test_told_is_said_only_once_a_channel_took_it(stage, known, outcome):
    """ALR-13, ALR-10."""
    begin = stage.lives.signal_alert

    async def open_one(fingerprint, alert):
        await begin(fingerprint, alert)
        await stage.incidents.record(
            Incident(
                id=incident_id(fingerprint, alert),
                workflow_id=f"incident/{fingerprint}",
                fingerprint=str(fingerprint),
                fault=alert.fault,
                state=IncidentState.CONFIRMING,
                opened_at=NOW,
                changed_at=NOW,
                revision=1,
                newest=alert,
                **known,
            ),
            (),
        )

    stage.lives.signal_alert = open_one
    (sent,) = await stage.service.send(by=OPERATOR, sources=[AlertSource.PLAIN])
    assert sent.outcome is outcome


async def test_who_may_not_send_alerts_may_not_test_them_and_nobody_endlessly(stage):
    """ALR-13, SEC-3."""
    with pytest.raises(Forbidden):
        await stage.service.send(by=MEI)
    for _ in range(MOST_AN_HOUR // len(SENDERS)):
        await stage.service.send(by=OPERATOR)
    with pytest.raises(TooManyRequests):
        await stage.service.send(by=OPERATOR)
