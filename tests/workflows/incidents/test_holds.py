"""Locks and budgets under a server that skips time."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.worker import Worker

from application.ports.incidents.incidents import Lease
from bootstrap.running.worker import workflow_runner
from orchestration.leases import TemporalLeases
from workflows.incidents.leases import (
    LEASE,
    Asked,
    ClusterBudgetWorkflow,
    LeaseQueueInput,
    TargetLockWorkflow,
    next_grant,
)

pytestmark = pytest.mark.temporal


@workflow.defn(name="Holder", sandboxed=False)
class Holder:
    """Counts what it is granted, until it is told to go."""

    def __init__(self) -> None:
        self.granted_times = 0
        self.gone = False

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.gone)

    @workflow.signal
    def granted(self, hold: Lease) -> None:
        self.granted_times += 1

    @workflow.signal
    def go(self) -> None:
        self.gone = True

    @workflow.query
    def times(self) -> int:
        return self.granted_times


class Yard:
    """A server, holders on it, and the port to ask with."""

    def __init__(self, environment) -> None:
        self.client = environment.client
        self.queue = f"test-{uuid4()}"
        self.holds = TemporalLeases(self.client, self.queue, searchable=False)
        self.mark = uuid4().hex[:8]

    @asynccontextmanager
    async def open(self):
        async with Worker(
            self.client,
            task_queue=self.queue,
            workflows=[TargetLockWorkflow, ClusterBudgetWorkflow, Holder],
            workflow_runner=workflow_runner(),
        ):
            yield self

    async def holder(self, name: str):
        return await self.client.start_workflow(
            Holder.run, id=f"{name}-{self.mark}", task_queue=self.queue
        )

    def hold(self, holder, *, kind="lock", namespace="") -> Lease:
        return Lease(kind, f"cls-1/shop/{self.mark}", holder.id, namespace)

    async def ask(self, hold: Lease, *, most=1, in_namespace=0) -> None:
        await self.holds.request(hold, run_id="r", most=most, most_in_namespace=in_namespace)

    async def until_granted(self, holder, times=1) -> None:
        async with asyncio.timeout(30):
            while await holder.query(Holder.times) < times:
                await asyncio.sleep(0.01)


@pytest.fixture
async def yard(skipping):
    async with Yard(skipping).open() as yard:
        yield yard


@pytest.mark.records("target-lock-released", "TargetLock")
async def test_a_lock_is_held_by_one_and_goes_to_the_next_in_the_order_of_asking(yard):
    """RBK-6."""
    first, second, third = [await yard.holder(name) for name in ("a", "b", "c")]
    for each in (first, second, third):
        await yard.ask(yard.hold(each))
    await yard.until_granted(first)
    assert await yard.holds.holds(yard.hold(first))
    assert not await yard.holds.holds(yard.hold(second))

    await yard.holds.release(yard.hold(second))  # steps out of the queue
    await yard.holds.release(yard.hold(first))
    await yard.until_granted(third)

    assert await yard.holds.holds(yard.hold(third))
    assert await yard.holds.holders("lock", yard.hold(third).resource) == [third.id]
    assert await yard.holds.holders("lock", "nobody/asked/for/it") == []
    assert await second.query(Holder.times) == 0


async def test_a_free_lock_ends_and_holds_nothing(yard):
    """RBK-6."""
    one = await yard.holder("a")
    hold = yard.hold(one)
    await yard.ask(hold)
    await yard.until_granted(one)
    await yard.holds.release(hold)
    await yard.holds.release(hold)

    await asyncio.wait_for(yard.client.get_workflow_handle(f"lock/{hold.resource}").result(), 30)

    assert not await yard.holds.holds(hold)


async def test_asking_again_tells_again_and_takes_nothing_more(yard):
    """RBK-9: an answer that was lost is asked for again."""
    one = await yard.holder("a")
    await yard.ask(yard.hold(one))
    await yard.until_granted(one)
    await yard.ask(yard.hold(one))
    await yard.until_granted(one, 2)

    assert await yard.holds.holds(yard.hold(one))


async def test_the_lease_of_a_holder_that_is_gone_ends(yard, skipping):
    """RBK-6: an incident that was terminated leaves no lock behind."""
    one, two = await yard.holder("a"), await yard.holder("b")
    await yard.ask(yard.hold(one))
    await yard.until_granted(one)
    await yard.ask(yard.hold(two))
    await one.terminate()
    await skipping.sleep(LEASE + timedelta(seconds=5))

    await yard.until_granted(two)


async def test_a_holder_that_never_ran_is_passed_over(yard):
    """RBK-6."""
    one = await yard.holder("a")
    ghost = Lease("lock", yard.hold(one).resource, f"ghost-{yard.mark}")
    await yard.ask(ghost)
    await yard.ask(yard.hold(one))

    await yard.until_granted(one)


@pytest.mark.records("cluster-budget-released", "ClusterBudget")
async def test_a_budget_bounds_the_cluster_and_each_namespace(yard):
    """RBK-6: a full namespace does not hold up the others."""
    holders = [await yard.holder(name) for name in "abcd"]
    spaces = ("shop", "shop", "pay", "web")
    for holder, space in zip(holders, spaces, strict=True):
        hold = yard.hold(holder, kind="budget", namespace=space)
        await yard.ask(hold, most=2, in_namespace=1)
    await yard.until_granted(holders[0])
    await yard.until_granted(holders[2])

    assert [await each.query(Holder.times) for each in holders] == [1, 0, 1, 0]
    await yard.holds.release(yard.hold(holders[0], kind="budget", namespace="shop"))
    await yard.until_granted(holders[1])


async def test_the_lock_survives_garbage(yard):
    """REL-1: a signal that cannot be read changes nothing."""
    one = await yard.holder("a")
    hold = yard.hold(one)
    await yard.ask(hold)
    await yard.client.get_workflow_handle(f"lock/{hold.resource}").signal("request", [{"x": 1}])
    await yard.until_granted(one)

    assert await yard.holds.holds(hold)


def test_nothing_is_granted_beyond_the_bound():
    """RBK-6."""
    held = [Lease("budget", "cls-1", str(number), "shop") for number in range(3)]
    asked = Asked(Lease("budget", "cls-1", "x", "pay"), most=3)

    assert next_grant(held, [asked]) is None
    assert next_grant(held[:2], [asked]) is asked
    assert next_grant([], [Asked(asked.hold, most=0)]) is not None
    assert LeaseQueueInput("cls-1").held == ()
