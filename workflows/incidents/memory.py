"""How alerts and requests change what an incident knows; nothing here waits or asks anybody."""

from dataclasses import replace
from datetime import datetime

from domain.alerts.alerts import Alert, AlertState
from domain.incidents.incidents import (
    WORKFLOW,
    Incident,
    IncidentState,
    Refusal,
    Request,
    incident_id,
)
from workflows.incidents.state import IncidentInput, Memory, Requested

MOST_ALARMS = 50
MOST_LATER = 20
"""Requests that wait for the one that is being served; who asks for more is told that it is not
taken on."""


def begun(
    started: IncidentInput, alert: Alert, request: Request | None, *, now: datetime
) -> Memory:
    """Return what is known when the first alert has come."""
    fingerprint = started.fingerprint
    incident = Incident(
        id=incident_id(fingerprint, alert),
        workflow_id=f"{WORKFLOW}{fingerprint}",
        fingerprint=str(fingerprint),
        fault=fingerprint.fault,
        state=IncidentState.CONFIRMING,
        opened_at=now,
        changed_at=now,
        revision=0,
        newest=alert,
        owner=fingerprint.owner,
        request=request,
        sandbox=started.sandbox,
    )
    firing = alert.state is AlertState.FIRING
    alarms = (alarm_of(alert),) if firing else ()
    return Memory(
        incident=incident, fingerprint=fingerprint, witness=alert, firing=firing, alarms=alarms
    )


def with_alert(memory: Memory, alert: Alert) -> Memory:
    """Return what is known after another alert; whether it fires is for the caller to take in."""
    firing, key = alert.state is AlertState.FIRING, alarm_of(alert)
    alarms = tuple(each for each in memory.alarms if each != key)
    if firing:
        alarms = (*alarms, key)[-MOST_ALARMS:]
    elif len(memory.alarms) <= 1:
        alarms = ()  # sources do not all name their alarm the same way when it clears
    witness = alert if firing else memory.witness
    incident = memory.incident.with_alert(alert)
    return replace(memory, incident=incident, alarms=alarms, witness=witness)


def waiting(memory: Memory) -> tuple[Requested, ...]:
    """Return what is asked for after what is being served, in the order of asking."""
    return (*([memory.next] if memory.next else []), *memory.later)


def put_by(memory: Memory, requested: Requested) -> Memory | Refusal:
    """Return what is known once a request waits for its turn, or why it is not taken on.

    Who asks for the same again keeps their place.
    """
    before = waiting(memory)
    if any(is_same(each.request, requested.request) for each in before):
        return memory
    if len(before) >= MOST_LATER:
        return Refusal.TOO_MANY_WAIT
    return memory.serving_next((*before, requested))


def is_same(one: Request, other: Request) -> bool:
    """Say whether a person asks for the same again; keys are each person's own."""
    return (one.by, one.key) == (other.by, other.key)


def alarm_of(alert: Alert) -> str:
    """Return what tells an alarm from others of one incident."""
    return f"{alert.source}/{alert.key}"


def bounded(alert: Alert) -> Alert:
    """Return the alert within the bounds that its kind promises, whoever sent it."""
    labels = {key[:200]: value[:200] for key, value in list(alert.labels.items())[:40]}
    return replace(alert, name=alert.name[:200], text=alert.text[:2_000], labels=labels)
