"""Looks at what came of an attempt: all its targets as one sample (RBK-5)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.incidents.repairs.facts import known
from application.incidents.repairs.orders import SampleOrder, Snapshot
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.incidents.incidents import Sources
from domain.alerts.alerts import AlertSource, ReadBack
from domain.clusters.clusters import Pod, RolloutState, Workload
from domain.common.errors import NotFound
from domain.incidents.guards.verdicts import Sample

OUT_OF_MEMORY = "OOMKilled"

PATIENCE = 5.0
"""Seconds for each part of a look: less than the shortest time that a look may take."""

_WORST = (
    RolloutState.FAILED,
    RolloutState.PAUSED,
    RolloutState.PROGRESSING,
    RolloutState.DONE,
)


@dataclass(frozen=True)
class Samples:
    """Reads targets and their source."""

    clusters: Clusters
    sources: Sources
    clock: Clock

    async def take(self, order: SampleOrder) -> Sample:
        """Return one look at all targets of an attempt, the worst of each.

        Never raises for what cannot be read: that is a look, too, a blind one.
        """
        seen, signal = await asyncio.gather(
            asyncio.gather(*(self._one(each) for each in order.snapshots)),
            self._signal(order),
        )
        return together(seen, signal=signal, at=self.clock.now())

    async def _one(self, snapshot: Snapshot) -> Sample:
        workload = await known(self._workload(snapshot), "target", within=PATIENCE)
        now = self.clock.now()
        if workload is None:
            return Sample(at=now, rollout=None)
        if not workload:
            return Sample(at=now, rollout=None, others=("deleted it",))
        return look_at(workload[0], snapshot, at=now)

    async def _workload(self, snapshot: Snapshot) -> tuple[Workload, ...]:
        """Return the target in a tuple that is empty when it is gone: not the same as unread."""
        try:
            found = await self.clusters.workload_health(snapshot.target)
        except NotFound:
            found = None
        return () if found is None else (found,)

    async def _signal(self, order: SampleOrder) -> ReadBack:
        if order.alert is None or order.alert.source is AlertSource.PERSON:
            # Nothing fires: a person asked. The target alone says how it went.
            return ReadBack.CLEARED
        reading = self.sources.read_back(order.alert, order.target)
        said = await known(reading, "signal", within=PATIENCE)
        return said.state if said is not None else ReadBack.UNKNOWN


def look_at(workload: Workload, snapshot: Snapshot, *, at: datetime) -> Sample:
    """Return what is seen of one target."""
    pods = _pods_of_now(workload)
    restarts = sum(max(pod.restarts - snapshot.restarts.get(pod.uid, 0), 0) for pod in pods)
    killed = any(
        pod.last_exit == OUT_OF_MEMORY and pod.restarts > snapshot.restarts.get(pod.uid, 0)
        for pod in pods
    )
    rollout = workload.rollout
    if workload.observed_generation < workload.generation:
        rollout = RolloutState.PROGRESSING
    stale = workload.progress_at is not None and workload.progress_at == snapshot.progress_at
    if rollout is RolloutState.FAILED and stale:
        # The failure of before our write, which the controller has not looked at again yet.
        rollout = RolloutState.PROGRESSING
    return Sample(
        at=at,
        rollout=rollout,
        progress_reason=workload.progress_reason,
        progress_at=workload.progress_at,
        ready=workload.ready,
        wanted=workload.replicas,
        restarts=restarts,
        out_of_memory=killed,
        others=_others(workload, snapshot),
    )


def together(seen: Sequence[Sample], *, signal: ReadBack, at: datetime) -> Sample:
    """Return many looks as one: as bad as the worst, as blind as the blindest."""
    rollouts = [each.rollout for each in seen]
    blind = not rollouts or None in rollouts
    worst = None if blind else min((each for each in rollouts if each), key=_WORST.index)
    shown = next((each for each in seen if each.rollout is worst), None)
    return Sample(
        at=at,
        rollout=worst,
        progress_reason=shown.progress_reason if shown is not None else "",
        progress_at=shown.progress_at if shown is not None else None,
        ready=sum(each.ready for each in seen),
        wanted=sum(each.wanted for each in seen),
        restarts=sum(each.restarts for each in seen),
        out_of_memory=any(each.out_of_memory for each in seen),
        signal=signal,
        others=tuple(dict.fromkeys(name for each in seen for name in each.others)),
    )


def _pods_of_now(workload: Workload) -> list[Pod]:
    """Return the pods of the revision in use: those that are being replaced prove nothing."""
    alive = [pod for pod in workload.pods if not pod.deleting]
    if workload.observed_generation < workload.generation:
        return []
    here = next((each for each in workload.revisions if each.number == workload.revision), None)
    if here is None or not any(pod.revision for pod in alive):
        return alive
    return [pod for pod in alive if pod.revision and here.name.endswith(pod.revision)]


def _others(workload: Workload, snapshot: Snapshot) -> tuple[str, ...]:
    """Return who has changed what the target should be since our write.

    The generation counts every change of the specification, whoever makes it; the writers only
    lend it names.
    """
    if not snapshot.generation or workload.generation <= snapshot.generation:
        return ()
    names = [
        writer.manager
        for writer in workload.writers
        if writer.subresource != "status"
        and writer_mark(writer.manager, writer.at) not in snapshot.writers
    ]
    return tuple(dict.fromkeys(names)) or ("somebody",)


def writer_mark(manager: str, at: datetime | None) -> str:
    """Return how a footprint remembers a writer."""
    return f"{manager}@{at.isoformat() if at else ''}"
