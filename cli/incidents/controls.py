"""`zhiban silence`, `maintenance`, `freeze`, `controls`, `kill-switch`: holding repairs back."""

from dataclasses import dataclass, replace
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.incidents.control_views import (
    ControlView,
    KillSwitchView,
    control_line,
    control_view,
    kill_switch_view,
)
from application.incidents.words import moment_or_open
from application.services import Services
from cli.asking import acting
from cli.incidents.words import localizer_of
from cli.options import As, AsJson, Reason
from cli.output import clock, heads, say_json, say_table, say_told
from cli.terminal import Terminal
from domain.common.messages import named
from domain.incidents.control_rules import (
    LONGEST_NAME,
    LONGEST_WINDOW,
    ControlRequest,
    Recurring,
)
from domain.incidents.controls import ControlKind, Scope
from domain.incidents.events import what_of
from domain.incidents.suppression import scope_of

Name = Annotated[str, typer.Argument(help="option.control_name")]
About = Annotated[str, typer.Argument(metavar="INCIDENT", help="option.silenced_incident")]
OnCluster = Annotated[str, typer.Option("--cluster", help="option.on_cluster")]
OnNamespace = Annotated[str, typer.Option("--namespace", help="option.on_namespace")]
OnWorkload = Annotated[str, typer.Option("--workload", help="option.on_workload")]
Begins = Annotated[str, typer.Option("--start", "-s", help="option.begins")]
Ends = Annotated[str, typer.Option("--end", "-e", help="option.ends")]
Cron = Annotated[str, typer.Option(help="option.cron")]
Minutes = Annotated[int, typer.Option(min=0, max=LONGEST_WINDOW, help="option.minutes")]


