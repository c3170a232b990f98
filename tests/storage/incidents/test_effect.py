"""The numbers of repairs, counted a second time straight from the rows of events (RBK-14)."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from statistics import median

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from application.analytics.effect import EffectService
from application.incidents.policies import PolicyService
from application.ports.events import EventFilter
from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind, AttemptState
from domain.events.events import Event, EventType
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.people.access import Actor, Role
from storage.deliveries.deliveries import SqlDeliveries
from storage.events.events import SqlEvents
from storage.incidents.incidents import SqlIncidents
from tests.fakes.clock import ManualClock
from tests.fakes.face_incidents import InMemoryPolicies
from tests.fakes.incident_examples import after, an_alert, an_attempt, an_incident, told

VIEWER = Actor("u_vi", frozenset({Role.VIEWER}))
WROTE = (AttemptState.VERIFIED, AttemptState.FAILED, AttemptState.UNKNOWN)

attempts = st.lists(
    st.tuples(
        st.sampled_from([ActionKind.RESTART, ActionKind.ROLLBACK]),
        st.sampled_from([*WROTE, AttemptState.BLOCKED]),
    ),
    max_size=4,
)
lives = st.lists(
    st.tuples(
        attempts,
        st.sampled_from([None, Ending.FIXED, Ending.HANDED_OVER, Ending.RECOVERED]),
        st.sampled_from([FaultClass.CRASH_LOOP, FaultClass.LATENCY]),
        st.integers(0, 2),
        st.integers(0, 500),
    ),
    max_size=8,
)


EXAMPLES = count()
PERIOD = 86_400
"""Seconds; events stay, so each example has a day of its own."""


async def live(incidents, number, tried, ending, fault, relapses, delay):
    """Record an incident from its opening to where it ends, one event each."""
    delay += number // 100 * PERIOD
    opened = after(delay)
    began = an_alert(started_at=after(delay - 7 * number))
    first = an_incident(number, fault=fault, opened_at=opened, changed_at=opened, newest=began)
    await incidents.record(first, [told(first, 0, EventType.INCIDENT_OPENED)])
    made = tuple(
        an_attempt(n, state, action=action, **({"acted_at": None} if state not in WROTE else {}))
        for n, (action, state) in enumerate(tried, start=1)
    )
    changes = {
        "revision": 2,
        "attempts": made,
        "relapses": relapses,
        "ending": ending,
        "state": IncidentState.CLOSED if ending else IncidentState.REPAIRING,
        "decided_at": after(delay + 3),
        "fixed_at": after(delay + 99) if ending is Ending.FIXED else None,
        "called": CallReason.EXHAUSTED if ending is Ending.HANDED_OVER else None,
        "newest": an_alert(2, started_at=after(7_000)),
    }
    last = an_incident(number, fault=fault, opened_at=opened, **changes)
    await incidents.record(last, [told(last, 1, EventType.INCIDENT_CLOSED)])


async def recount(database, ids):
    """Count again, from nothing but the JSON in the events."""
    async with database.reading() as connection:
        rows = await connection.execute(text("SELECT type, data FROM events ORDER BY sequence"))
        events = [(kind, json.loads(data)["incident"]) for kind, data in rows]
    events = [each for each in events if each[1]["id"] in ids]
    newest, began = {}, {}
    for kind, snapshot in events:
        newest[snapshot["id"]] = snapshot
        if kind == "zhiban.incident.opened":
            began[snapshot["id"]] = datetime.fromisoformat(snapshot["newest"]["started_at"])
    detect, pairs, fixed, repaired, false = [], {}, 0, 0, 0
    for name, each in newest.items():
        detect.append((datetime.fromisoformat(each["opened_at"]) - began[name]).total_seconds())
        wrote = [one for one in each["attempts"] if one["acted_at"]]
        good = [one for one in wrote if one["state"] == "verified"]
        false += min(len(good), each["relapses"])
        if wrote and (each["fixed_at"] or each["ending"] == "handed_over"):
            repaired, fixed = repaired + 1, fixed + bool(each["fixed_at"])
        for one in wrote:
            pairs.setdefault((one["action"], each["fault"]), []).append(one["state"])
    return {
        "incidents": len(newest),
        "detect": median(detect) if detect else 0,
        "repaired": (repaired, fixed),
        "false": false,
        "attempts": sum(len(each["attempts"]) for each in newest.values()),
        "called": sum(each["called"] is not None for each in newest.values()),
        "by_action": {
            key: (len(states), states.count("verified"), states.count("failed"))
            for key, states in sorted(pairs.items())
        },
    }


@given(lives)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_a_recount_from_events_gives_the_same_numbers(database, lives):
    """RBK-14."""
    incidents = SqlIncidents(SqlEvents(database))
    example = next(EXAMPLES)
    numbers = range(example * 100, example * 100 + len(lives))
    for number, life in zip(numbers, lives, strict=True):
        await live(incidents, number, *life)
    since = after(example * PERIOD)
    service = EffectService(
        incidents,
        incidents.events,
        SqlDeliveries(incidents.events.database),
        PolicyService(InMemoryPolicies()),
        ManualClock(since),
    )

    until = since + timedelta(seconds=PERIOD)
    found = (await service.effect(by=VIEWER, since=since, until=until)).metrics

    assert {
        "incidents": found.incidents,
        "detect": found.detect.median,
        "repaired": (found.repaired, found.fixed),
        "false": found.false_fixes,
        "attempts": found.attempts,
        "called": found.called,
        "by_action": {
            each.key: (each.tried, each.verified, each.failed) for each in found.by_action
        },
    } == await recount(database, {an_incident(number).id for number in numbers})


async def test_days_with_a_briefing_are_counted_once_each(database):
    """ANL-3, BRF-12: in the period, and of one person when only they are asked about."""
    events = SqlEvents(database)
    days = [
        (EventType.BRIEFING_PUSHED, "u_a/2026-11-21", 10),
        (EventType.BRIEFING_GIVEN, "u_a/2026-11-21", 20),
        (EventType.BRIEFING_MISSED, "u_a/2026-11-22", 30),
        (EventType.BRIEFING_GIVEN, "u_b/2026-11-21", 40),
        (EventType.BRIEFING_GIVEN, "u_b/2026-11-25", 4_000),
    ]
    for number, (type_, subject, at) in enumerate(days):
        await events.append(
            Event(
                id=f"briefing/{number}",
                type=type_,
                source="/people",
                subject=subject,
                time=after(at),
                owner=subject[:3],
            )
        )
    given = (EventType.BRIEFING_GIVEN.value, EventType.BRIEFING_PUSHED.value)
    every = EventFilter(types=given, since=after(0), until=after(1_000))
    assert await events.subjects(every) == 2
    assert await events.subjects(replace(every, owner="u_a")) == 1
    assert await events.subjects(replace(every, types=("zhiban.briefing.*",), until=None)) == 4
