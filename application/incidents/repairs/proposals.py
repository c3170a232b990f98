"""Says what would be tried next, with the exact patches; writes nothing (RBK-2, RBK-7)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from application.common.wording import message_for
from application.incidents.repairs.facts import known
from application.incidents.repairs.orders import Proposal, ProposeOrder, step_key
from application.incidents.repairs.scenes import Scenes
from application.ports.clusters import ClusterWrites
from application.ports.incidents.incidents import Controls
from domain.clusters.changes import Performing
from domain.clusters.clusters import WorkloadRef
from domain.clusters.repairs import ActionKind, Mode, Plan
from domain.common.errors import TooManyRequests, ZhibanError
from domain.common.messages import Called, Message, message
from domain.incidents.guards.guards import GuardFacts, GuardOutcome, GuardResult
from domain.incidents.guards.rules import kill_switch
from domain.incidents.ladder.ladder import Around, Climb, choose, order_of, view_of
from domain.incidents.ladder.planning import plan, targets_of
from domain.incidents.policy.matching import at_place, effective_mode, mode_for, mode_under

AT_ONCE = 4
"""Plans that are made for one cluster at a time: each asks it some ten times, and a storm wants
hundreds. Started all at once they would all be late; one after the other each is quick."""

LONGEST_QUEUE = 25.0
"""Seconds that a plan may wait to be begun; with its own half a minute that is below the minute
that the activity has."""

LONGEST_PREVIEW = 8_000
"""Characters; a question to a person that is longer than that is not read."""


@dataclass(frozen=True)
class Planning:
    """Who may make a plan now, first come first served, for each cluster apart."""

    _places: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    @asynccontextmanager
    async def turn(self, cluster: str) -> AsyncIterator[None]:
        """Wait for one's turn, and hold it while the block lasts.

        Raises:
            TooManyRequests: too many wait; the cluster was not asked anything.
        """
        places = self._places.setdefault(cluster, asyncio.Semaphore(AT_ONCE))
        try:
            async with asyncio.timeout(LONGEST_QUEUE):
                await places.acquire()
        except TimeoutError:
            crowded = message("repair.crowded", cluster=Called(cluster))
            raise TooManyRequests(crowded, delay=timedelta(seconds=10)) from None
        try:
            yield
        finally:
            places.release()


@dataclass(frozen=True)
class Proposals:
    """Looks, chooses, plans, and asks the cluster for a dry run."""

    scenes: Scenes
    writes: ClusterWrites
    controls: Controls

    async def propose(self, order: ProposeOrder) -> Proposal:
        """Return what to try next, or why nothing is left.

        Raises:
            Unavailable: the target cannot be read, so nothing can be said of it.
        """
        order = replace(order, policy=at_place(order.policy, order.target))
        scene = await self.scenes.look(order.target)
        climb = Climb(order.tried, order.passed_over, order.request)
        around = Around(
            scene.siblings, scene.sick_nodes, scene.kept_configs, scene.unread, order.began
        )
        choice = choose(order.policy, order.fault, scene.workload, climb=climb, around=around)
        if choice.action is None or scene.workload is None:
            first = next(iter(order_of(order.policy, order.fault, order.request)), None)
            mode = _mode(order, first or ActionKind.CALL_PERSON, (order.target,))
            return Proposal(None, mode, choice.skipped)
        view = view_of(choice.action, scene.workload, order.policy, climb=climb, around=around)
        planned = plan(choice.action, view, at=order.at)
        mode = _mode(order, choice.action, targets_of(planned))
        mode = mode_under(order.policy, mode, scene.workload.managed_by)
        preview, failed = await self._preview(planned, order.key)
        held = await self._held_by(choice.action, order.at) if mode is Mode.APPROVE else None
        return Proposal(planned, mode, choice.skipped, preview, failed, held)

    async def _held_by(self, action: ActionKind, at: datetime) -> GuardResult | None:
        """Return the kill switch's word if it forbids every write; unread, the write will ask."""
        switch = await known(self.controls.kill_switch(), "kill switch")
        if switch is None:
            return None
        said = kill_switch(GuardFacts(action=action, now=at, writing_enabled=not switch.engaged))
        return None if said.outcome is GuardOutcome.PASSED else said

    async def _preview(self, planned: Plan, key: str) -> tuple[str, Message | None]:
        """Return the patches as the server would take them, and why there are none."""
        patches = []
        for index, step in enumerate(planned.steps, start=1):
            try:
                answer = await self.writes.preview(step, key=step_key(key, index))
            except ZhibanError as error:
                return "", message_for(error)
            if answer.outcome not in (Performing.DONE, Performing.ALREADY):
                return "", answer.words or message("repair.no_preview")
            patches.append(f"{step.target}\n{answer.patch}")
        return "\n\n".join(patches)[:LONGEST_PREVIEW], None


def _mode(order: ProposeOrder, action: ActionKind, targets: Sequence[WorkloadRef]) -> Mode:
    """Return the most cautious mode of all targets."""
    asked = order.request is not None or bool(order.enabled_by)
    modes = [mode_for(order.policy, each, action, order.score) for each in targets]
    return effective_mode(min(modes, key=tuple(Mode).index), asked_by_person=asked)
