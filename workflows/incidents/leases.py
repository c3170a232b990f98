"""Locks of targets and budgets of clusters: who may write now, and who is next (RBK-6).

A queue is a workflow, so it outlives every worker. It grants in the order of asking and signals
each holder. A grant is a lease: from time to time the holder is told again that it holds, which
fails when the holder is gone, and makes one that has forgotten it give it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

from application.ports.incidents.incidents import Lease
from workflows.attributes import show_state
from workflows.validated_signals import validated

LEASE = timedelta(minutes=5)
"""Between two times that a holder is told that it holds: how long one that is gone blocks others,
and a third of the longest verification with the built-in rules."""

LONGEST_ID = 1_000
"""Bytes of a workflow's id; Temporal takes no longer one, and no empty one."""

GRANTED = "granted"
"""Name of the signal that tells a holder."""


@dataclass(frozen=True)
class Asked:
    """A hold that is asked for; add fields, with defaults, at the end.

    Attributes:
        run_id: of the holder, for people who look at the queue.
        most: holders of the whole resource at a time.
        most_in_namespace: holders within the hold's namespace; 0: no bound of its own.
    """

    hold: Lease
    run_id: str = ""
    most: int = 1
    most_in_namespace: int = 0


@dataclass(frozen=True)
class LeaseQueueInput:
    """A resource and everything that is known of it; add fields, with defaults, at the end."""

    resource: str
    held: tuple[Lease, ...] = ()
    queue: tuple[Asked, ...] = ()


def next_grant(held: Sequence[Lease], queue: Sequence[Asked]) -> Asked | None:
    """Return the first who may have it: a full namespace does not hold up the others."""
    for asked in queue:
        same = sum(each.namespace == asked.hold.namespace for each in held)
        fits_here = not asked.most_in_namespace or same < asked.most_in_namespace
        if len(held) < max(asked.most, 1) and fits_here:
            return asked
    return None


class _Holds:
    """What both kinds of queues are."""

    def __init__(self, holds: LeaseQueueInput) -> None:
        self._state = holds
        self._tell: list[Lease] = list(holds.held)
        self._tell_all_at: datetime = workflow.now() + LEASE

    async def live(self) -> None:
        """Grant, tell, wait; end when nobody holds and nobody waits."""
        while self._state.held or self._state.queue:
            self._grant()
            await self._tell_holders()
            if workflow.info().is_continue_as_new_suggested() and not self._tell:
                workflow.continue_as_new(self._state)
            await self._wait()
        self._show()

    @workflow.signal
    @validated
    def request(self, asked: Asked) -> None:
        """Stand in the queue; who asks again keeps the place, who holds is told again."""
        holder = asked.hold.holder
        if not 1 <= (length := len(holder.encode())) <= LONGEST_ID:
            # Nobody could be told: the attempt alone would fail the workflow's task for ever.
            workflow.logger.warning("holder cannot be told", extra={"bytes": length})
        elif any(each.holder == holder for each in self._state.held):
            self._tell.append(asked.hold)
        elif not any(each.hold.holder == holder for each in self._state.queue):
            self._state = replace(self._state, queue=(*self._state.queue, asked))

    @workflow.signal
    @validated
    def release(self, hold: Lease) -> None:
        """Give it back, or step out of the queue; twice is once."""
        self._drop(hold.holder)

    @workflow.query
    def status(self) -> LeaseQueueInput:
        """Tell who holds and who waits."""
        return self._state

    def _grant(self) -> None:
        while (asked := next_grant(self._state.held, self._state.queue)) is not None:
            queue = tuple(each for each in self._state.queue if each is not asked)
            self._state = replace(self._state, held=(*self._state.held, asked.hold), queue=queue)
            self._tell.append(asked.hold)
        self._show()

    async def _tell_holders(self) -> None:
        while self._tell:
            hold = self._tell.pop(0)
            if not self._is_held(hold.holder):
                continue
            holder = workflow.get_external_workflow_handle(hold.holder)
            try:
                await holder.signal(GRANTED, hold)
            except (ApplicationError, FailureError) as error:
                if is_cancelled_exception(error):
                    raise
                workflow.logger.info("holder is gone", extra={"holder": hold.holder})
                self._drop(hold.holder)

    async def _wait(self) -> None:
        """Wait for a message, or for the time to ask the holders whether they still are."""
        try:
            await workflow.wait_condition(
                lambda: (
                    bool(self._tell)
                    or not (self._state.held or self._state.queue)
                    or next_grant(self._state.held, self._state.queue) is not None
                ),
                timeout=max(self._tell_all_at - workflow.now(), timedelta(seconds=1)),
                timeout_summary="lease",
            )
        except TimeoutError:
            self._tell_all_at = workflow.now() + LEASE
            self._tell = list(self._state.held)

    def _is_held(self, holder: str) -> bool:
        return any(each.holder == holder for each in self._state.held)

    def _drop(self, holder: str) -> None:
        held = tuple(each for each in self._state.held if each.holder != holder)
        queue = tuple(each for each in self._state.queue if each.hold.holder != holder)
        self._state = replace(self._state, held=held, queue=queue)

    def _show(self) -> None:
        holders = ", ".join(each.holder for each in self._state.held) or "nobody"
        waiting = len(self._state.queue)
        workflow.set_current_details(f"Held by {holders}; {waiting} waiting.")
        show_state("held" if self._state.held else "free")


@workflow.defn(name="TargetLock")
class TargetLockWorkflow(_Holds):
    """One writer for one workload; the id is `lock/<cluster>/<namespace>/<kind>/<name>`."""

    @workflow.init
    def __init__(self, holds: LeaseQueueInput) -> None:
        super().__init__(holds)

    @workflow.run
    async def run(self, holds: LeaseQueueInput) -> None:  # noqa: ARG002 - Temporal passes the input to both
        """Grant to one after the other; end when idle."""
        await self.live()


@workflow.defn(name="ClusterBudget")
class ClusterBudgetWorkflow(_Holds):
    """So many writers for one cluster, and for each namespace; the id is `budget/<cluster>`."""

    @workflow.init
    def __init__(self, holds: LeaseQueueInput) -> None:
        super().__init__(holds)

    @workflow.run
    async def run(self, holds: LeaseQueueInput) -> None:  # noqa: ARG002 - Temporal passes the input to both
        """Grant as many as fit; end when idle."""
        await self.live()
