"""Incidents and their events on SQLite and PostgreSQL."""

import asyncio
import json
import re
from dataclasses import asdict, replace
from datetime import timedelta
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from application.ports.events import EventFilter
from application.ports.incidents.incidents import IncidentFilter, IncidentOrder
from domain.alerts.alerts import AlertSource
from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind, AttemptState, Plan, Skipped, SkipReason
from domain.common.errors import InvalidRequest, TooLarge
from domain.common.search_terms import asked_terms
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from domain.events.events import Event, EventType
from domain.incidents.events import IncidentNote, event_of
from domain.incidents.incidents import IncidentState, Request
from domain.incidents.scores import Band, Score, ScoreInput
from domain.incidents.snapshots import LARGEST_SNAPSHOT, LEFT_OUT, fitted
from domain.monitoring.alarms import Severity
from storage.deliveries.deliveries import SqlDeliveries
from storage.events.events import SqlEvents
from storage.events.read_models import verify
from storage.incidents.incidents import SqlIncidents, incident_in, wanted
from storage.incidents.tables import incident_words
from storage.incidents.tables import incidents as incidents_table
from tests.fakes.incident_examples import (
    NOW,
    SHOP,
    a_plan,
    after,
    an_alert,
    an_attempt,
    an_incident,
    told,
)
from tests.fakes.words import foreign, says

ALL = EventFilter()


@pytest.fixture
def incidents(database):
    return SqlIncidents(SqlEvents(database))


async def all_events(incidents):
    return await incidents.events.page(ALL, after=0, limit=100)


def a_score(total):
    """Return a score of nothing in particular."""
    parts = dict.fromkeys(("impact", "severity", "importance", "urgency"), 0.0)
    return Score(total=total, inputs=(), weights="published", **parts)


def a_full_incident():
    score = Score(
        total=92,
        impact=90.5,
        severity=80,
        importance=100,
        urgency=50,
        inputs=(ScoreInput("impact.users", None, 50.0, "default"),),
        weights="published",
    )
    return an_incident(
        1,
        score=score,
        band=Band.AGGRESSIVE,
        attempts=(an_attempt(1, AttemptState.FAILED), an_attempt(2)),
        skipped=(Skipped(ActionKind.ROLLBACK, SkipReason.NO_EARLIER_REVISION),),
        doing=foreign("看着它"),
        until=after(99),
        revision=7,
        newest=an_alert(text="\0 half \ud83d", labels={"梅": "x" * 200}),
    )


async def test_an_incident_comes_back_as_it_was_recorded(incidents):
    """EVT-1, RBK-14."""
    incident = a_full_incident()
    await incidents.record(incident, [told(incident, title="t", text="说")])

    assert await incidents.get(incident.id) == incident
    assert await incidents.by_workflow(incident.workflow_id) == incident
    assert await incidents.get("i_none") is None
    assert await incidents.by_workflow("incident/none") is None
    (event,) = await all_events(incidents)
    assert incident_in(event) == incident
    assert (event.source, event.subject) == (f"/incidents/{incident.id}", incident.id)
    assert (event.data["title"], event.data["text"]) == ("t", "说")


async def test_an_event_that_was_kept_changes_nothing(incidents):
    """EVT-1: an activity that is tried again."""
    first = an_incident()
    await incidents.record(first, [told(first)])
    await incidents.record(replace(first, doing=foreign("again")), [told(first, title="x")])

    assert await incidents.get(first.id) == first
    assert len(await all_events(incidents)) == 1


async def test_a_workflow_that_was_restored_is_followed_though_it_counts_again(database, incidents):
    """EVT-1, REL-2: what came before the restore stays in the record."""
    lost = an_incident(revision=5, doing=foreign("lost"))
    goes_on = replace(lost, revision=4, doing=foreign("goes on"), changed_at=after(3_600))
    notes = [IncidentNote(EventType.INCIDENT_MOVED, 4, each.changed_at) for each in (lost, goes_on)]
    await incidents.record(lost, [event_of(lost, notes[0])])
    await incidents.record(goes_on, [event_of(goes_on, notes[1])])

    assert await incidents.get(lost.id) == goes_on
    assert len(await all_events(incidents)) == 2
    assert (await verify(database)).differences == ()


