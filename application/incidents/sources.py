"""Asks again before anything is written, and finds what lost callbacks dropped (ALR-1, ALR-2).

A message is a hint. What counts is what its source says through its own signed interface or, for
programs that have none, how the workload itself stands in its cluster.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.common.wording import message_for
from application.incidents.alerts import AlertIntake
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.incidents.alert_sources import AlertReader, Heartbeats
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Alerts
from application.ports.tasks import Watches
from domain.alerts.alerts import (
    CLUSTER,
    Alert,
    AlertSource,
    AlertState,
    Confirmation,
    FaultClass,
    ReadBack,
)
from domain.alerts.forms import rule_of
from domain.clusters.clusters import RolloutState, Workload, WorkloadRef
from domain.common.errors import ZhibanError
from domain.common.messages import Called, Message, Names, bare, message
from domain.incidents.audit.audit import AuditEntry
from domain.watches.metric_memory import Level

PAUSES = (2.0, 4.0, 8.0)
"""Seconds between asking again for an alarm that its source does not list: a history may come after
its callback. A forged one is known as such after 14 s; a real one costs nothing."""

LOOK_BACK = timedelta(minutes=15)
"""How far back each poll looks once more, for what a source lists late."""

LONGEST_LOOK_BACK = timedelta(hours=24)
"""How far back a poll looks after it could not look for long; the sweep has the rest."""

NEAR = timedelta(seconds=90)
"""How far two beginnings of one alarm may lie apart: CLS evaluates once a minute, and tells the
beginning in its callback and in its history by different fields."""

MOST_NEAR = 5_000
"""Alerts that are looked through for such a one; as many as a storm brings in an hour."""

UNPROVEN = message("alert.unproven")

_COMMIT_LAG = timedelta(minutes=2)
"""How long after a watch's alert its own memory may still be on its way to the database."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AlertSources:
    """The `Sources` port: asks whoever can say.

    Attributes:
        readers: of the sources that can be asked.
        audit: keeps which of them have ever confirmed an alarm.
        heartbeats: when sources that always send were heard last.
        pauses: seconds before each further try when a source does not know of an alarm.
    """

    readers: Mapping[AlertSource, AlertReader]
    clusters: Clusters
    watches: Watches
    clock: Clock
    audit: Audit
    heartbeats: Heartbeats
    pauses: Sequence[float] = PAUSES

    async def read_back(self, alert: Alert, owner: WorkloadRef | None) -> Confirmation:
        """Say what the source knows of this alarm now; `UNKNOWN` when it cannot be asked."""
        if alert.source is AlertSource.PERSON:
            return self._said(ReadBack.FIRING, alert.source, message("alert.asked_for"))
        try:
            if reader := self.readers.get(alert.source):
                return await self._ask(reader, alert)
            if alert.source is AlertSource.PLAIN:
                return await self._look(alert, owner)
            if ask := self._own.get(alert.source):
                return await ask(alert)
        except ZhibanError as error:
            return self._said(ReadBack.UNKNOWN, alert.source.value, message_for(error))
        return self._said(ReadBack.UNKNOWN, alert.source.value, message("alert.source_unset"))

    @property
    def _own(self) -> Mapping[AlertSource, Callable[[Alert], Awaitable[Confirmation]]]:
        """Return who is asked about what we ourselves say."""
        return {
            AlertSource.THRESHOLD_WATCH: self._ask_watch,
            AlertSource.HEARTBEAT: self._ask_heartbeat,
        }

    async def _ask(self, reader: AlertReader, alert: Alert) -> Confirmation:
        answer = await reader.read_back(alert, now=self.clock.now())
        for pause in self.pauses:
            if answer.state is not ReadBack.NOT_FOUND:
                break
            await asyncio.sleep(pause)
            answer = await reader.read_back(alert, now=self.clock.now())
        proof = proof_of(alert)
        if answer.state is ReadBack.FIRING:
            await self._prove(proof, answer)
        elif _says_only_not_listed(alert, answer) and not await self.audit.about(proof, limit=1):
            return self._said(ReadBack.UNKNOWN, answer.by, UNPROVEN)
        return answer

    async def _prove(self, proof: str, answer: Confirmation) -> None:
        if await self.audit.about(proof, limit=1):
            return
        said = message("alert.source_proven", source=answer.source)
        data = {"said": said.recorded}
        await self.audit.append(
            AuditEntry(
                id=proof,
                at=answer.at,
                actor="zhiban",
                action="alert.source_proven",
                subject=proof,
                reason=bare(said),
                data=data,
            )
        )

    async def _ask_watch(self, alert: Alert) -> Confirmation:
        """Look into our own watch's memory; it is written just after its alert is handed in."""
        record, by = await self.watches.load(alert.key), alert.source
        if record is None:
            return self._said(ReadBack.NOT_FOUND, by, message("alert.no_watch"))
        threshold = record.memory.threshold
        if threshold.breached_since is not None:
            since = message("alert.breached_since", moment=threshold.breached_since)
            return self._said(ReadBack.FIRING, by, since)
        if threshold.level in {Level.UNKNOWN, Level.NO_DATA}:
            return self._said(ReadBack.UNKNOWN, by, message("alert.watch_blind"))
        fresh = self.clock.now() - alert.received_at < _COMMIT_LAG
        if fresh and alert.state is AlertState.FIRING:
            return self._said(ReadBack.FIRING, by, message("alert.watch_said_so"))
        return self._said(ReadBack.CLEARED, by, message("alert.value_back"))

    async def _ask_heartbeat(self, alert: Alert) -> Confirmation:
        beat, by = await self.heartbeats.get(alert.key), alert.source
        if beat is None:
            return self._said(ReadBack.NOT_FOUND, by, message("alert.never_heard"))
        heard = message("alert.heard_last", moment=beat.last_at)
        back = beat.last_at > alert.started_at
        return self._said(ReadBack.CLEARED if back else ReadBack.FIRING, by, heard)

    async def _look(self, alert: Alert, owner: WorkloadRef | None) -> Confirmation:
        by = CLUSTER
        if owner is None:
            return await self._look_at_node(alert)
        workload = await self.clusters.workload_health(owner)
        if workload is None:
            return self._said(
                ReadBack.NOT_FOUND, by, message("alert.no_object", object=Called(str(owner)))
            )
        if ill := illness_of(workload, alert.fault):
            return self._said(ReadBack.FIRING, by, ill)
        return self._said(ReadBack.CLEARED, by, message("alert.workload_healthy"))

    async def _look_at_node(self, alert: Alert) -> Confirmation:
        named, by = alert.object, CLUSTER
        if named is None or named.kind != "Node":
            if alert.state is AlertState.RESOLVED:
                # A pod that was replaced cannot be looked at, and nobody has to be called for it.
                return self._said(ReadBack.CLEARED, by, message("alert.object_gone"))
            return self._said(ReadBack.UNKNOWN, by, message("alert.nothing_to_look_at"))
        nodes = await self.clusters.nodes(named.cluster)
        node = next((each for each in nodes if each.name == named.name), None)
        if node is None:
            return self._said(
                ReadBack.NOT_FOUND, by, message("alert.no_object", object=Called(str(named)))
            )
        if node.ready and not node.problems:
            return self._said(ReadBack.CLEARED, by, message("alert.node_ready"))
        problems = Names(tuple(Called(each) for each in node.problems) or (Called("NotReady"),))
        return self._said(ReadBack.FIRING, by, message("alert.node_problems", problems=problems))

    def _said(self, state: ReadBack, by: str, detail: Message) -> Confirmation:
        return Confirmation(state, by, self.clock.now(), detail)


