"""The sources of a scenario's alerts: each keeps its own history and sends its own form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from application.incidents.alerts import AlertIntake
from demonstration.stage import Stage
from domain.alerts.alerts import AlertSource
from domain.common.errors import Unavailable
from sandbox.alertmanager.alerts import HeldAlert
from sandbox.alertmanager.webhook import alertmanager_body
from sandbox.scenarios import Scenario
from sandbox.scenarios.scenario import Signal
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.callbacks_alarms import Firing, MonitorAlarm
from tests.fakes.alert_messages import FORMS

TRIES = 4
"""The platform sends a callback that was not answered three times more."""


@dataclass
class CloudHerald:
    """Tells alerts as their sources do; monitor alarms are known to the cloud's history.

    Attributes:
        also: fields that a program of one's own sends along, in place of the scenario's.
    """

    intake: AlertIntake
    cloud: TencentCloudStandIn
    also: Mapping[str, object] = field(default_factory=dict)
    _firing: dict[str, Firing] = field(default_factory=dict)

    async def fire(self, scenario: Scenario, stage: Stage) -> None:
        """Let it fire, and send its message."""
        if scenario.signal is Signal.PLAIN:
            await self._told(AlertSource.PLAIN, self._plain(scenario, stage, "firing"))
            return
        if scenario.signal is Signal.ALERTMANAGER:
            await self._told(AlertSource.ALERTMANAGER, _alertmanager(scenario, stage))
            return
        if stage.namespace not in self._firing:
            self._firing[stage.namespace] = self.cloud.alarms.fire(_alarm(scenario, stage))
        await self._send(self._firing[stage.namespace])

    async def clear(self, scenario: Scenario, stage: Stage) -> None:
        """Let it recover, once."""
        if scenario.signal is Signal.PLAIN:
            await self._told(AlertSource.PLAIN, self._plain(scenario, stage, "resolved"))
            return
        firing = self._firing.pop(stage.namespace, None)
        if firing is not None:
            await self._send(self.cloud.alarms.resolve(firing))

    async def forge(self, scenario: Scenario, stage: Stage) -> None:
        """Send a callback that no history knows of."""
        await self._send(self.cloud.alarms.forge(_alarm(scenario, stage)))

    def _plain(self, scenario: Scenario, stage: Stage, state: str) -> dict:
        return {**_plain(scenario, stage, state), **self.also}

    async def _told(self, source: AlertSource, body: object) -> None:
        """Send a message as sources do: again, when it was not taken in time."""
        for left in reversed(range(TRIES)):
            try:
                await self.intake.receive(source, body, settings=FORMS)
            except Unavailable:
                if not left:
                    raise
            else:
                return

    async def _send(self, firing: Firing) -> None:
        body = self.cloud.alarms.body(firing)
        await self._told(AlertSource.TENCENT_MONITOR, body)


def _plain(scenario: Scenario, stage: Stage, state: str) -> dict:
    return {
        "state": state,
        "name": scenario.title[:100],
        "fault": scenario.fault,
        "severity": scenario.severity,
        "object": {
            "cluster": stage.cluster,
            "namespace": stage.namespace,
            "kind": scenario.kind,
            "name": scenario.app,
        },
        "measures": dict(scenario.measures),
        "text": scenario.text or scenario.title,
    }


def _alertmanager(scenario: Scenario, stage: Stage) -> dict:
    held = HeldAlert(
        {
            "alertname": "KubeDeploymentReplicasMismatch",
            "fault": scenario.fault,
            "cluster": stage.cluster,
            "namespace": stage.namespace,
            "deployment": scenario.app,
            "severity": scenario.severity,
        },
        began=datetime.now(UTC),
    )
    return alertmanager_body([held])


def _alarm(scenario: Scenario, stage: Stage) -> MonitorAlarm:
    alarm = MonitorAlarm(
        f"policy-{stage.namespace}",
        "副本数不足",
        {
            "tke_cluster_instance_id": stage.cluster,
            "namespace": stage.namespace,
            "workload_kind": scenario.kind,
            "workload_name": scenario.app,
        },
        level="Serious",
    )
    if not scenario.metric:
        return alarm
    return replace(alarm, metric=scenario.metric, value=str(scenario.measures[scenario.metric]))
