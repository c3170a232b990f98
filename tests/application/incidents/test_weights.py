"""Weights change only when somebody who may says so, or the policy does; and they change back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.incidents.weights import POLICY, STANDS_FOR, WeightService
from application.ports.incidents.weights import ProposalState
from domain.clusters.repairs import AttemptState
from domain.common.errors import Conflict, Forbidden, InvalidRequest, NotFound
from domain.events.events import EventType
from domain.incidents.incidents import Ending, IncidentState
from domain.incidents.weights import PUBLISHED
from domain.people.access import Actor, Role
from tests.fakes.alerts import InMemoryWeights
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.face_incidents import InMemoryIncidents
from tests.fakes.incident_examples import NOW, after, an_attempt, an_incident
from tests.fakes.weight_examples import a_score
from tests.fakes.words import says

ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
OPERATOR = Actor("u_op", frozenset({Role.OPERATOR}))


@pytest.fixture
def store():
    return InMemoryWeights()


@pytest.fixture
def clock():
    return ManualClock(after(86_400))


@pytest.fixture
async def incidents():
    """Thirty closed incidents in which severity told what would help, and impact misled."""
    kept = InMemoryIncidents()
    for number in range(30):
        helped = number % 2 == 0
        parts = (15.0, 90.0, 50.0, 50.0) if helped else (75.0, 20.0, 50.0, 50.0)
        state = AttemptState.VERIFIED if helped else AttemptState.FAILED
        closed = an_incident(
            number,
            state=IncidentState.CLOSED,
            ending=Ending.FIXED if helped else Ending.HANDED_OVER,
            closed_at=after(600),
            attempts=(an_attempt(state=state),),
            score=a_score(*parts),
        )
        await kept.record(closed, [])
    return kept


@pytest.fixture
def service(store, incidents, clock):
    return WeightService(store, incidents, clock, CountingIds())


async def test_the_published_weights_are_in_force_until_others_are(service):
    """ALR-4."""
    assert await service.current(by=OPERATOR) == PUBLISHED


async def test_a_proposal_changes_nothing_until_it_is_approved(service, store):
    """ALR-5."""
    proposed = await service.learn()
    assert await service.current(by=OPERATOR) == PUBLISHED

    made = await service.approve(by=ADMIN, proposal_id=proposed.id, reason="It fits.")

    assert await service.current(by=OPERATOR) == made
    assert made.severity > PUBLISHED.severity
    (entry,) = store.audited
    assert (entry.action, entry.actor, entry.reason) == ("weights.changed", "u_admin", "It fits.")
    assert [each.type for each in store.events.kept] == [
        EventType.WEIGHTS_PROPOSED, EventType.WEIGHTS_CHANGED,
    ]  # fmt: skip


async def test_only_an_admin_changes_weights(service):
    """ALR-5, SEC-3."""
    proposed = await service.learn()
    with pytest.raises(Forbidden):
        await service.approve(by=OPERATOR, proposal_id=proposed.id, reason="x")
    with pytest.raises(Forbidden):
        await service.set(by=OPERATOR, shares=PUBLISHED.shares, reason="x")
    with pytest.raises(Forbidden):
        await service.revert(by=OPERATOR, version="published", reason="x")


async def test_a_proposal_is_answered_once(service):
    """ALR-5."""
    proposed = await service.learn()
    refused = await service.refuse(by=ADMIN, proposal_id=proposed.id, reason="Too few nights.")
    assert refused.state is ProposalState.REFUSED
    with pytest.raises(Conflict):
        await service.approve(by=ADMIN, proposal_id=proposed.id, reason="x")
    with pytest.raises(NotFound):
        await service.approve(by=ADMIN, proposal_id="w_none", reason="x")


async def test_an_open_proposal_stands_for_a_week(service, clock):
    """ALR-5: people are not asked something else every morning."""
    assert await service.learn() is not None
    assert await service.learn() is None
    awaits = await service.learn_now(by=ADMIN)
    assert awaits.id == "weights.awaits"
    clock.moment += STANDS_FOR
    assert await service.learn() is not None


async def test_a_proposal_on_weights_that_are_gone_is_not_applied(service):
    """ALR-5."""
    proposed = await service.learn()
    await service.set(by=ADMIN, shares=(0.25, 0.25, 0.25, 0.25), reason="Start over.")
    with pytest.raises(Conflict, check=says("Other weights")):
        await service.approve(by=ADMIN, proposal_id=proposed.id, reason="x")


async def test_outcomes_under_other_weights_teach_nothing_about_these(service, incidents):
    """ALR-5: applied weights have to prove themselves."""
    for each in [*incidents.kept.values()]:
        scored = replace(each.score, weights="w-old")
        incidents.kept[each.id] = replace(each, score=scored)
    assert await service.learn() is None


async def test_where_the_policy_says_so_weights_learn_by_themselves(service, store):
    """ALR-5."""
    by_itself = replace(service, by_policy=True)
    await by_itself.learn()
    assert store.audited[0].actor == POLICY
    assert (await service.current(by=ADMIN)).version != "published"
    # Scores under the applied weights have to come first: no second step on the same outcomes.
    assert await by_itself.learn() is None


async def test_going_back_is_a_version_of_its_own(service, store, clock):
    """ALR-5: revertible, and nothing is erased."""
    await service.set(by=ADMIN, shares=(0.25, 0.25, 0.25, 0.25), reason="Try.")
    clock.move(hours=1)
    back = await service.revert(by=ADMIN, version="published", reason="Worse.")

    assert back.shares == PUBLISHED.shares
    assert (await service.current(by=ADMIN)) == back
    assert len(await service.history(by=ADMIN)) == 2
    assert store.audited[-1].reason == "Back to published: Worse."
    with pytest.raises(NotFound):
        await service.revert(by=ADMIN, version="never", reason="x")


async def test_weights_may_be_written_for_a_later_day_and_never_for_an_earlier_one(service, clock):
    """ALR-4."""
    later = clock.now() + timedelta(days=1)
    made = await service.set(
        by=ADMIN, shares=(0.25, 0.25, 0.25, 0.25), reason="x", effective_at=later
    )
    assert await service.current(by=ADMIN) == PUBLISHED
    clock.move(days=1)
    assert await service.current(by=ADMIN) == made
    early = await service.set(by=ADMIN, shares=PUBLISHED.shares, reason="x", effective_at=NOW)
    assert early.effective_at == clock.now()


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.4, 0.3, 0.2, 0.2), (1.0, 0.0, 0.0, 0.0)])
async def test_shares_that_are_no_whole_are_refused(service, shares):
    """ALR-4."""
    with pytest.raises(InvalidRequest, check=says("weights")):
        await service.set(by=ADMIN, shares=shares, reason="x")


async def test_a_change_without_a_reason_is_refused(service):
    """ALR-5, RBK-13."""
    with pytest.raises(InvalidRequest, check=says("reason")):
        await service.set(by=ADMIN, shares=PUBLISHED.shares, reason=" ")
