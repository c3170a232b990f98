"""`zhiban incident …`: what is broken, what is being done about it, and a say in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

import typer

from application.common.wording import Localizer
from application.incidents.groups.groups import GroupedIncident
from application.incidents.incidents import MOST_LISTED, MOST_TOLD
from application.incidents.views import (
    ExplanationView,
    IncidentsView,
    IncidentView,
    explanation_view,
    grouped_view,
    incident_view,
    incidents_view,
)
from application.ports.events import EventFilter
from application.ports.incidents.incidents import IncidentOrder
from application.services import Services
from cli.incidents.words import (
    localizer_of,
    say_explanation,
    say_incident,
    say_incidents,
    say_story,
)
from cli.options import AsJson
from cli.output import note_more, say_json
from cli.terminal import Terminal
from domain.alerts.alerts import AlertSource
from domain.events.events import Event, EventType
from domain.incidents.incidents import Incident, IncidentState
from domain.monitoring.alarms import Severity

IncidentId = Annotated[str, typer.Argument(metavar="INCIDENT", help="option.incident_id")]
Reason = Annotated[str, typer.Option("--reason", "-r", help="option.reason_audited")]
MaybeReason = Annotated[str, typer.Option("--reason", "-r", help="option.reason_optional")]


INCIDENTS = "/api/v1/incidents"


@dataclass(frozen=True)
class IncidentCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(  # noqa: PLR0913 - one option per way to narrow
        self,
        *,
        state: Annotated[IncidentState | None, typer.Option(help="option.incident_state")] = None,
        cluster: Annotated[str, typer.Option(help="option.cluster")] = "",
        namespace: Annotated[str, typer.Option(help="option.workloads_namespace")] = "",
        severity: Annotated[Severity | None, typer.Option(help="option.incident_severity")] = None,
        acknowledged: Annotated[
            bool | None,
            typer.Option("--acknowledged/--unacknowledged", help="option.acknowledged"),
        ] = None,
        source: Annotated[AlertSource | None, typer.Option(help="option.incident_source")] = None,
        mine: Annotated[bool, typer.Option("--mine", help="option.mine")] = False,
        every: Annotated[bool, typer.Option("--all", help="option.with_closed")] = False,
        search: Annotated[str, typer.Option("--search", "-s", help="option.incident_search")] = "",
        order: Annotated[
            IncidentOrder, typer.Option(help="option.incident_order")
        ] = IncidentOrder.NEWEST,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_LISTED, help="option.limit")
        ] = 20,
        before: Annotated[str, typer.Option(help="option.before_id")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List incidents with what each is doing, newest first.

        Example: zhiban incident list --namespace payments
        """
        by = self.terminal.operator

        asked: dict[str, Any] = {
            "state": state,
            "cluster": cluster,
            "namespace": namespace,
            "open_only": not every and state is None,
            "severity": severity,
            "acknowledged": acknowledged,
            "source": source,
            "mine": mine,
            "search": search,
            "order": order,
            "before": before,
            "limit": limit,
        }

        async def listed(services: Services, reader: Localizer) -> IncidentsView:
            return incidents_view(await services.incidents.list(by=by, **asked), reader)

        page, reader = self.terminal.read(IncidentsView, INCIDENTS, listed, asked)
        if as_json:
            say_json(page)
            return
        say_incidents(page.incidents, reader)
        if page.next_before:
            note_more(reader.text, f"--before {page.next_before}")

    def show(
        self,
        *,
        incident: IncidentId,
        verbose: Annotated[
            bool, typer.Option("--verbose", "-v", help="option.incident_verbose")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Show an incident: rungs tried with their verdicts, passed over, and what it waits for.

        Example: zhiban incident show i_abcdefghijklmnopqrstuvwxyz
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> IncidentView:
            found = await services.incident_groups.get(by=by, incident_id=incident)
            return grouped_view(found, reader)

        view, reader = self.terminal.read(IncidentView, path_of(incident), asked)
        say_incident(view, reader, as_json=as_json, verbose=verbose)

    def explain(
        self,
        *,
        incident: IncidentId,
        as_json: AsJson = False,
    ) -> None:
        """Say what is broken and why, as far as was seen; why this score and step; until when.

        Example: zhiban incident explain i_abcdefghijklmnopqrstuvwxyz --language zh-CN
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> ExplanationView:
            why = await services.incidents.explain(by=by, incident_id=incident)
            return explanation_view(why, reader)

        path = f"{path_of(incident)}/explanation"
        why, _ = self.terminal.read(ExplanationView, path, asked)
        say_explanation(why, as_json=as_json)

    def timeline(
        self,
        *,
        incident: IncidentId,
        limit: Annotated[
            int,
            typer.Option("--limit", "-n", min=1, max=MOST_TOLD, help="option.newest_happenings"),
        ] = 100,
        as_json: AsJson = False,
    ) -> None:
        """Tell what happened to an incident, from its first alert on.

        Example: zhiban incident timeline i_abcdefghijklmnopqrstuvwxyz
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> tuple[Event, ...]:
            return await services.incident_story.timeline(by=by, incident_id=incident, limit=limit)

        path = f"{path_of(incident)}/timeline"
        told, reader = self.terminal.read(tuple[Event, ...], path, asked, {"limit": limit})
        say_story(told, reader, as_json=as_json)

    def watch(
        self,
        *,
        incident: IncidentId,
        as_json: AsJson = False,
    ) -> None:
        """Follow an incident as it happens, until it is closed or Ctrl-C.

        Example: zhiban incident watch i_abcdefghijklmnopqrstuvwxyz
        """
        by = self.terminal.operator

        async def followed(services: Services) -> None:
            reader = await localizer_of(self.terminal, services)
            told = await services.incident_story.timeline(
                by=by, incident_id=incident, limit=MOST_TOLD
            )
            say_story(told, reader, as_json=as_json)
            found = await services.incidents.get(by=by, incident_id=incident)
            if found.state is IncidentState.CLOSED:
                return
            after = max((each.sequence or 0 for each in told), default=0)
            which = EventFilter(subject=incident)
            async for event in services.events.follow(by=by, which=which, after=after):
                say_story([event], reader, as_json=as_json)
                if event.type == EventType.INCIDENT_CLOSED:
                    return

        self.terminal.ask(followed)

    def abort(self, *, incident: IncidentId, reason: Reason, as_json: AsJson = False) -> None:
        """Stop the repair for good and leave it to people; nothing is put back.

        Example: zhiban incident abort i_abcdefghijklmnopqrstuvwxyz --reason 'we fix it by hand'
        """
        self._steered(incident, "abort", reason, as_json=as_json)

    def pause(self, *, incident: IncidentId, reason: Reason, as_json: AsJson = False) -> None:
        """Hold the repair before its next step, until resumed.

        Example: zhiban incident pause i_abcdefghijklmnopqrstuvwxyz --reason 'looking first'
        """
        self._steered(incident, "pause", reason, as_json=as_json)

    def resume(
        self, *, incident: IncidentId, reason: MaybeReason = "", as_json: AsJson = False
    ) -> None:
        """Let a paused repair go on from where it stood.

        Example: zhiban incident resume i_abcdefghijklmnopqrstuvwxyz
        """
        self._steered(incident, "resume", reason, as_json=as_json)

    def skip(self, *, incident: IncidentId, reason: Reason, as_json: AsJson = False) -> None:
        """Pass over the rung that comes next; no attempt is used up.

        Example: zhiban incident skip i_abcdefghijklmnopqrstuvwxyz --reason 'cannot help'
        """
        self._steered(incident, "skip_rung", reason, as_json=as_json)

    def acknowledge(
        self, *, incident: IncidentId, reason: MaybeReason = "", as_json: AsJson = False
    ) -> None:
        """Take an incident over: nobody is paged about it any more; repairs go on.

        Example: zhiban incident acknowledge i_abcdefghijklmnopqrstuvwxyz
        """
        self._steered(incident, "acknowledge", reason, as_json=as_json)

    def ack(
        self, *, incident: IncidentId, reason: MaybeReason = "", as_json: AsJson = False
    ) -> None:
        """Take an incident over; short for `acknowledge`.

        Example: zhiban incident ack i_abcdefghijklmnopqrstuvwxyz
        """
        self._steered(incident, "acknowledge", reason, as_json=as_json)

    def examine(
        self, *, incident: IncidentId, reason: MaybeReason = "", as_json: AsJson = False
    ) -> None:
        """Look at an incident's workload again, and name likely causes anew.

        Example: zhiban incident examine i_abcdefghijklmnopqrstuvwxyz
        """
        self._steered(incident, "examine", reason, as_json=as_json)

    def close(self, *, incident: IncidentId, reason: Reason, as_json: AsJson = False) -> None:
        """End an incident; the next alert about the same thing opens another one.

        Example: zhiban incident close i_abcdefghijklmnopqrstuvwxyz --reason 'fixed by hand'
        """
        self._steered(incident, "close", reason, as_json=as_json)

    def merge(
        self,
        *,
        incident: IncidentId,
        into: Annotated[str, typer.Option(metavar="INCIDENT", help="option.into")],
        reason: Reason,
        as_json: AsJson = False,
    ) -> None:
        """Put an incident into the group of another: one page for both, each keeps its repair.

        Example: zhiban incident merge i_abcdefghijklmnopqrstuvwxyz --into
        i_zyxwvutsrqponmlkjihgfedcba --reason 'same database'
        """
        by = self.terminal.operator
        self._grouped(
            lambda services: services.incident_groups.merge(
                by=by, incident_id=incident, into=into, reason=reason
            ),
            as_json=as_json,
        )

    def split(self, *, incident: IncidentId, reason: Reason, as_json: AsJson = False) -> None:
        """Take an incident out of its group: it pages by itself, and stays out for a day.

        Example: zhiban incident split i_abcdefghijklmnopqrstuvwxyz --reason 'another cause'
        """
        by = self.terminal.operator
        self._grouped(
            lambda services: services.incident_groups.split(
                by=by, incident_id=incident, reason=reason
            ),
            as_json=as_json,
        )

    def enable_writes(self, *, incident: IncidentId, as_json: AsJson = False) -> None:
        """Let an incident that only observes try for real; every guard still has to pass.

        Example: zhiban incident enable-writes i_abcdefghijklmnopqrstuvwxyz
        """
        by = self.terminal.operator
        self._told(
            lambda services: services.incidents.enable_writes(by=by, incident_id=incident),
            as_json=as_json,
        )

    def _grouped(
        self, question: Callable[[Services], Awaitable[GroupedIncident]], *, as_json: bool
    ) -> None:
        async def asked(services: Services) -> None:
            found = await question(services)
            reader = await localizer_of(self.terminal, services)
            say_incident(grouped_view(found, reader), reader, as_json=as_json)

        self.terminal.ask(asked)

    def _steered(self, incident: str, what: str, reason: str, *, as_json: bool) -> None:
        by = self.terminal.operator
        self._told(
            lambda services: services.incidents.steer(
                by=by, incident_id=incident, what=what, reason=reason
            ),
            as_json=as_json,
        )

    def _told(self, question: Callable[[Services], Awaitable[Incident]], *, as_json: bool) -> None:
        async def asked(services: Services) -> None:
            found = await question(services)
            reader = await localizer_of(self.terminal, services)
            say_incident(incident_view(found, reader), reader, as_json=as_json)

        self.terminal.ask(asked)


def path_of(incident: str) -> str:
    """Return where the API answers an incident."""
    return f"{INCIDENTS}/{quote(incident, safe='')}"
