"""Incidents, attempts, alerts and approvals to test with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.alerts.alerts import Alert, AlertSource, AlertState, FaultClass
from domain.clusters.changes import Performed, Performing, Step, Verb, digest_of
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode, Plan, RepairVerdict
from domain.events.events import Event, EventType
from domain.incidents.approvals.approvals import Approval
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.incidents import Incident, IncidentState
from domain.monitoring.alarms import Severity
from tests.fakes.words import foreign

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
SHOP = WorkloadRef("cls-1", "shop", WorkloadKind.DEPLOYMENT, "checkout")


def after(seconds: float) -> datetime:
    """Return so many seconds after everything began."""
    return NOW + timedelta(seconds=seconds)


def an_alert(number: int = 1, **changes) -> Alert:
    alert = Alert(
        id=f"alert-{number}",
        key=f"policy-{number}",
        source=AlertSource.ALERTMANAGER,
        state=AlertState.FIRING,
        name="结账出错",
        severity=Severity.CRITICAL,
        fault=FaultClass.CRASH_LOOP,
        object=ObjectRef("cls-1", "shop", "Pod", "checkout-7c9-x2"),
        started_at=NOW,
        received_at=after(5),
        measures={"error_rate": 0.25},
        labels={"team": "shop"},
    )
    return replace(alert, **changes)


def a_plan(action: ActionKind = ActionKind.RESTART) -> Plan:
    steps = (Step(verb=Verb.RESTART, target=SHOP, generation=3, at="2026-11-21T06:01:00Z"),)
    return Plan(
        action, steps, digest_of(steps), "1001", why=foreign("重启"), undo=foreign("nothing")
    )


def an_attempt(number: int = 1, state: AttemptState = AttemptState.VERIFIED, **changes) -> Attempt:
    attempt = Attempt(
        number=number,
        action=ActionKind.RESTART,
        mode=Mode.AUTO,
        state=state,
        started_at=after(60 * number),
        ended_at=after(60 * number + 50),
        acted_at=after(60 * number + 10),
        key=f"i_x-a{number}",
        plan=a_plan(),
        performed=(Performed(outcome=Performing.DONE, patch="{}"),),
        verdict=RepairVerdict.HEALTHY
        if state is AttemptState.VERIFIED
        else RepairVerdict.UNHEALTHY,
        checkpoint=f"i_x-a{number}",
    )
    return replace(attempt, **changes)


def an_incident(number: int = 1, **changes) -> Incident:
    incident = Incident(
        id=f"i_{number:026d}",
        workflow_id=f"incident/{SHOP}/crash_loop",
        fingerprint=f"{SHOP}/crash_loop",
        fault=FaultClass.CRASH_LOOP,
        state=IncidentState.REPAIRING,
        opened_at=after(10 + number),
        changed_at=after(10 + number),
        revision=1,
        newest=an_alert(number),
        owner=SHOP,
    )
    return replace(incident, **changes)


def told(
    incident: Incident,
    number: int = 1,
    type_: str = EventType.INCIDENT_OPENED,
    **data,
) -> Event:
    """Return an event about an incident."""
    at = incident.changed_at
    return Event(
        id=f"{incident.id}/{number}",
        type=type_,
        source="/x",
        subject=incident.id,
        time=at,
        data=data,
    )


def an_approval(number: int = 1, **changes) -> Approval:
    approval = Approval(
        id=f"a_{number:026d}",
        incident_id=an_incident().id,
        action=ActionKind.ROLLBACK,
        target=SHOP,
        digest="d" * 64,
        why=foreign("the newest revision crashes"),
        preview='{"spec": {}}',
        asked_at=after(number),
        expires_at=after(900 + number),
        asked=("u_mei",),
    )
    return replace(approval, **changes)


def an_entry(number: int = 1, **changes) -> AuditEntry:
    entry = AuditEntry(
        id=f"entry-{number}",
        at=after(number),
        actor="zhiban/u_mei",
        action="repair.performed",
        subject=an_incident().id,
        reason="容器反复崩溃",
        data={"target": str(SHOP), "before": {"replicas": 2}, "share": 0.5},
    )
    return replace(entry, **changes)
