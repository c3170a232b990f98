"""Starting, steering and asking incidents, against the real server with its short histories."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.alerts.alerts import FaultClass, Fingerprint
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.incidents.approvals.approvals import Approval
from domain.incidents.guards.verdicts import VerifyRules
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.policy.policies import ApprovalRules
from tests.fakes.incidents import T0, IncidentRig, a_target, an_alert
from tests.fakes.waiting import eventually

pytestmark = [pytest.mark.temporal, pytest.mark.timeout(180)]

QUICK = VerifyRules(
    every=0.5, dwell=0.5, deadline=30.0, signal_grace=1.0, bad_patience=0.0, blind_patience=5.0
)


class Place:
    """One house and one fingerprint of a test alone."""

    def __init__(self, server) -> None:
        self.rig = IncidentRig(server)
        self.rig.lives = replace(self.rig.lives, searchable=True)
        self.rig.holds = replace(self.rig.holds, searchable=True)
        target = replace(a_target(f"w-{uuid4().hex[:8]}"), cluster=f"cls-{uuid4().hex[:8]}")
        self.fingerprint = Fingerprint(FaultClass.NOT_READY, target)
        self.id = f"incident/{self.fingerprint}"
        self.handle = self.rig.handle(self.fingerprint)

    async def fire(self, number: int = 1) -> None:
        await self.rig.lives.signal_alert(self.fingerprint, an_alert(number))

    async def until(self, *states: IncidentState):
        async with asyncio.timeout(60):
            while True:
                incident = await self.rig.now(self.fingerprint)
                if incident is not None and incident.state in states:
                    return incident
                await asyncio.sleep(0.05)

    async def ended(self):
        result = await asyncio.wait_for(self.handle.result(), 60)
        return self.rig.incidents.kept[result.incident_id]

    async def runs(self) -> int:
        """Return how many runs there were: each but the first began where another left off."""
        count, run = 1, (await self.handle.describe()).run_id
        while True:
            handle = self.rig.client.get_workflow_handle(self.id, run_id=run)
            history = await handle.fetch_history()
            began = history.events[0].workflow_execution_started_event_attributes
            run = began.continued_execution_run_id
            if not run:
                return count
            count += 1


@pytest.fixture
async def place(server):
    place = Place(server)
    await place.rig.move_in()
    place.rig.set_policy(verify=QUICK, relapse_watch=0.5, hold_handed=0.5)
    return place


@pytest.mark.slow
async def test_a_thousand_duplicates_at_once_outlive_several_runs_and_none_is_lost(place):
    """ALR-3: histories are left behind while it waits."""
    async with place.rig.awake():
        place.rig.repairs.gate = asyncio.Event()
        await place.fire()
        await asyncio.wait_for(place.rig.repairs.begun.wait(), 40)
        await place.rig.lives.steer(place.id, "pause", by="u_an", reason="storm")
        place.rig.repairs.otherwise = "conflict"
        place.rig.repairs.gate.set()
        await place.until(IncidentState.PAUSED)
        await asyncio.gather(*(place.fire(number) for number in range(2, 1_001)))
        async with asyncio.timeout(60):
            while (await place.rig.now(place.fingerprint)).occurrences < 1_000:
                await asyncio.sleep(0.05)
        runs = await place.runs()
        place.rig.repairs.otherwise = "healthy"
        await place.rig.lives.steer(place.id, "resume", by="u_an", reason="")
        kept = await place.ended()

    assert runs > 1
    assert (kept.occurrences, kept.ending) == (1_000, Ending.FIXED)
    assert len(place.rig.incidents.kept) == len(place.rig.repairs.writes) == 1


@pytest.mark.slow
async def test_a_run_that_ends_while_it_verifies_goes_on_verifying_in_the_next(place):
    """RBK-9: nothing is lost, nothing is written twice, and the lock stays held."""
    place.rig.set_policy(verify=replace(QUICK, every=1.0, dwell=4.0))
    told, sample = asyncio.Event(), place.rig.repairs.sample

    async def patiently(order):
        await told.wait()  # however long so many alerts take, it verifies meanwhile
        return await sample(order)

    place.rig.repairs.sample = patiently
    async with place.rig.awake():
        await place.fire()
        async with asyncio.timeout(60):
            while not place.rig.repairs.writes:
                await asyncio.sleep(0.02)
        await asyncio.gather(*(place.fire(number) for number in range(2, 400)))
        told.set()
        kept = await place.ended()
        runs = await place.runs()

    assert runs > 1
    assert kept.occurrences == 399
    assert [str(each.state) for each in kept.attempts] == ["verified"]
    assert len(place.rig.repairs.writes) == 1
    assert kept.ending is Ending.FIXED


@pytest.mark.slow
async def test_a_worker_that_is_replaced_while_it_verifies_changes_nothing(place):
    """RBK-9."""
    place.rig.set_policy(verify=replace(QUICK, dwell=3.0))
    async with place.rig.awake():
        await place.fire()
        async with asyncio.timeout(60):
            while not place.rig.repairs.writes:
                await asyncio.sleep(0.02)
    async with place.rig.awake():
        kept = await place.ended()

    assert kept.ending is Ending.FIXED
    assert len(place.rig.repairs.writes) == 1


async def test_a_closed_incident_opens_anew_with_the_next_alert(place):
    """ALR-3: another incident, of the same workflow id."""
    async with place.rig.awake():
        await place.fire()
        first = await place.ended()
        await place.fire(2)
        second = await place.ended()

    assert first.id != second.id
    assert first.workflow_id == second.workflow_id == place.id


async def test_an_alert_that_comes_while_it_is_closed_is_not_lost(place):
    """ALR-3."""
    async with place.rig.awake():
        await place.fire()
        # A busy machine may miss the half second that it watches, and find it closed.
        await place.until(IncidentState.RELAPSE_WATCH, IncidentState.CLOSED)
        async with asyncio.timeout(60):
            number = 2
            while len(place.rig.incidents.kept) < 2 and number < 400:
                incident = await place.rig.now(place.fingerprint)
                if incident is None or incident.state is not IncidentState.RELAPSE_WATCH:
                    await place.fire(number)
                    break
                await asyncio.sleep(0.01)
                number += 1
        last = await place.ended()

    known = place.rig.incidents.kept.values()
    assert last.state is IncidentState.CLOSED
    assert sum(each.occurrences for each in known) == 2


async def test_its_state_and_score_can_be_searched_for(place):
    """TSK-2: the Web UI lists incidents by state and score."""
    place.rig.repairs.gate = asyncio.Event()
    async with place.rig.awake():
        await place.fire()
        await asyncio.wait_for(place.rig.repairs.begun.wait(), 40)
        shown = (await place.handle.describe()).typed_search_attributes
        place.rig.repairs.gate.set()
        kept = await place.ended()

    values = {pair.key.name: pair.value for pair in shown.search_attributes}
    assert values["ZhibanKind"] == "incident"
    assert values["ZhibanState"] == "repairing"
    assert values["ZhibanScore"] == kept.score.total


async def test_what_does_not_run_can_be_neither_steered_nor_answered(place):
    """RBK-8, RBK-10."""
    lives = place.rig.lives
    asked = Approval(
        id="a_1",
        incident_id="i_1",
        action=ActionKind.RESTART,
        target=a_target(),
        digest="d",
        why="",
        preview="",
        asked_at=T0,
        expires_at=T0,
    )
    assert await lives.ask(place.id) is None
    with pytest.raises(NotFound):
        await lives.steer(place.id, "abort", by="u_an", reason="")
    with pytest.raises(InvalidRequest):
        await lives.steer(place.id, "explode", by="u_an", reason="")
    with pytest.raises(NotFound):
        await lives.enable_writes(place.id, by="u_an")
    with pytest.raises(Conflict):
        await place.rig.answer(asked, approved=True, by="u_an")


async def test_what_runs_is_listed_and_what_was_terminated_is_not(place):
    """RBK-3."""
    lives = place.rig.lives
    await place.fire()
    assert await lives.is_running(place.id)

    async def is_listed() -> bool:
        return place.id in [each async for each in lives.running()]

    await eventually(is_listed, within=30)
    await place.handle.terminate("by hand")
    assert not await lives.is_running(place.id)
    assert not await lives.is_running("incident/never-was")

    async def is_gone() -> bool:
        return not await is_listed()

    await eventually(is_gone, within=30)


async def asked(place, **rules):
    """Return the one question of an incident that needs a yes."""
    place.rig.set_policy(default_mode=Mode.APPROVE, approval=ApprovalRules(**rules))
    await place.fire()

    async def pending():
        return await place.rig.approvals.pending(limit=9)

    (question,) = await eventually(pending, within=30)
    return question


async def test_a_question_outlives_the_run_that_asked_it(place, monkeypatch):
    """RBK-8: a run whose history is long begins anew while people think."""
    monkeypatch.setattr("workflows.incidents.case.MOST_SIGNALS", 10)
    async with place.rig.awake():
        question = await asked(place)
        before = await place.runs()
        await asyncio.gather(*(place.fire(number) for number in range(2, 14)))

        async def began_anew() -> bool:
            return await place.runs() > before

        await eventually(began_anew, within=30)
        answered = await place.rig.answer(question, approved=True, by="u_mei")
        kept = await place.ended()

    assert (answered.state, [each.state for each in kept.attempts]) == ("approved", ["verified"])
    assert len(place.rig.approvals.kept) == len(place.rig.events("approval.asked")) == 1


async def test_a_question_whose_workflow_was_terminated_is_void(place, monkeypatch):
    """RBK-8: an incident does not wait for ever for what nobody can answer."""
    monkeypatch.setattr("workflows.incidents.approval.OVERDUE", timedelta(seconds=1))
    async with place.rig.awake():
        question = await asked(place, wait=5)
        await place.rig.client.get_workflow_handle(question.workflow_id).terminate("by hand")
        kept = await place.ended()

    assert (kept.ending, kept.called) == (Ending.HANDED_OVER, CallReason.NOT_APPROVED)
    assert place.rig.repairs.writes == []