def proof_of(alert: Alert) -> str:
    """Return what has to be proven before "not listed" means that an alarm was made up.

    An interface that never listed an alarm that came may look in the wrong place: another account,
    region or address. The Observability Platform also hides alarms of projects that the key has no
    rights for, so there each policy is proven by itself.
    """
    if alert.source is AlertSource.TENCENT_MONITOR:
        return f"source/{alert.source}/{rule_of(alert.key)}"[:200]
    return f"source/{alert.source}"


def _says_only_not_listed(alert: Alert, answer: Confirmation) -> bool:
    """Say whether an answer rests on an empty list; Alertmanager lists nothing that is over."""
    over = answer.state is ReadBack.CLEARED and alert.source is AlertSource.ALERTMANAGER
    return answer.state is ReadBack.NOT_FOUND or over


def illness_of(workload: Workload, fault: FaultClass) -> Message | None:
    """Return what is visibly wrong with a workload; None when it looks well.

    A rollout on its way with enough pods is no illness. One that was switched off is none either.
    """
    if workload.rollout is RolloutState.FAILED:
        why = workload.progress_reason
        return message("alert.rollout_failed", why=Called(why) if why else None)
    if workload.available < workload.replicas:
        count, most = workload.available, workload.replicas
        return message("alert.pods_available", count=count, most=most)
    sick = next((pod for pod in workload.pods if pod.reason and not pod.deleting), None)
    if sick is not None:
        return message("alert.pod_sick", pod=Called(sick.name), reason=Called(sick.reason))
    killed = next((pod for pod in workload.pods if pod.last_exit == "OOMKilled"), None)
    if fault is FaultClass.OUT_OF_MEMORY and killed is not None:
        return message("alert.pod_killed", pod=Called(killed.name))
    return None


