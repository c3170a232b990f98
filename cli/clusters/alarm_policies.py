"""`zhiban alarm …`: alarm policies of the cloud, listed, made and switched."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.services import Services
from cli.clusters.commands import say_found
from cli.clusters.edits import As, AtService, ClusterEditCommands, DryRun, How, pairs_of
from cli.options import AsJson, Limit, Reason, Topic, Yes
from cli.terminal import Terminal
from domain.monitoring.alarms import Severity
from domain.monitoring.policies import (
    AlarmPolicy,
    AlarmSource,
    Comparison,
    LogAlarm,
    MetricAlarm,
)

POLICIES = (
    *("head.id", "head.name", "head.source", "head.enabled", "head.watches"),
    *("head.condition", "head.region"),
)
PATH = "/api/v1/alarm-policies"

Name = Annotated[str, typer.Argument(help="option.alarm_name")]
Notices = Annotated[list[str] | None, typer.Option("--notice", help="option.notice")]
Off = Annotated[bool, typer.Option("--off", help="option.made_off")]


@dataclass(frozen=True)
class AlarmPolicyCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def policies(
        self,
        *,
        name: Annotated[str, typer.Option(help="option.alarm_name_part")] = "",
        source: Annotated[AlarmSource | None, typer.Option(help="option.alarm_source")] = None,
        enabled: Annotated[bool | None, typer.Option("--on/--off", help="option.alarm_on")] = None,
        limit: Limit = 50,
        as_json: AsJson = False,
    ) -> None:
        """List alarm policies of the cloud: what they watch, when they fire, whether on.

        Example: zhiban alarm policies --source cls --off
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[AlarmPolicy]:
            return await services.alarm_policies.policies(
                by=by, source=source, name=name, enabled=enabled, limit=limit
            )

        which = {"source": source, "name": name, "enabled": enabled, "limit": limit}
        found = self.terminal.read(list[AlarmPolicy], PATH, asked, which)
        say_found(*found, POLICIES, as_json=as_json)

    def create_metric(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        namespace: Annotated[str, typer.Option(help="option.alarm_namespace")],
        metric: Annotated[str, typer.Option(help="option.alarm_metric")],
        comparison: Annotated[Comparison, typer.Option("--is", help="option.comparison")],
        threshold: Annotated[float, typer.Option(help="option.alarm_threshold")],
        reason: Reason,
        notices: Notices = None,
        objects: Annotated[
            list[str] | None, typer.Option("--object", help="option.alarm_object")
        ] = None,
        period: Annotated[int, typer.Option(help="option.alarm_period")] = 60,
        periods: Annotated[int, typer.Option(min=1, max=10, help="option.alarm_periods")] = 3,
        repeat: Annotated[int, typer.Option(help="option.alarm_repeat")] = 3_600,
        off: Off = False,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Make an alarm policy for one metric; shows first, and asks.

        Example: zhiban alarm create-metric cpu-high --namespace cvm_device --metric CpuUsage
            --is gt --threshold 90 --notice notice-1a2b3c4d --reason 'told too late last week'
        """
        edits = ClusterEditCommands(self.terminal)
        pairs = edits.read(lambda: pairs_of("--object", objects or []))
        alarm = MetricAlarm(
            name=name,
            namespace=namespace,
            metric=metric,
            comparison=comparison,
            threshold=threshold,
            notices=tuple(notices or ()),
            objects={key: tuple(value.split(",")) for key, value in pairs.items()},
            period_seconds=period,
            periods=periods,
            repeat_seconds=repeat,
            enabled=not off,
        )
        edits.edited(_creating(alarm, reason), How(person, dry_run, yes, as_json))

    def create_log(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        topic: Topic,
        query: Annotated[str, typer.Option(help="option.alarm_query")],
        condition: Annotated[str, typer.Option(help="option.alarm_condition")],
        reason: Reason,
        notices: Notices = None,
        window: Annotated[int, typer.Option(min=1, max=1_440, help="option.alarm_window")] = 15,
        every: Annotated[int, typer.Option(min=1, max=1_440, help="option.alarm_every")] = 5,
        times: Annotated[int, typer.Option(min=1, max=2_000, help="option.alarm_times")] = 1,
        repeat: Annotated[
            int, typer.Option(min=0, max=1_440, help="option.alarm_repeat_minutes")
        ] = 60,
        severity: Annotated[
            Severity, typer.Option(help="option.alarm_severity")
        ] = Severity.WARNING,
        off: Off = False,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Make an alarm policy for a log topic; shows first, and asks.

        Example: zhiban alarm create-log errors shop-services --query 'level:ERROR | select count(*)
            as n' --condition '$1.n > 10' --reason 'nobody saw them'
        """
        alarm = LogAlarm(
            name=name,
            topic_id=topic,
            logset_id="",
            query=query,
            condition=condition,
            notices=tuple(notices or ()),
            window_minutes=window,
            every_minutes=every,
            times=times,
            repeat_minutes=repeat,
            severity=severity,
            enabled=not off,
        )
        edits = ClusterEditCommands(self.terminal)
        edits.edited(_creating(alarm, reason), How(person, dry_run, yes, as_json))

    def switch(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        policy: Annotated[str, typer.Argument(metavar="POLICY", help="option.alarm_policy")],
        enabled: Annotated[bool, typer.Option("--on/--off", help="option.switch_to")],
        reason: Reason,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Switch an alarm policy of the cloud on or off; shows first, and asks.

        Example: zhiban alarm switch policy-1a2b3c4d --off --reason 'replaced by cpu-high'
        """
        ClusterEditCommands(self.terminal).edited(
            lambda services: partial(
                services.alarm_policies.switch, policy_id=policy, enabled=enabled, reason=reason
            ),
            How(person, dry_run, yes, as_json),
        )


def _creating(alarm: MetricAlarm | LogAlarm, reason: str) -> AtService:
    return lambda services: partial(services.alarm_policies.create, alarm=alarm, reason=reason)
