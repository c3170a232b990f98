"""Runs a fault scenario to a running system: plays what happens, and writes down how it ended."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Protocol

from application.incidents.controls import ControlService
from application.incidents.incidents import IncidentService
from application.people.people import PeopleService
from demonstration.ends import NO_INCIDENT, Problem, Told, broken_off, differences
from demonstration.stage import PATIENCE, Stage, meanwhile, until
from domain.events.events import EventType
from domain.incidents.control_rules import ControlRequest
from domain.incidents.controls import ControlKind, Scope
from domain.incidents.incidents import Incident
from domain.people.access import Actor
from domain.people.people import PersonChanges
from sandbox.scenarios.scenario import Beat, Deed, Scenario, Signal

_AN_HOUR = timedelta(hours=1)

REASON = "zhiban demo"
"""Why whatever is done here was done; the same in every language."""


class AlertSender(Protocol):
    """Tells the system what a scenario's alert says, as its source would."""

    async def fire(self, scenario: Scenario, stage: Stage) -> None:
        """Let the alarm fire: its source knows of it, and a message goes out."""
        ...

    async def clear(self, scenario: Scenario, stage: Stage) -> None:
        """Let it recover."""
        ...

    async def forge(self, scenario: Scenario, stage: Stage) -> None:
        """Send the message of an alarm that its source knows nothing of."""
        ...


@dataclass(frozen=True)
class Cast:
    """Who and what takes part.

    Attributes:
        operator: steers and sets controls; `approver` answers questions.
        keeper: person on whose behalf repairs run.
        keep_configs: keeps the ConfigMaps of healthy workloads of a cluster's namespace now.
    """

    incidents: IncidentService
    controls: ControlService
    operator: Actor
    approver: Actor
    people: PeopleService
    keeper: str
    keep_configs: Callable[[str, str], Awaitable[None]]

    async def switch(self, *, engaged: bool) -> None:
        """Engage or release the kill switch."""
        await self.controls.set_kill_switch(by=self.operator, engaged=engaged, reason=REASON)

    async def permit(self, *, allowed: bool) -> None:
        """Give or take the permission on which repairs run."""
        changes = PersonChanges(rollback_permission=allowed)
        await self.people.update(by=self.operator, person_id=self.keeper, changes=changes)


