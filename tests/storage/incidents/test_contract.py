"""What the stores in memory, that services and faces are tested with, share with the real ones."""

import shutil
from dataclasses import dataclass, replace

import pytest

from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Approvals, Controls, IncidentFilter, Incidents
from domain.common.errors import NotFound
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.audit.chain import Verified, verify
from domain.incidents.controls import Control, ControlKind, KillSwitch, Scope
from domain.incidents.incidents import IncidentState
from storage.database import open_database
from storage.events.events import SqlEvents
from storage.incidents.approvals import SqlApprovals
from storage.incidents.audit import SqlAudit
from storage.incidents.controls import SqlControls
from storage.incidents.incidents import SqlIncidents
from tests.fakes.face_incidents import (
    InMemoryApprovals,
    InMemoryAudit,
    InMemoryControls,
    InMemoryIncidents,
)
from tests.fakes.incident_examples import (
    NOW,
    after,
    an_approval,
    an_entry,
    an_incident,
    told,
)
from tests.storage.conftest import POSTGRES


@dataclass
class World:
    """One store of each port, and the audit that the controls write to."""

    incidents: Incidents
    approvals: Approvals
    controls: Controls
    audit: Audit


@pytest.fixture(params=["memory", "sqlite", POSTGRES])
async def world(request, tmp_path, migrated_file, server_of):
    if request.param == "memory":
        audit = InMemoryAudit()
        yield World(InMemoryIncidents(), InMemoryApprovals(), InMemoryControls(audit), audit)
        return
    if request.param == "postgres":
        address = await server_of().clean()
    else:
        shutil.copy(migrated_file, tmp_path / "zhiban.db")
        address = f"sqlite:///{tmp_path}/zhiban.db"
    async with open_database(address) as database:
        events = SqlEvents(database)
        yield World(
            SqlIncidents(events), SqlApprovals(database), SqlControls(events), SqlAudit(events)
        )


async def test_the_newest_revision_of_an_incident_is_given(world):
    """EVT-1."""
    first = an_incident()
    for revision in (2, 3, 1):
        changed = replace(first, revision=revision)
        await world.incidents.record(changed, [told(changed, revision)])

    assert (await world.incidents.get(first.id)).revision == 3
    assert (await world.incidents.by_workflow(first.workflow_id)).revision == 3
    assert await world.incidents.get("i_none") is None
    assert await world.incidents.by_workflow("incident/none") is None


async def test_incidents_are_listed_newest_first_and_narrowed(world):
    """RBK-14."""
    for number in range(1, 5):
        state = IncidentState.CLOSED if number == 2 else IncidentState.REPAIRING
        incident = an_incident(number, state=state)
        await world.incidents.record(incident, [told(incident)])

    async def numbers(before="", limit=9, **which):
        found = await world.incidents.list(IncidentFilter(**which), before=before, limit=limit)
        return [int(each.id[2:]) for each in found]

    assert await numbers() == [4, 3, 2, 1]
    assert await numbers(before=an_incident(4).id, limit=2) == [3, 2]
    assert await numbers(before="i_none") == []
    assert await numbers(open_only=True) == [4, 3, 1]
    assert await numbers(state=IncidentState.CLOSED) == [2]
    assert await numbers(cluster="cls-1", namespace="shop") == [4, 3, 2, 1]
    assert await numbers(cluster="cls-2") == []
    assert await numbers(since=an_incident(3).opened_at) == [4, 3]
    assert (await world.incidents.by_workflow(an_incident().workflow_id)).id == an_incident(4).id


async def test_a_settled_question_stays_settled_and_waits_no_more(world):
    """RBK-8."""
    for number in (2, 1):
        await world.approvals.keep(an_approval(number))
    settled = an_approval(1, state=ApprovalState.TIMED_OUT)
    await world.approvals.keep(settled)
    await world.approvals.keep(an_approval(1, state=ApprovalState.APPROVED))

    assert await world.approvals.get(settled.id) == settled
    assert await world.approvals.pending(limit=9) == [an_approval(2)]
    assert await world.approvals.get("a_none") is None


async def test_a_link_is_looked_at_often_and_used_once(world):
    """RBK-8."""
    await world.approvals.add_link("d", "a_1", "u_mei", until=after(100))
    for _ in range(2):
        assert await world.approvals.peek_link("d", now=NOW) == ("a_1", "u_mei")
    assert await world.approvals.peek_link("d", now=after(100)) is None
    assert await world.approvals.use_link("d", now=NOW) == ("a_1", "u_mei")
    assert await world.approvals.use_link("d", now=NOW) is None
    assert await world.approvals.peek_link("d", now=NOW) is None


def a_control(number, kind=ControlKind.SILENCE, end=None):
    scope, at = Scope(namespace="shop"), after(number)
    return Control(
        id=f"c_{number}",
        kind=kind,
        name=f"n{number}",
        scope=scope,
        start=at,
        end=end,
        by="u_mei",
        reason="deploy",
        created_at=at,
    )


async def test_controls_are_listed_newest_first_while_they_last(world):
    """ALR-6."""
    kinds = (ControlKind.SILENCE, ControlKind.FREEZE, ControlKind.SILENCE)
    for number, kind in enumerate(kinds, start=1):
        end = after(50) if number == 3 else None
        await world.controls.add(a_control(number, kind, end), audit=an_entry(number))
    ended = await world.controls.end("c_1", by="u_bo", at=after(10), audit=an_entry(4))
    again = await world.controls.end("c_1", by="u_mei", at=after(11), audit=an_entry(5))

    async def names(kind=None, active_at=None):
        return [each.name for each in await world.controls.list(kind=kind, active_at=active_at)]

    assert (ended.ended_by, ended.ended_at) == ("u_bo", after(10))
    assert again == ended
    assert await names() == ["n3", "n2", "n1"]
    assert await names(ControlKind.SILENCE) == ["n3", "n1"]
    assert await names(active_at=after(49)) == ["n3", "n2"]
    assert await names(active_at=after(50)) == ["n2"]
    assert [row.entry.id for row in await world.audit.rows(after=0, limit=9)] == [
        f"entry-{number}" for number in (1, 2, 3, 4)
    ]
    with pytest.raises(NotFound):
        await world.controls.end("c_none", by="u_bo", at=NOW, audit=an_entry(6))


async def test_the_kill_switch_is_engaged_until_it_is_set(world):
    """RBK-6."""
    assert await world.controls.kill_switch() == KillSwitch()
    released = KillSwitch(False, "u_ad", "go", NOW)
    await world.controls.set_kill_switch(released, audit=an_entry())
    assert await world.controls.kill_switch() == released
    assert len(await world.audit.about(an_entry().subject, limit=9)) == 1


async def test_the_audit_is_one_chain(world):
    """RBK-13."""
    assert await world.audit.heads(limit=9) == []
    rows = [await world.audit.append(an_entry(number)) for number in (1, 2, 3, 2)]

    assert rows[3] == rows[1]
    assert await world.audit.rows(after=1, limit=1) == [rows[1]]
    assert await world.audit.about(an_entry().subject, limit=2) == [rows[2], rows[1]]
    heads = await world.audit.heads(limit=9)
    assert [(head.sequence, head.hash) for head in heads] == [(3, rows[2].hash)]
    kept = await world.audit.rows(after=0, limit=9)
    assert verify(kept, heads=heads) == Verified(3, rows[2].hash)