async def test_an_older_revision_never_replaces_a_newer_one(incidents):
    """EVT-1: its event is kept all the same."""
    newer, older = an_incident(revision=5), an_incident(revision=4, doing=foreign("old"))
    await incidents.record(newer, [told(newer, 5)])
    await incidents.record(older, [told(older, 4)])

    assert await incidents.get(newer.id) == newer
    assert [event.id for event in await all_events(incidents)] == [
        f"{newer.id}/5",
        f"{newer.id}/4",
    ]


async def test_several_events_are_recorded_together_or_not_at_all(incidents):
    """EVT-1."""
    incident = an_incident()
    other = Event(
        id="x/1",
        type="zhiban.approval.asked",
        source="/approvals/a",
        subject="a_1",
        time=NOW,
        data={"a": 1},
    )
    await incidents.record(incident, [told(incident, 1), other, told(incident, 2)])
    kept = await all_events(incidents)
    assert [event.sequence for event in kept] == sorted(event.sequence for event in kept)
    assert (kept[1].source, kept[1].data) == ("/approvals/a", {"a": 1})

    later = replace(incident, revision=2)
    with pytest.raises(
        TooLarge, check=says("An event of an incident holds more than 16,384 bytes; keep the body")
    ):
        await incidents.record(later, [told(later, 3), told(later, 4, text="x" * 17_000)])
    with pytest.raises(TooLarge):
        await incidents.record(later, [told(later, 3), replace(other, id="y", data=big())])
    assert await all_events(incidents) == kept
    assert await incidents.get(incident.id) == incident


def big():
    return {"x": "y" * 70_000}


async def test_what_no_event_tells_is_not_kept(incidents):
    """EVT-1: it could not be made again."""
    for events in ([], [Event(id="x", type="y", source="/z", subject="other", time=NOW)]):
        with pytest.raises(InvalidRequest, check=says("events")):
            await incidents.record(an_incident(), events)
    assert await all_events(incidents) == []


async def test_of_many_at_once_the_newest_stays(incidents):
    """EVT-1."""
    revisions = [an_incident(revision=number) for number in range(1, 21)]
    await asyncio.gather(
        *(incidents.record(each, [told(each, each.revision)]) for each in reversed(revisions))
    )
    assert (await incidents.get(an_incident().id)).revision == 20
    assert len(await all_events(incidents)) == 20


async def test_lists_are_narrowed_and_paged_newest_first(incidents):
    """RBK-14."""
    db = replace(SHOP, namespace="data", kind=WorkloadKind.STATEFUL_SET, name="db")
    lost = an_alert(object=ObjectRef("cls-2", "lost", "Pod", "x"))
    made = [
        an_incident(1),
        an_incident(2, owner=db, state=IncidentState.CLOSED),
        an_incident(3, owner=None, newest=lost),
        an_incident(4, opened_at=after(13)),  # at the same moment as the third
        an_incident(5, owner=None, newest=an_alert(object=None), workflow_id="incident/other"),
    ]
    for each in made:
        await incidents.record(each, [told(each)])

    async def numbers(before="", limit=10, **which):
        found = await incidents.list(IncidentFilter(**which), before=before, limit=limit)
        return [int(each.id[2:]) for each in found]

    assert await numbers() == [5, 4, 3, 2, 1]
    assert await numbers(limit=2) == [5, 4]
    assert await numbers(before=made[3].id, limit=2) == [3, 2]
    assert await numbers(before=made[0].id) == []
    assert await numbers(before="i_none") == []
    assert await numbers(state=IncidentState.CLOSED) == [2]
    assert await numbers(open_only=True) == [5, 4, 3, 1]
    assert await numbers(cluster="cls-1") == [4, 2, 1]
    assert await numbers(cluster="cls-1", namespace="data") == [2]
    assert await numbers(namespace="lost") == [3]
    assert await numbers(since=made[2].opened_at) == [5, 4, 3]
    assert (await incidents.by_workflow(made[0].workflow_id)).id == made[3].id


