"""Log sets, topics and scheduled SQL: listed, and made as clusters are edited (CLD-1).

A new one goes the way of every edit: shown first, confirmed, guarded, approved where the policy of
repairs wants that, done once, recorded.
"""

from dataclasses import dataclass, replace

from application.cluster_edits.edits import ClusterEditService
from application.cluster_edits.orders import EditRequest
from application.cluster_edits.topics import topic_called
from application.incidents.requests import check_reason
from application.ports.logs import LogResources, LogStore
from domain.clusters.edits import Edit, EditKind, LogPart
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.logs.names import one_called
from domain.monitoring.log_resources import (
    Logset,
    NewLogset,
    NewScheduledSql,
    NewTopic,
    ScheduledSql,
    check_log_resource,
)
from domain.people.access import Actor, Permission, require

MOST_LISTED = 200


@dataclass(frozen=True)
class LogResourceService:
    """The one door to log sets, new topics and scheduled SQL."""

    known: LogResources
    logs: LogStore
    edits: ClusterEditService

    async def logsets(self, *, by: Actor, name: str = "", limit: int = 50) -> list[Logset]:
        """Return log sets whose name holds `name`, by name."""
        require(by, Permission.READ_LOGS)
        _check_limit(limit)
        found = [each for each in await self.known.logsets() if _holds(each.name, name)]
        return found[:limit]

    async def scheduled(self, *, by: Actor, name: str = "", limit: int = 50) -> list[ScheduledSql]:
        """Return scheduled SQL whose name holds `name`, by name."""
        require(by, Permission.READ_LOGS)
        _check_limit(limit)
        found = [each for each in await self.known.scheduled() if _holds(each.name, name)]
        return found[:limit]

    async def create(self, *, by: Actor, wanted: LogPart, reason: str, confirm: str = "") -> Edit:
        """Make one in the configured region; log sets and topics may be called by their names.

        Raises:
            InvalidRequest: it breaks a rule, a name fits several, or a topic is in another region.
            NotFound: there is no such log set or topic.
            Conflict: it is another edit than was confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        asked = EditRequest(
            kind=_KINDS[type(wanted)],
            cluster=self.known.region,
            parts=(await self._resolved(wanted),),
            by=by.person_id,
            via=by.via,
            reason=check_reason(reason),
        )
        return await self.edits.requests.take(asked, confirm)

    async def _resolved(self, wanted: LogPart) -> LogPart:
        """Return it with ids in place of names, checked."""
        match wanted:
            case NewTopic():
                here = [
                    each for each in await self.known.logsets() if each.region == self.known.region
                ]
                found = one_called(here, wanted.logset_id, "logset")
                if found is None:
                    raise NotFound("log set", wanted.logset_id)
                wanted = replace(wanted, logset_id=found.id)
            case NewScheduledSql():
                wanted = replace(
                    wanted,
                    topic_id=await self._topic(wanted.topic_id, "topic_id"),
                    target_id=await self._topic(wanted.target_id, "target"),
                )
        check_log_resource(wanted)
        return wanted

    async def _topic(self, called: str, field: str) -> str:
        found = await topic_called(self.logs, called, field)
        if found.region != self.known.region:
            raise InvalidRequest(field, message("log_resource.elsewhere"))
        return found.id


_KINDS: dict[type[LogPart], EditKind] = {
    NewLogset: EditKind.CREATE_LOGSET,
    NewTopic: EditKind.CREATE_TOPIC,
    NewScheduledSql: EditKind.CREATE_SCHEDULED_SQL,
}


def _holds(name: str, part: str) -> bool:
    return part.casefold() in name.casefold()


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MOST_LISTED:
        raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