@dataclass(frozen=True)
class ControlCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def silence(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        incident: About = "",
        reason: Reason,
        end: Ends,
        start: Begins = "now",
        cluster: OnCluster = "",
        namespace: OnNamespace = "",
        workload: OnWorkload = "",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Count the alerts it covers, but tell nobody and do nothing; 30 days at most.

        With an incident it covers exactly that: its class of fault of its workload.

        Example: zhiban silence incident i_0123456789 --end 2h --reason 'known, fix on its way'
        """
        scope = Scope(cluster, namespace, workload)
        requested = ControlRequest(kind=ControlKind.SILENCE, name=name, scope=scope, reason=reason)
        self._set(requested, _Times(start, end), person, as_json=as_json, incident=incident)

    def maintenance(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        reason: Reason,
        start: Begins = "now",
        end: Ends = "",
        cron: Cron = "",
        minutes: Minutes = 0,
        cluster: OnCluster = "",
        namespace: OnNamespace = "",
        workload: OnWorkload = "",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Plan work, once or again and again; what still fires at its end is looked at once.

        Example: zhiban maintenance upgrade --cluster cls-1 --start 22:00 --end 2h --reason upgrade
        """
        scope = Scope(cluster, namespace, workload)
        requested = ControlRequest(
            kind=ControlKind.MAINTENANCE, name=name, scope=scope, reason=reason
        )
        self._set(requested, _Times(start, end, cron, minutes), person, as_json=as_json)

    def freeze(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        reason: Reason,
        start: Begins = "now",
        end: Ends = "",
        cluster: OnCluster = "",
        namespace: OnNamespace = "",
        workload: OnWorkload = "",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Handle alerts, but write nothing to what it covers, until its end or until ended.

        Example: zhiban freeze release --namespace payments --end 4h --reason 'release 2.4'
        """
        scope = Scope(cluster, namespace, workload)
        requested = ControlRequest(kind=ControlKind.FREEZE, name=name, scope=scope, reason=reason)
        self._set(requested, _Times(start, end), person, as_json=as_json)

    def list_all(
        self,
        *,
        kind: Annotated[ControlKind | None, typer.Option(help="option.kind")] = None,
        every: Annotated[bool, typer.Option("--all", help="option.with_over")] = False,
        as_json: AsJson = False,
    ) -> None:
        """List silences, maintenance windows and freezes, newest first.

        Example: zhiban controls list --kind freeze
        """
        by = self.terminal.operator

        async def listed(services: Services, reader: Localizer) -> list[ControlView]:
            found = await services.controls.list(by=by, kind=kind, active=not every)
            return [control_view(each, reader) for each in found]

        asked = {"kind": kind, "active": "false" if every else None}
        found, reader = self.terminal.read(list[ControlView], "/api/v1/controls", listed, asked)
        if as_json:
            say_json(found)
        else:
            say_table(heads(reader.text, *_HEADS), [_row(each, reader) for each in found])

    def end(
        self,
        *,
        control: Annotated[str, typer.Argument(metavar="CONTROL", help="option.conversation_id")],
        reason: Reason,
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """End a silence, a maintenance window or a freeze before its time.

        Example: zhiban controls end c_0123456789abcdef0123456789 --reason 'release is done'
        """

        async def asked(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            ended = await services.controls.end(by=by, control_id=control, reason=reason)
            reader = await localizer_of(self.terminal, services, person)
            view = control_view(ended, reader)
            say_told(view, control_line(view, reader), as_json=as_json)

        self.terminal.ask(asked)

    def kill_switch(self, *, as_json: AsJson = False) -> None:
        """Say whether anything may be written at all, who decided that, and how to change it.

        Example: zhiban kill-switch show
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> KillSwitchView:
            return kill_switch_view(await services.controls.kill_switch(by=by), reader)

        switch, _ = self.terminal.read(KillSwitchView, "/api/v1/kill-switch", asked)
        say_told(switch, switch.said, as_json=as_json)

    def engage(self, *, reason: Reason, person: As = None, as_json: AsJson = False) -> None:
        """Stop every write everywhere at once.

        Example: zhiban kill-switch engage --reason 'something is wrong'
        """
        self._switch(person, engaged=True, reason=reason, as_json=as_json)

    def release(self, *, reason: Reason, person: As = None, as_json: AsJson = False) -> None:
        """Let repairs write as far as policy and guards allow; for admins.

        Example: zhiban kill-switch release --reason 'observed for two weeks'
        """
        self._switch(person, engaged=False, reason=reason, as_json=as_json)

    def _set(
        self,
        requested: ControlRequest,
        times: "_Times",
        person: str | None,
        *,
        as_json: bool,
        incident: str = "",
    ) -> None:
        async def asked(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            reader = await localizer_of(self.terminal, services, person)
            meant = requested
            if incident:
                found = await services.incidents.get(by=by, incident_id=incident)
                name = reader.text(what_of(found))[:LONGEST_NAME]
                meant = replace(requested, name=name, scope=scope_of(found))
            timed = times.of(meant, services, zone=reader.zone)
            view = control_view(await services.controls.set(by=by, requested=timed), reader)
            say_told(view, control_line(view, reader), as_json=as_json)

        self.terminal.ask(asked)

    def _switch(self, person: str | None, *, engaged: bool, reason: str, as_json: bool) -> None:
        async def asked(services: Services) -> KillSwitchView:
            by = await acting(self.terminal, services, person)
            set_ = await services.controls.set_kill_switch(by=by, engaged=engaged, reason=reason)
            return kill_switch_view(set_, await localizer_of(self.terminal, services))

        switch = self.terminal.ask(asked)
        say_told(switch, switch.said, as_json=as_json)


@dataclass(frozen=True)
class _Times:
    """When a control holds, as it was typed."""

    start: str
    end: str
    cron: str = ""
    minutes: int = 0

    def of(self, requested: ControlRequest, services: Services, *, zone: str) -> ControlRequest:
        """Return the wish with these times, read on the wall in `zone`."""
        again = Recurring(self.cron, zone, self.minutes) if self.cron else None
        now = services.controls.clock.now()
        since, until = services.times.period(self.start, self.end, now=now, zone=zone)
        return replace(requested, start=since, end=until, recurring=again)


_HEADS = (
    *("head.id", "head.kind", "head.name", "head.covers", "head.start", "head.end"),
    *("head.again", "head.by", "head.reason"),
)


def _row(control: ControlView, reader: Localizer) -> tuple[object, ...]:
    return (
        control.id,
        reader.text(named(control.kind)),
        control.name,
        control.covers,
        clock(control.start, reader.zone),
        moment_or_open(control.ended_at or control.end, reader.zone),
        control.recurs,
        control.by,
        control.reason,
    )
