"""What people set to hold repairs back, and release again (ALR-6, RBK-6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.incidents.requests import check_reason
from application.incidents.waking import IncidentWaking
from application.ports.clock import Clock, Ids
from application.ports.events import Events
from application.ports.incidents.incidents import Controls
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.events.events import Event, EventType
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.control_rules import SETS, ControlRequest, checked, timetable_of
from domain.incidents.controls import Control, ControlKind, KillSwitch
from domain.people.access import Actor, Permission, require

MOST_LISTED = 500

SWITCH = "kill_switch"
"""What the audit and the events call it."""


@dataclass(frozen=True)
class ControlService:
    """The one door to kill switch, silences, windows and freezes.

    Every change is in the audit, in the same transaction, and told by an event after it.
    """

    controls: Controls
    events: Events
    clock: Clock
    ids: Ids
    waking: IncidentWaking

    async def kill_switch(self, *, by: Actor) -> KillSwitch:
        """Return whether writing is stopped, by whom and why."""
        require(by, Permission.READ_INCIDENTS)
        return await self.controls.kill_switch()

    async def set_kill_switch(self, *, by: Actor, engaged: bool, reason: str) -> KillSwitch:
        """Stop all writing, or enable it; stopping is allowed to whoever may steer incidents.

        Raises:
            Forbidden: enabling is for admins.
        """
        require(by, Permission.STEER_INCIDENTS if engaged else Permission.ENABLE_WRITES)
        now = self.clock.now()
        switch = KillSwitch(engaged, by.person_id, check_reason(reason), now)
        entry = self._entry(by, SWITCH, "control.kill_switch", switch.reason, {"engaged": engaged})
        await self.controls.set_kill_switch(switch, audit=entry)
        await self._tell(EventType.CONTROL_SET, entry, {"kind": SWITCH, "engaged": engaged})
        return switch

    async def set(self, *, by: Actor, requested: ControlRequest) -> Control:
        """Set a silence, a maintenance window or a freeze.

        A silence counts the alerts that it covers, but nobody is told and nothing is done; it lasts
        30 days at most. Maintenance is planned work: as a silence, but what still fires at its end
        is looked at once. Under a freeze alerts are handled, but nothing is written.

        Raises:
            InvalidRequest: a field breaks a rule.
            Conflict: they have, or everybody together has, the most that there may be.
        """
        control = self.look(by=by, requested=requested)
        facts = _facts(control)
        entry = self._entry(by, control.id, f"control.{control.kind}", control.reason, facts)
        await self.controls.add(control, audit=entry)
        await self._tell(EventType.CONTROL_SET, entry, facts)
        return control

    def look(self, *, by: Actor, requested: ControlRequest) -> Control:
        """Return what would be set, and set nothing.

        Raises:
            InvalidRequest: a field breaks a rule.
        """
        require(by, SETS[requested.kind])
        now, unique = self.clock.now(), self.ids.new()[-26:]
        asked = Control(
            id=f"c_{unique}",
            kind=requested.kind,
            name=requested.name,
            scope=requested.scope,
            start=requested.start or now,
            end=requested.end,
            by=by.person_id,
            reason=check_reason(requested.reason),
            created_at=now,
            recurring=timetable_of(requested.recurring) if requested.recurring else None,
            minutes=requested.recurring.minutes if requested.recurring else 0,
        )
        return checked(asked, now=now)

    async def get(self, *, by: Actor, control_id: str) -> Control:
        """Return one, in force or not.

        Raises:
            NotFound: there is none of that id.
        """
        require(by, Permission.READ_INCIDENTS)
        return await self._known(control_id, self.clock.now())

    async def end(self, *, by: Actor, control_id: str, reason: str) -> Control:
        """End one now; ending an ended one changes nothing.

        Raises:
            NotFound: there is none of that id.
        """
        require(by, Permission.READ_INCIDENTS)
        at = self.clock.now()
        require(by, SETS[(await self._known(control_id, at)).kind])
        entry = self._entry(by, control_id, "control.ended", check_reason(reason), {})
        ended = await self.controls.end(control_id, by=by.person_id, at=at, audit=entry)
        if ended.ended_at == at:
            await self._tell(EventType.CONTROL_ENDED, entry, _facts(ended))
            await self.waking.wake()
        return ended

    async def list(
        self, *, by: Actor, kind: ControlKind | None = None, active: bool = True, limit: int = 100
    ) -> list[Control]:
        """Return controls, newest first; `active` leaves out those that are over."""
        require(by, Permission.READ_INCIDENTS)
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        at = self.clock.now() if active else None
        return (await self.controls.list(kind=kind, active_at=at))[:limit]

    async def _known(self, control_id: str, at: datetime) -> Control:
        # Those in force are all listed; of the others, which are over anyway, the newest.
        for active_at in (at, None):
            for control in await self.controls.list(kind=None, active_at=active_at):
                if control.id == control_id:
                    return control
        raise NotFound("control", control_id)

    def _entry(
        self, by: Actor, subject: str, action: str, reason: str, data: dict[str, Any]
    ) -> AuditEntry:
        at = self.clock.now()
        name = f"{action}/{self.ids.new()}"
        return AuditEntry(
            id=name,
            at=at,
            actor=by.person_id,
            action=action,
            subject=subject,
            reason=reason,
            data={**data, "via": by.via},
        )

    async def _tell(self, type_: EventType, entry: AuditEntry, facts: dict[str, Any]) -> None:
        data = {**facts, "by": entry.actor, "reason": entry.reason}
        source = f"/controls/{entry.subject}"
        event = Event(
            id=entry.id, type=type_, source=source, subject=entry.subject, time=entry.at, data=data
        )
        await self.events.append(event)


def _facts(control: Control) -> dict[str, Any]:
    scope = control.scope
    return {
        "kind": control.kind.value,
        "name": control.name,
        "cluster": scope.cluster,
        "namespace": scope.namespace,
        "workload": scope.workload,
        "faults": [each.value for each in scope.faults],
        "start": control.start.isoformat(),
        "end": control.end.isoformat() if control.end else None,
        "recurring": control.recurring is not None,
        "minutes": control.minutes,
    }