async def test_lists_are_narrowed_by_severity_source_and_people(incidents, database):
    """ALR-9, CON-2: what is mine is what I took over, asked for, or was paged about."""
    wish = Request(action=ActionKind.RESTART, by="u_mei", reason="slow")
    made = [
        an_incident(1, newest=an_alert(severity=Severity.WARNING)),
        an_incident(2, acknowledged_by="u_mei", newest=an_alert(source=AlertSource.PLAIN)),
        an_incident(3, request=wish),
        an_incident(4),
        an_incident(5, acknowledged_by="u_bo"),
    ]
    for each in made:
        await incidents.record(each, [told(each)])
    page = Delivery(
        key="page",
        event_id=f"{made[3].id}/7/x",
        person_id="u_mei",
        channel=ChannelKind.MAIL,
        target="mei@example.cn",
        state=DeliveryState.QUEUED,
        at=NOW,
    )
    await SqlDeliveries(database).record(page)

    async def numbers(**which):
        found = await incidents.list(IncidentFilter(**which), before="", limit=9)
        return [int(each.id[2:]) for each in found]

    assert await numbers(severity=Severity.WARNING) == [1]
    assert await numbers(source=AlertSource.PLAIN) == [2]
    assert await numbers(is_taken=True) == [5, 2]
    assert await numbers(is_taken=False) == [4, 3, 1]
    assert await numbers(concerns="u_mei") == [4, 3, 2]
    assert await numbers(concerns="u_mei", is_taken=False) == [4, 3]
    assert await numbers(concerns="u_nobody") == []


async def test_lists_are_searched_and_ordered(incidents):
    """CON-2, ALR-9: words of what it is about and what is said of it; none is lost or double."""
    db = replace(SHOP, namespace="data", kind=WorkloadKind.STATEFUL_SET, name="db")
    slow = an_alert(
        name="CheckoutLatencyHigh", text="支付超时，p99 9.1 秒", severity=Severity.WARNING
    )
    made = [
        an_incident(1, score=a_score(40)),
        an_incident(2, owner=db, newest=an_alert(severity=Severity.INFO)),
        an_incident(3, newest=slow, score=a_score(90)),
        an_incident(4, score=a_score(40)),
    ]
    for each in made:
        await incidents.record(each, [told(each)])

    async def numbers(before="", limit=9, order=IncidentOrder.NEWEST, **which):
        found = await incidents.list(
            IncidentFilter(**which), before=before, limit=limit, order=order
        )
        return [int(each.id[2:]) for each in found]

    def sought(words):
        return {"words": asked_terms(words, ())}

    assert await numbers(**sought("db")) == [2]
    assert await numbers(**sought("data db")) == [2]
    assert await numbers(**sought("data checkoutlatency")) == []
    assert await numbers(**sought("latency")) == [3]  # CheckoutLatencyHigh
    assert await numbers(**sought("CheckoutLat")) == [3]  # as one begins to type it
    assert await numbers(**sought("支付")) == [3]
    assert await numbers(**sought("超时 支付")) == [3]
    assert await numbers(**sought("付款")) == []
    assert await numbers(**sought(made[0].id)) == [1]
    for order, whole in (
        (IncidentOrder.NEWEST, [4, 3, 2, 1]),
        (IncidentOrder.OLDEST, [1, 2, 3, 4]),
        (IncidentOrder.HIGHEST_SCORE, [3, 4, 1, 2]),
        (IncidentOrder.LOWEST_SCORE, [2, 1, 4, 3]),
        (IncidentOrder.MOST_SEVERE, [4, 1, 3, 2]),
        (IncidentOrder.LEAST_SEVERE, [2, 3, 1, 4]),
    ):
        assert await numbers(order=order) == whole
        paged, before = [], ""
        while page := await numbers(before=before, limit=1, order=order):
            paged += page
            before = made[page[0] - 1].id
        assert paged == whole

    # What its newest alert no longer says is not found any more.
    later = replace(made[2], revision=made[2].revision + 1, newest=an_alert(text="内存不足"))
    await incidents.record(later, [told(later, number=2)])
    assert await numbers(**sought("支付")) == []
    assert await numbers(**sought("内存")) == [3]


