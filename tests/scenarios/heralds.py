"""The sources of a story's alerts: each keeps its own history and sends its own form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from application.incidents.alerts import AlertIntake
from demonstration.stage import Stage
from domain.alerts.alerts import AlertSource
from domain.common.errors import Unavailable
from sandbox.alertmanager.alerts import HeldAlert
from sandbox.alertmanager.webhook import alertmanager_body
from sandbox.stories import Story
from sandbox.stories.story import Signal
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.callbacks_alarms import Firing, MonitorAlarm

TRIES = 4
"""The platform sends a callback that was not answered three times more."""


@dataclass
class CloudHerald:
    """Tells alerts as their sources do; monitor alarms are known to the cloud's history.

    Attributes:
        also: fields that a program of one's own sends along, in place of the story's.
    """

    intake: AlertIntake
    cloud: TencentCloudStandIn
    also: Mapping[str, object] = field(default_factory=dict)
    _firing: dict[str, Firing] = field(default_factory=dict)

    async def fire(self, story: Story, stage: Stage) -> None:
        """Let it fire, and send its message."""
        if story.signal is Signal.PLAIN:
            await self._told(AlertSource.PLAIN, self._plain(story, stage, "firing"))
            return
        if story.signal is Signal.ALERTMANAGER:
            await self._told(AlertSource.ALERTMANAGER, _alertmanager(story, stage))
            return
        if stage.namespace not in self._firing:
            self._firing[stage.namespace] = self.cloud.alarms.fire(_alarm(story, stage))
        await self._send(self._firing[stage.namespace])

    async def clear(self, story: Story, stage: Stage) -> None:
        """Let it recover, once."""
        if story.signal is Signal.PLAIN:
            await self._told(AlertSource.PLAIN, self._plain(story, stage, "resolved"))
            return
        firing = self._firing.pop(stage.namespace, None)
        if firing is not None:
            await self._send(self.cloud.alarms.resolve(firing))

    async def forge(self, story: Story, stage: Stage) -> None:
        """Send a callback that no history knows of."""
        await self._send(self.cloud.alarms.forge(_alarm(story, stage)))

    def _plain(self, story: Story, stage: Stage, state: str) -> dict:
        return {**_plain(story, stage, state), **self.also}

    async def _told(self, source: AlertSource, body: object) -> None:
        """Send a message as sources do: again, when it was not taken in time."""
        for left in reversed(range(TRIES)):
            try:
                await self.intake.receive(source, body)
            except Unavailable:
                if not left:
                    raise
            else:
                return

    async def _send(self, firing: Firing) -> None:
        body = self.cloud.alarms.body(firing)
        await self._told(AlertSource.TENCENT_MONITOR, body)


def _plain(story: Story, stage: Stage, state: str) -> dict:
    return {
        "state": state,
        "name": story.title[:100],
        "fault": story.fault,
        "severity": story.severity,
        "object": {
            "cluster": stage.cluster,
            "namespace": stage.namespace,
            "kind": story.kind,
            "name": story.app,
        },
        "measures": dict(story.measures),
        "text": story.text or story.title,
    }


def _alertmanager(story: Story, stage: Stage) -> dict:
    held = HeldAlert(
        {
            "alertname": "KubeDeploymentReplicasMismatch",
            "fault": story.fault,
            "cluster": stage.cluster,
            "namespace": stage.namespace,
            "deployment": story.app,
            "severity": story.severity,
        },
        began=datetime.now(UTC),
    )
    return alertmanager_body([held])


def _alarm(story: Story, stage: Stage) -> MonitorAlarm:
    alarm = MonitorAlarm(
        f"policy-{stage.namespace}",
        "副本数不足",
        {
            "tke_cluster_instance_id": stage.cluster,
            "namespace": stage.namespace,
            "workload_kind": story.kind,
            "workload_name": story.app,
        },
        level="Serious",
    )
    if not story.metric:
        return alarm
    return replace(alarm, metric=story.metric, value=str(story.measures[story.metric]))
