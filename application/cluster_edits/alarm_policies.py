"""Alarm policies of the cloud: listed, and changed as clusters are edited (CLD-1, CLD-3).

A new policy, and one that is switched, go the way of every edit: shown first, confirmed, guarded,
approved where the policy of repairs wants that, done once, recorded.
"""

from dataclasses import dataclass, replace

from application.cluster_edits.edits import ClusterEditService
from application.cluster_edits.orders import EditRequest
from application.cluster_edits.topics import topic_called
from application.incidents.requests import check_reason
from application.ports.logs import AlarmPolicies, LogStore
from domain.clusters.edits import Edit, EditKind
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.monitoring.policies import (
    AlarmPolicy,
    AlarmSource,
    AlarmSwitch,
    LogAlarm,
    MetricAlarm,
    check_log_alarm,
    check_metric_alarm,
    check_switch,
)
from domain.people.access import Actor, Permission, require

MOST_LISTED = 200


@dataclass(frozen=True)
class AlarmPolicyService:
    """The one door to alarm policies of the cloud."""

    known: AlarmPolicies
    logs: LogStore
    edits: ClusterEditService

    async def policies(
        self,
        *,
        by: Actor,
        source: AlarmSource | None = None,
        name: str = "",
        enabled: bool | None = None,
        limit: int = 50,
    ) -> list[AlarmPolicy]:
        """Return policies by name: of one source, whose name holds `name`, on or off."""
        require(by, Permission.READ_LOGS)
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        wanted = name.casefold()
        found = [
            each
            for each in await self.known.policies()
            if source in (None, each.source)
            and wanted in each.name.casefold()
            and enabled in (None, each.enabled)
        ]
        return found[:limit]

    async def create(
        self, *, by: Actor, alarm: MetricAlarm | LogAlarm, reason: str, confirm: str = ""
    ) -> Edit:
        """Make a policy in the configured region; a log topic may be called by its name.

        Raises:
            InvalidRequest: it breaks a rule, or the name of the topic fits none or several.
            Conflict: it is another edit than was confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        if isinstance(alarm, MetricAlarm):
            checked: MetricAlarm | LogAlarm = check_metric_alarm(alarm)
        else:
            topic = await topic_called(self.logs, alarm.topic_id, "topic_id")
            named = replace(alarm, topic_id=topic.id, logset_id=topic.logset_id)
            checked = check_log_alarm(named)
        kind = EditKind.CREATE_ALARM
        asked = self._request(kind, self.known.region, checked, by, reason)
        return await self.edits.requests.take(asked, confirm)

    async def switch(
        self, *, by: Actor, policy_id: str, enabled: bool, reason: str, confirm: str = ""
    ) -> Edit:
        """Switch a policy on or off.

        Raises:
            NotFound: no such policy.
            Conflict: it is another edit than was confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        check_switch(AlarmSwitch(AlarmSource.CLS, policy_id, enabled))
        known = await self.known.policies()
        found = next((each for each in known if each.id == policy_id), None)
        if found is None:
            raise NotFound("alarm policy", policy_id)
        switch = AlarmSwitch(found.source, policy_id, enabled)
        asked = self._request(EditKind.SWITCH_ALARM, found.region, switch, by, reason)
        return await self.edits.requests.take(asked, confirm)

    @staticmethod
    def _request(
        kind: EditKind,
        region: str,
        part: MetricAlarm | LogAlarm | AlarmSwitch,
        by: Actor,
        reason: str,
    ) -> EditRequest:
        return EditRequest(
            kind=kind,
            cluster=region,
            parts=(part,),
            by=by.person_id,
            via=by.via,
            reason=check_reason(reason),
        )