@pytest.mark.slow
async def test_five_thousand_incidents_are_searched_within_the_twentieth_of_a_second(
    incidents, database
):
    """PRF-1, CON-2: by a word of one of them, by one of all of them, and in any order."""
    await incidents.record(an_incident(), [told(an_incident())])
    async with database.writing() as connection:
        one = (await connection.execute(select(incidents_table))).mappings().one()
        words = (await connection.execute(select(incident_words.c.word))).scalars().all()
        rows = [
            {**one, "id": f"i_x{n}", "opened_at": one["opened_at"] + timedelta(seconds=n)}
            | {"score": n % 101, "rank": n % 4}
            for n in range(5_000)
        ]
        for start in range(0, len(rows), 500):
            batch = rows[start : start + 500]
            await connection.execute(incidents_table.insert(), batch)
            held = [
                {"word": word, "incident_id": row["id"]}
                for row in batch
                for word in {*words, row["id"][2:]}
            ]
            await connection.execute(incident_words.insert(), held)
        await connection.execute(text("ANALYZE"))
    took = {}
    for asked in (["x4321"], [SHOP.namespace], [SHOP.namespace, SHOP.name, "x43"], []):
        for order in IncidentOrder:
            which = IncidentFilter(words=tuple(asked))
            times = []
            for _ in range(5):
                begun = perf_counter()
                found = await incidents.list(which, before="", limit=51, order=order)
                times.append(perf_counter() - begun)
            assert found
            took[(*asked, order)] = min(times)
    assert max(took.values()) < 0.05, took


@pytest.mark.slow
async def test_no_list_of_five_thousand_incidents_reads_them_all(incidents, database):
    """PRF-1: on both databases."""
    await incidents.record(an_incident(), [told(an_incident())])
    at = "datetime(:now, '+' || n || ' seconds') || '.000000'"
    if not database.is_sqlite:
        at = "CAST(:now AS timestamptz) + n * interval '1 second'"
    rows = f"""
        INSERT INTO incidents (id, workflow_id, state, cluster, namespace, opened_at, revision,
            incident, severity, source, acknowledged_by, requested_by)
        WITH RECURSIVE numbers(n) AS
            (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
        SELECT 'i_x' || n, 'w' || n, 'closed', 'cls-1', 'ns', {at}, 1, incident,
            CASE WHEN n % 100 = 0 THEN 'warning' ELSE 'info' END, 'plain',
            'u_' || (n % 400), CASE WHEN n % 7 = 0 THEN 'u_' || (n % 300) ELSE '' END
            FROM numbers, (SELECT incident FROM incidents) AS one
    """
    now = f"{NOW.replace(tzinfo=None):%Y-%m-%d %H:%M:%S}" if database.is_sqlite else NOW
    async with database.writing() as connection:
        await connection.execute(text(rows), {"now": now})
        await connection.execute(text("ANALYZE incidents"))
    for which in (
        IncidentFilter(severity=Severity.WARNING),
        IncidentFilter(concerns="u_7"),
        IncidentFilter(severity=Severity.WARNING, concerns="u_7", is_taken=True),
    ):
        query = select(incidents_table.c.id).where(*wanted(which, "")).limit(50)
        async with database.reading() as connection:
            written = query.compile(
                dialect=connection.dialect, compile_kwargs={"literal_binds": True}
            )
            how = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
            plan = str((await connection.exec_driver_sql(f"{how} {written}")).all())
        assert not re.search(r"SCAN incidents(?! USING)|Seq Scan on incidents", plan), plan


async def test_lists_use_their_indexes(incidents, database):
    """PRF-1."""
    if not database.is_sqlite:
        return
    plans = {
        "SELECT * FROM incidents WHERE workflow_id = 'w' ORDER BY opened_at DESC, id DESC LIMIT 1",
        "SELECT * FROM incidents ORDER BY opened_at DESC, id DESC LIMIT 50",
        "SELECT * FROM incidents WHERE state = 's' ORDER BY opened_at DESC, id DESC LIMIT 50",
    }
    async with database.reading() as connection:
        for query in plans:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")
            assert "USING INDEX ix_incidents_" in str(plan.all())


