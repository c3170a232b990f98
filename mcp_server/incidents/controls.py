"""Tools that hold repairs back, or let them go on, as an agent sees them."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, InputRequiredResult
from pydantic import Field

from application.briefings.readers import reader_of
from application.common.wording import Localizer
from application.incidents.control_views import control_view, kill_switch_view
from application.services import Services
from domain.common.messages import message
from domain.incidents.control_rules import LONGEST_WINDOW, ControlRequest, Recurring
from domain.incidents.controls import ControlKind, Scope
from domain.people.access import Actor, Permission, require
from mcp_server.asking import Consent, as_result, ask_person
from mcp_server.cursors import digest_of
from mcp_server.identity import Identity
from mcp_server.incidents.control_words import control_set, controls_shown, kill_switch_shown
from mcp_server.incidents.parameters import (
    Begins,
    ControlName,
    Ends,
    ScopeCluster,
    ScopeNamespace,
    ScopeWorkload,
)
from mcp_server.incidents.results import ControlSet, ControlsShown, KillSwitchShown
from mcp_server.parameters import Confirm, Reason

OptionalEnd = Annotated[
    str,
    Field(
        description="When it ends, as for start; or how long it lasts, e.g. '2h'; empty: until it "
        "is ended.",
        max_length=40,
    ),
]


@dataclass(frozen=True)
class ControlTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def silence_alerts(  # noqa: PLR0913 - flat arguments
        self,
        *,
        name: ControlName,
        end: Ends,
        reason: Reason,
        cluster: ScopeCluster = "",
        namespace: ScopeNamespace = "",
        workload: ScopeWorkload = "",
        start: Begins = "now",
    ) -> Annotated[CallToolResult, ControlSet]:
        """Silence alerts for a time: they are counted, nobody is told, nothing is repaired.

        Use when the person says "be quiet about X". For planned work use create_maintenance_window;
        to be told but hold changes freeze_changes. At most 30 days. Fails when nothing is named to
        silence, or the time is wrong.
        """
        requested = ControlRequest(
            kind=ControlKind.SILENCE,
            name=name,
            scope=Scope(cluster, namespace, workload),
            reason=reason,
        )
        return await self._set(requested, start, end)

    async def create_maintenance_window(  # noqa: PLR0913 - flat arguments
        self,
        *,
        name: ControlName,
        reason: Reason,
        cluster: ScopeCluster = "",
        namespace: ScopeNamespace = "",
        workload: ScopeWorkload = "",
        start: Begins = "now",
        end: OptionalEnd = "",
        cron: Annotated[
            str,
            Field(
                description="For windows that come again: when they begin, in the person's zone, "
                "e.g. '0 2 * * sat'; empty for a single one.",
                max_length=100,
            ),
        ] = "",
        minutes: Annotated[
            int,
            Field(
                description="How long each window lasts that comes again; 0 for a single one.",
                ge=0,
                le=LONGEST_WINDOW,
            ),
        ] = 0,
    ) -> Annotated[CallToolResult, ControlSet]:
        """Plan maintenance, once or again and again: alerts in it are only counted.

        Use when the person plans work. What still fires at the end is looked at once. To be quiet
        about something unplanned use silence_alerts. Fails when a single window has no end, or the
        times are wrong.
        """
        requested = ControlRequest(
            kind=ControlKind.MAINTENANCE,
            name=name,
            scope=Scope(cluster, namespace, workload),
            reason=reason,
        )
        return await self._set(requested, start, end, cron=cron, minutes=minutes)

    async def freeze_changes(  # noqa: PLR0913 - flat arguments
        self,
        *,
        name: ControlName,
        reason: Reason,
        cluster: ScopeCluster = "",
        namespace: ScopeNamespace = "",
        workload: ScopeWorkload = "",
        start: Begins = "now",
        end: OptionalEnd = "",
    ) -> Annotated[CallToolResult, ControlSet]:
        """Forbid all writes to what is named, for a time or until ended; alerts are still handled.

        Use before a release or a holiday. To stop every write everywhere use set_kill_switch; to be
        left in peace silence_alerts. Fails when the times are wrong.
        """
        requested = ControlRequest(
            kind=ControlKind.FREEZE,
            name=name,
            scope=Scope(cluster, namespace, workload),
            reason=reason,
        )
        return await self._set(requested, start, end)

    async def end_control(
        self,
        control_id: Annotated[
            str,
            Field(
                description="Id of the silence, window or freeze, as list_controls gives it.",
                pattern=r"^c_[a-z0-9]{26}$",
            ),
        ],
        reason: Reason,
    ) -> Annotated[CallToolResult, ControlSet]:
        """End a silence, a maintenance window or a freeze before its time.

        Use when the person says that it is over; find it with list_controls. Ending twice changes
        nothing. Fails when there is none of that id.
        """
        by, reader = await self._asker()
        control = await self.services.controls.end(by=by, control_id=control_id, reason=reason)
        return control_set(control_view(control, reader), reader, sandbox=self.services.sandbox)

    async def list_controls(
        self,
        *,
        kind: Annotated[
            Literal["", "silence", "maintenance", "freeze"],
            Field(description="Only controls of this kind; leave empty for all."),
        ] = "",
        active: Annotated[bool, Field(description="True leaves out what is over already.")] = True,
    ) -> Annotated[CallToolResult, ControlsShown]:
        """List silences, maintenance windows and freezes with what each covers and until when.

        Use when the person asks why nothing is told or repaired. Whether writing is stopped
        altogether says get_kill_switch. Fails when the token may not read incidents.
        """
        by, reader = await self._asker()
        found = await self.services.controls.list(
            by=by, kind=ControlKind(kind) if kind else None, active=active
        )
        views = [control_view(each, reader) for each in found]
        return controls_shown(views, reader, sandbox=self.services.sandbox)

    async def get_kill_switch(self) -> Annotated[CallToolResult, KillSwitchShown]:
        """Say whether anything may be written at all, who decided that, and how to change it.

        Use when the person asks whether Zhiban may act. For single places list_controls and
        show_policy. Fails when the token may not read incidents.
        """
        by, reader = await self._asker()
        switch = await self.services.controls.kill_switch(by=by)
        return kill_switch_shown(
            kill_switch_view(switch, reader), reader, sandbox=self.services.sandbox
        )

    async def set_kill_switch(
        self,
        *,
        engaged: Annotated[
            bool,
            Field(
                description="True stops every write now; false lets repairs write (admins only)."
            ),
        ],
        reason: Reason,
        confirm: Confirm = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, KillSwitchShown]:
        """Stop every write everywhere at once, or, as an admin, enable writing.

        Use to stop when the person says "stop everything": that is done at once. Enabling asks the
        person first, or takes a second call with confirm. For one place use freeze_changes, for one
        repair abort_incident. Fails when enabling is asked for by somebody who is no admin.
        """
        by, reader = await self._asker()
        sandbox = self.services.sandbox
        if not engaged:
            require(by, Permission.ENABLE_WRITES)
            now = await self.services.controls.kill_switch(by=by)
            token = digest_of("release", by.person_id, now.at)
            consent = Consent.YES if confirm == token else Consent.NOT_ASKED
            if not confirm:
                asked = await ask_person(
                    ctx, reader.text(message("kill_switch.enable")), state=token
                )
                if isinstance(asked, InputRequiredResult):
                    return as_result(asked)
                consent = asked
            if consent is not Consent.YES:
                left = "" if consent is Consent.NO else token
                return kill_switch_shown(
                    kill_switch_view(now, reader), reader, confirm=left, sandbox=sandbox
                )
        switch = await self.services.controls.set_kill_switch(by=by, engaged=engaged, reason=reason)
        return kill_switch_shown(kill_switch_view(switch, reader), reader, sandbox=sandbox)

    async def _set(
        self, requested: ControlRequest, start: str, end: str, *, cron: str = "", minutes: int = 0
    ) -> CallToolResult:
        by, reader = await self._asker()
        now, zone = self.services.controls.clock.now(), reader.zone
        since, until = self.services.times.period(start, end, now=now, zone=zone)
        again = Recurring(cron, zone, minutes) if cron else None
        timed = replace(requested, start=since, end=until, recurring=again)
        control = await self.services.controls.set(by=by, requested=timed)
        return control_set(control_view(control, reader), reader, sandbox=self.services.sandbox)

    async def _asker(self) -> tuple[Actor, Localizer]:
        """Return who calls, with their language and where their wall clock hangs."""
        by = self.identity.actor()
        return by, Localizer(self.services.words, await reader_of(self.services.briefings, by=by))
