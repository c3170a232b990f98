"""The one door for alerts: parse, find out what they are about, hand them to their incidents.

Whoever brings an alert (a callback, the poller, the sweep, a threshold watch) brings it here.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from application.clusters.urgency import Urgency, urgent
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.incidents.alert_sources import Heartbeats
from application.ports.incidents.incidents import Alerts, IncidentClient
from domain.alerts.alertmanager import AlertmanagerMessage, alertmanager_message
from domain.alerts.alerts import (
    IGNORED_NAMES,
    Alert,
    AlertSource,
    AlertState,
    Fingerprint,
    is_ignored,
)
from domain.alerts.cls import read_cls
from domain.alerts.fingerprints import fingerprint_of, named_workload
from domain.alerts.forms import FormSettings
from domain.alerts.heartbeats import heartbeat_name
from domain.alerts.monitor import read_monitor
from domain.alerts.plain import read_plain
from domain.clusters.clusters import ObjectRef, WorkloadRef
from domain.common.errors import InvalidRequest, NotFound, Unavailable, ZhibanError
from domain.common.messages import message

RESOLVING = timedelta(seconds=2)
"""How long all owners of one message are looked for; the sender waits for 5 s (TCOP)."""

ANSWERING = timedelta(seconds=4)
"""How long one message may take until it is durable, owners included: the sender gives up a second
later."""

AT_ONCE = 10
"""Owners looked for, and incidents signalled, at a time."""

_KEPT_FOR = timedelta(minutes=10)
_MOST_KEPT = 5_000
"""How long, and how many, owners are remembered: a pod never changes its owner, and may be gone
when its alert is resolved."""

_NO_OWNER = "Node"

_FORMS: Mapping[AlertSource, Callable[..., list[Alert]]] = MappingProxyType(
    {
        AlertSource.TENCENT_MONITOR: read_monitor,
        AlertSource.TENCENT_CLS: read_cls,
        AlertSource.PLAIN: read_plain,
    }
)

SENDERS = (*_FORMS, AlertSource.ALERTMANAGER)
"""Sources that send messages; Alertmanager's name many alerts, of which some may be broken."""


@dataclass(frozen=True)
class Taken:
    """What became of a message.

    Attributes:
        alerts: handed to their incidents.
        repeated: of them, those whose message was kept already; they count as occurrences.
        unresolved: of them, those whose owner could not be found; kept for a person.
        left_out: alerts of the message that were not taken, for it held too many.
        broken: alerts of the message that could not be read.
        ignored: alerts of the message that open no incident: see `is_ignored`.
    """

    alerts: int
    repeated: int = 0
    unresolved: int = 0
    left_out: int = 0
    broken: int = 0
    ignored: int = 0


@dataclass
class Owners:
    """Owners that were found lately, in this process, and those that are being looked for."""

    _known: dict[ObjectRef, tuple[WorkloadRef, datetime]] = field(default_factory=dict)
    _sought: dict[ObjectRef, asyncio.Task[WorkloadRef | None]] = field(default_factory=dict)

    def get(self, named: ObjectRef, now: datetime) -> WorkloadRef | None:
        """Return the owner, if it was found within the last minutes."""
        found = self._known.get(named)
        return found[0] if found and now - found[1] < _KEPT_FOR else None

    def seek(
        self,
        named: ObjectRef,
        look: Callable[[ObjectRef], Coroutine[None, None, WorkloadRef | None]],
    ) -> asyncio.Task[WorkloadRef | None]:
        """Return the search for it: of a thousand who ask at once, the cluster hears one."""
        found = self._sought.get(named)
        if found is None:
            found = self._sought[named] = asyncio.create_task(look(named))
            found.add_done_callback(lambda task: self._end(named, task))
        return found

    def _end(self, named: ObjectRef, task: asyncio.Task[WorkloadRef | None]) -> None:
        self._sought.pop(named, None)
        if not task.cancelled():
            task.exception()  # whoever still waits is told it; nobody else has to

    def keep(self, named: ObjectRef, owner: WorkloadRef, now: datetime) -> None:
        """Remember it; the oldest is forgotten when there are too many."""
        self._known.pop(named, None)
        self._known[named] = (owner, now)
        if len(self._known) > _MOST_KEPT:
            del self._known[next(iter(self._known))]