@dataclass
class Teller:
    """Tells one scenario in one namespace.

    Attributes:
        writes: counts what the product wrote in the namespace, by the cluster's own audit.
        progress: told each beat when it is played.
        patience: seconds for which each thing is waited for: a beat's condition, and the end.
    """

    scenario: Scenario
    stage: Stage
    cast: Cast
    sender: AlertSender
    writes: Callable[[], int]
    progress: Callable[[Beat], None] = lambda _: None
    patience: float = PATIENCE
    _controls: list[str] = field(default_factory=list)

    async def tell(self) -> Told:
        """Play every beat, wait for the end, and compare."""
        began = monotonic()
        problems: list[Problem] = []
        async with AsyncExitStack() as going_on:
            try:
                await self.stage.deploy(self.scenario.manifests)
                for beat in self.scenario.beats:
                    await self._play(beat, going_on)
                    if beat.deed in {Deed.ALERT, Deed.FORGE}:
                        began = monotonic()
                await until(
                    f"the end of '{self.scenario.name}'", self._is_over, patience=self.patience
                )
            except Exception as error:  # noqa: BLE001 - a scenario that breaks off is told as far as it came
                problems.append(broken_off(error))
            seconds = monotonic() - began
            return await self._compare(problems, seconds)

    async def _play(self, beat: Beat, going_on: AsyncExitStack) -> None:
        if beat.once:
            what = f"{beat.once} before '{beat.deed}'"
            await until(what, lambda: self._holds(beat.once), patience=self.patience)
        self.progress(beat)
        if beat.deed is Deed.KEEP_EDITING:
            await going_on.enter_async_context(meanwhile(self._fidget))
        else:
            await self._deeds()[beat.deed](beat.said)
        if beat.deed is Deed.ALERT and self.scenario.signal is Signal.MONITOR:
            await going_on.enter_async_context(meanwhile(self._keep_signal_true))

    def _deeds(self) -> dict[Deed, Callable[[Mapping[str, Any]], Awaitable[None]]]:
        return {
            Deed.DEPLOY: lambda said: self.stage.deploy(said["manifests"]),
            Deed.FAULT: lambda said: self.stage.fault(said["key"], said["value"]),
            Deed.HEAL: lambda said: self.stage.fault(said["key"], None),
            Deed.EDIT: self._edit,
            Deed.ALERT: self._alert,
            Deed.FORGE: lambda _: self.sender.forge(self.scenario, self.stage),
            Deed.CLEAR: lambda _: self.sender.clear(self.scenario, self.stage),
            Deed.FORBID: lambda _: self.cast.permit(allowed=False),
            Deed.ENGAGE: lambda _: self.cast.switch(engaged=True),
            Deed.RELEASE: lambda _: self.cast.switch(engaged=False),
            Deed.ENABLE_WRITES: self._enable_writes,
            Deed.KEEP_CONFIGS: self._keep_configs,
            Deed.ANSWER: self._answer,
            Deed.STEER: self._steer,
            Deed.CONTROL: self._control,
            Deed.END_CONTROLS: self._end_controls,
        }

    async def _alert(self, said: Mapping[str, Any]) -> None:
        for turn in range(said.get("flaps", 0)):
            tell = self.sender.clear if turn % 2 else self.sender.fire
            await tell(self.scenario, self.stage)
        await self.sender.fire(self.scenario, self.stage)

    async def _edit(self, said: Mapping[str, Any]) -> None:
        await self.stage.edit(self.scenario.kind, self.scenario.app, said["patch"])

    async def _fidget(self) -> None:
        seconds = int(datetime.now(UTC).timestamp() * 10) % 100
        await self._edit({"patch": {"spec": {"minReadySeconds": seconds % 2}}})

    async def _keep_signal_true(self) -> None:
        """Let the source's alarm follow the pods: it is cleared when the load is carried."""
        if not await self.stage.overloaded(self.scenario.app):
            await self.sender.clear(self.scenario, self.stage)

    async def _keep_configs(self, _said: Mapping[str, Any]) -> None:
        await self.cast.keep_configs(self.stage.cluster, self.stage.namespace)

    async def _answer(self, said: Mapping[str, Any]) -> None:
        async def asked() -> bool:
            return bool(await self._question())

        if said.get("stale"):
            return  # the question is gone: there is nothing that could be answered
        await until("a question", asked, patience=self.patience)
        await self.cast.incidents.answer(
            by=self.cast.approver,
            approval_id=await self._question(),
            approved=said["approved"],
            reason=REASON,
        )

    async def _question(self) -> str:
        incident = await self._incident()
        return incident.approval if incident else ""

    async def _steer(self, said: Mapping[str, Any]) -> None:
        incident = await self._incident()
        if incident is not None:
            await self.cast.incidents.steer(
                by=self.cast.operator,
                incident_id=incident.id,
                what=said["what"],
                reason=REASON,
            )

    async def _enable_writes(self, _said: Mapping[str, Any]) -> None:
        incident = await self._incident()
        if incident is not None:
            await self.cast.incidents.enable_writes(by=self.cast.operator, incident_id=incident.id)

    async def _control(self, said: Mapping[str, Any]) -> None:
        now = datetime.now(UTC)
        requested = ControlRequest(
            kind=ControlKind(said["kind"]),
            name=self.scenario.name,
            scope=Scope(self.stage.cluster, self.stage.namespace),
            reason=self.scenario.title,
            start=now,
            end=now + _AN_HOUR,
        )
        control = await self.cast.controls.set(by=self.cast.operator, requested=requested)
        self._controls.append(control.id)

    async def _end_controls(self, _said: Mapping[str, Any]) -> None:
        for control_id in self._controls:
            await self.cast.controls.end(
                by=self.cast.operator, control_id=control_id, reason=REASON
            )

    async def _holds(self, condition: str) -> bool:
        word, _, value = condition.partition(":")
        if word == "settled":
            return await self.stage.settled()
        if word in {"unhealthy", "well"}:
            return (word == "unhealthy") == await self.stage.unhealthy(self.scenario.app)
        if word == "overloaded":
            return await self.stage.overloaded(self.scenario.app)
        incident = await self._incident()
        if incident is None:
            return False
        if word == "state":
            return incident.state == value
        return incident.first_action_at is not None  # `acted`

    async def _is_over(self) -> bool:
        incident, expected = await self._incident(), self.scenario.expected
        if incident is None or incident.state != expected.state:
            return False
        return incident.relapses >= expected.relapses

    async def _incident(self) -> Incident | None:
        page = await self.cast.incidents.list(
            by=self.cast.operator, namespace=self.stage.namespace, limit=5
        )
        return page.incidents[0] if page.incidents else None

    async def _compare(self, problems: list[Problem], seconds: float) -> Told:
        incident = await self._incident()
        if incident is None:
            return Told(self.scenario, (*problems, NO_INCIDENT), None, seconds, None)
        events = await self.cast.incidents.timeline(
            by=self.cast.operator, incident_id=incident.id, limit=200
        )
        calls = sum(each.type == EventType.INCIDENT_CALLED for each in events)
        problems += differences(self.scenario, incident, calls=calls, writes=self.writes())
        acted = incident.first_action_at
        first = (acted - incident.opened_at).total_seconds() if acted else None
        return Told(self.scenario, tuple(problems), incident, seconds, first, calls)