# --- what is too much for one event -------------------------------------------------------------


def huge_attempt(number, patch=4_000, steps=20, detail=300):
    plan = replace(a_plan(), steps=a_plan().steps * steps)
    performed = tuple(
        Performed(outcome=Performing.DONE, detail="x" * detail, patch="补" * patch)
        for _ in range(steps)
    )
    return an_attempt(number, plan=plan, performed=performed, because=foreign("坏" * 300))


def size(incident):
    return len(json.dumps(asdict(incident), default=str, ensure_ascii=False).encode())


async def test_the_patches_of_the_oldest_attempts_go_first_and_the_cut_is_marked(incidents):
    """EVT-1: an event holds 64 KiB."""
    attempts = tuple(huge_attempt(number, patch=1_000, steps=5) for number in range(1, 7))
    incident = an_incident(attempts=attempts)
    await incidents.record(incident, [told(incident, text="x" * 16_000)])

    kept = await incidents.get(incident.id)
    whole = [
        each.performed == given.performed
        for each, given in zip(kept.attempts, attempts, strict=True)
    ]
    assert whole == sorted(whole)
    assert whole[0] is False
    assert whole[-1] is True
    assert {each.patch for each in kept.attempts[0].performed} == {LEFT_OUT}
    assert [each.plan for each in kept.attempts] == [each.plan for each in attempts]
    assert replace(kept, attempts=()) == replace(incident, attempts=())


async def test_the_largest_incident_there_can_be_fits_into_an_event(incidents):
    """EVT-1: nothing that is recorded may be lost because it is large."""
    labels = {f"{number}" + "标" * 198: "签" * 200 for number in range(40)}
    incident = an_incident(
        attempts=tuple(huge_attempt(number) for number in range(1, 7)),
        newest=an_alert(text="文" * 2_000, labels=labels),
        skipped=tuple(
            Skipped(ActionKind.ROLLBACK, SkipReason.QUOTA_FULL, foreign("满" * 100))
            for _ in range(20)
        ),
    )
    await incidents.record(incident, [told(incident, text="x" * 16_000)])

    kept = await incidents.get(incident.id)
    assert [each.state for each in kept.attempts] == [each.state for each in incident.attempts]
    assert [each.plan.digest for each in kept.attempts] == [a_plan().digest] * 6
    assert kept.newest.text == LEFT_OUT
    assert kept.skipped == incident.skipped


@given(st.lists(st.tuples(st.integers(0, 2_000), st.integers(1, 6)), max_size=6))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_more_is_cut_than_must_be(attempts):
    """EVT-1."""
    incident = an_incident(
        attempts=tuple(
            huge_attempt(number, patch, steps)
            for number, (patch, steps) in enumerate(attempts, start=1)
        )
    )
    kept = fitted(incident, size=size)

    assert size(kept) <= LARGEST_SNAPSHOT
    assert (kept == incident) == (size(incident) <= LARGEST_SNAPSHOT)
    assert fitted(kept, size=size) == kept


def test_an_attempt_without_a_plan_is_cut_like_the_others():
    """EVT-1."""
    blocked = an_attempt(1, AttemptState.BLOCKED, plan=None, performed=())
    attempts = (blocked, *(huge_attempt(number, patch=0) for number in range(2, 7)))
    kept = fitted(an_incident(attempts=attempts), size=size)
    assert kept.attempts[0] == blocked
    assert isinstance(kept.attempts[-1].plan, Plan)
    assert kept.attempts[1].plan.undo is None


async def test_the_owner_says_where_an_incident_is(incidents):
    """RBK-14: not the node that the alert came from."""
    node = an_alert(object=ObjectRef("cls-9", "", "Node", "n1"))
    owner = WorkloadRef("cls-1", "shop", WorkloadKind.DEPLOYMENT, "web")
    incident = an_incident(owner=owner, newest=node)
    await incidents.record(incident, [told(incident, 1, EventType.INCIDENT_DECIDED)])
    assert await incidents.list(IncidentFilter(cluster="cls-9"), before="", limit=9) == []
    assert await incidents.list(IncidentFilter(cluster="cls-1"), before="", limit=9) == [incident]