@dataclass(frozen=True)
class AlertIntake:
    """Takes alerts; answers when each is durable at its incident.

    Attributes:
        ignored: names of rules that never open an incident.
        heartbeats: keeps when rules that always fire were heard; None: nobody wants to know.
        beats: names of these rules; they open no incident either.
    """

    clusters: Clusters
    alerts: Alerts
    lives: IncidentClient
    clock: Clock
    owners: Owners = field(default_factory=Owners)
    resolving: timedelta = RESOLVING
    answering: timedelta = ANSWERING
    ignored: Collection[str] = IGNORED_NAMES
    heartbeats: Heartbeats | None = None
    beats: Collection[str] = ()

    async def receive(self, source: AlertSource, raw: object, *, settings: FormSettings) -> Taken:
        """Read a message of a source and take its alerts.

        Raises:
            InvalidRequest: the message is not in the source's form, or is too old.
            Unavailable: an incident could not be reached in time; sending it again is safe.
        """
        given = self.read(source, raw, settings=settings)
        taken = await self.take(given.alerts)
        return replace(taken, left_out=given.left_out, broken=given.broken)

    def read(
        self, source: AlertSource, raw: object, *, settings: FormSettings
    ) -> AlertmanagerMessage:
        """Return the alerts of a message in a source's form, and how many it has beside them.

        Raises:
            InvalidRequest: the message is not in the source's form, or is too old.
        """
        now = self.clock.now()
        if source is AlertSource.ALERTMANAGER:
            return alertmanager_message(raw, received_at=now, settings=settings)
        read = _FORMS.get(source)
        if read is None:
            raise InvalidRequest("source", message("alert.source_sends_none"))
        return AlertmanagerMessage(tuple(read(raw, received_at=now, settings=settings)))

    async def take(self, alerts: Sequence[Alert]) -> Taken:
        """Hand alerts to their incidents, then keep them.

        In this order: what is kept counts as known, and the poller must find again what did not
        reach its incident. A message that comes twice therefore counts twice, which is true.

        Raises:
            Unavailable: not all of them could be handed in; those that were count once more.
        """
        heard = self.heard(alerts)
        try:
            async with asyncio.timeout(self.answering.total_seconds()):
                await self._keep_beats(alerts)
                known = await self.fingerprints(heard)
                repeated = await self._hand_in_all(heard, known)
        except TimeoutError:
            raise Unavailable(
                message("alert.not_taken_in_time"),
                delay=timedelta(seconds=5),
            ) from None
        unresolved = sum(each.owner is None for each in known)
        return Taken(len(heard), repeated, unresolved, ignored=len(alerts) - len(heard))

    def heard(self, alerts: Sequence[Alert]) -> list[Alert]:
        """Return the alerts that may open an incident."""
        names = (*self.ignored, *self.beats)
        return [each for each in alerts if not is_ignored(each, names)]

    async def _keep_beats(self, alerts: Sequence[Alert]) -> None:
        """Keep that sources were heard, each once; what they no longer fire is no beat."""
        if self.heartbeats is None:
            return
        beats = (each for each in alerts if each.name in self.beats and not each.is_test)
        names = {heartbeat_name(each) for each in beats if each.state is AlertState.FIRING}
        for name in sorted(names):
            await self.heartbeats.beat(name, at=self.clock.now())

    async def _hand_in_all(self, alerts: Sequence[Alert], known: Sequence[Fingerprint]) -> int:
        """Hand in each; return how many messages were kept already."""
        lanes: dict[str, list[tuple[Fingerprint, Alert]]] = {}
        for alert, fingerprint in zip(alerts, known, strict=True):
            lanes.setdefault(str(fingerprint), []).append((fingerprint, alert))
        slots = asyncio.Semaphore(AT_ONCE)

        async def hand_in(lane: list[tuple[Fingerprint, Alert]]) -> int:
            async with slots:
                # One after the other: an end must not overtake its beginning.
                return sum([not await self._hand_in(*each) for each in lane])

        return sum(await _all([hand_in(lane) for lane in lanes.values()]))

    async def fingerprints(self, alerts: Sequence[Alert]) -> list[Fingerprint]:
        """Return what each alert is about; an owner that cannot be found stays unknown.

        A cluster that does not answer in time costs pods their owner. A workload that an alert
        names itself is believed then; whether it exists is asked again before anything is done.
        """
        now = self.clock.now()
        wanted = {
            alert.object
            for alert in alerts
            if alert.object is not None and alert.object.kind != _NO_OWNER
        }
        found = {each: self.owners.get(each, now) for each in wanted}
        missing = [each for each, owner in found.items() if owner is None]
        answers = await self._ask(missing)
        for each, owner in answers.items():
            if owner is not None:
                self.owners.keep(each, owner, now)
        found |= answers
        return [fingerprint_of(alert, _owner(alert, found, answers, wanted)) for alert in alerts]

    async def _ask(self, objects: Sequence[ObjectRef]) -> dict[ObjectRef, WorkloadRef | None]:
        """Return the owners of those objects about which somebody answered in time."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def ask(named: ObjectRef) -> WorkloadRef | None:
            async with slots:
                return await self.clusters.owner_of(named)

        with urgent(Urgency.DECIDING):
            asking = {self.owners.seek(each, ask): each for each in objects}
        if not asking:
            return {}
        # What takes longer goes on: the next one who asks may have its answer.
        done, _ = await asyncio.wait(asking, timeout=self.resolving.total_seconds())
        answers: dict[ObjectRef, WorkloadRef | None] = {}
        for task in done:
            error = task.exception()
            if error is None:
                answers[asking[task]] = task.result()
            elif isinstance(error, NotFound):
                answers[asking[task]] = None  # no such cluster: nothing there is anybody's
            elif not isinstance(error, ZhibanError):
                raise error
        return answers

    async def _hand_in(self, fingerprint: Fingerprint, alert: Alert) -> bool:
        await self.lives.signal_alert(fingerprint, alert)
        if alert.is_test:
            return True  # the sweep and the numbers are about what happened
        return await self.alerts.keep(alert, fingerprint=str(fingerprint))


def _owner(
    alert: Alert,
    found: Mapping[ObjectRef, WorkloadRef | None],
    answers: Mapping[ObjectRef, WorkloadRef | None],
    wanted: set[ObjectRef],
) -> WorkloadRef | None:
    if alert.object is None or alert.object not in wanted:
        return None
    owner = found[alert.object]
    if owner is None and alert.object not in answers:
        return named_workload(alert)
    return owner


async def _all(work: Sequence[Coroutine[None, None, int]]) -> list[int]:
    """Do all of it, also when some fails; then raise the first failure."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if isinstance(result, int)]