@dataclass(frozen=True)
class Polled:
    """What one poll found.

    Attributes:
        handed: alerts that no callback had brought.
        problems: sources that could not be read, and why.
        since: from when the next poll has to look; does not move while a source is unreadable.
    """

    handed: int
    problems: tuple[Message, ...]
    since: datetime


@dataclass(frozen=True)
class AlertPoller:
    """Asks the sources what fires, and takes what is not known yet."""

    readers: Sequence[AlertReader]
    alerts: Alerts
    intake: AlertIntake
    clock: Clock

    async def poll(self, since: datetime | None) -> Polled:
        """Look once at every source.

        Args:
            since: what the last poll returned; None at the very first.

        Raises:
            Unavailable: what was found could not be handed in; polling again finds it again.
        """
        now = self.clock.now()
        since = max(since or now, now - LONGEST_LOOK_BACK)
        start = min(since, now) - LOOK_BACK
        handed, problems = 0, list[Message]()
        for reader in self.readers:
            try:
                found = await reader.poll(start=start, end=now)
            except ZhibanError as error:
                _log.warning("alerts are not polled", extra={"source": reader.name})
                problems.append(unread(reader, error))
                continue
            missing = [alert for alert in found if await self.is_missing(alert)]
            handed += (await self.intake.take(missing)).alerts
        return Polled(handed, tuple(problems), since if problems else now)

    async def is_missing(self, alert: Alert) -> bool:
        """Say whether no callback brought this; an end whose beginning is unknown is not missed."""
        if await is_known(self.alerts, alert, alert.state):
            return False
        firing = AlertState.FIRING
        return alert.state is firing or await is_known(self.alerts, alert, firing)


def unread(reader: AlertReader, error: ZhibanError) -> Message:
    """Return that a source could not be read, and why."""
    return message("alert.source_unread", source=Called(reader.name), why=message_for(error))


async def is_known(alerts: Alerts, alert: Alert, state: AlertState) -> bool:
    """Say whether a message about the firing that a source lists was kept.

    A listed alarm that names no object may be one whose callback named it: then rule and time have
    to do, or every such alarm would be handed in a second time, as nobody's.
    """
    started_at = alert.started_at
    if await alerts.known(alert.source, alert.key, state, started_at=started_at):
        return True
    if alert.object is not None:
        return False
    near = await alerts.between(
        started_at - NEAR, alert.received_at + timedelta(seconds=1), limit=MOST_NEAR
    )
    return any(
        (each.source, each.state, rule_of(each.key)) == (alert.source, state, rule_of(alert.key))
        and abs(each.started_at - started_at) <= NEAR
        for each in near
    )
