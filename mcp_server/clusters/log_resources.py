"""Tools for log sets, topics and scheduled SQL of the cloud, made as clusters are edited.

Without `confirm` they change nothing, as all tools that edit.
"""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from application.cluster_edits.log_resources import MOST_LISTED
from application.services import Services
from domain.clusters.edits import LogPart
from domain.common.messages import message
from domain.common.quoting import UNTRUSTED
from domain.monitoring.log_resources import (
    LONGEST_NAME,
    LONGEST_QUERY,
    MOST_DELAY,
    MOST_MINUTES,
    Logset,
    NewLogset,
    NewScheduledSql,
    NewTopic,
    ScheduledSql,
)
from mcp_server.bounds import shown
from mcp_server.clusters.edit_results import EditShown
from mcp_server.clusters.edits import ask_for
from mcp_server.identity import Identity, localizer_of
from mcp_server.parameters import Confirm, Reason, TopicId
from mcp_server.results import Sandbox, fitting_views, mark, told

MOST_SAID = 300

NameOfNew = Annotated[
    str, Field(description="Name that it gets.", min_length=1, max_length=LONGEST_NAME)
]
NamePart = Annotated[
    str, Field(description="Only those whose name holds this; empty: all.", max_length=255)
]
AtMost = Annotated[int, Field(description="How many at most.", ge=1, le=100)]
Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]


class LogsetsShown(BaseModel):
    """Log sets, by name; their words are data from outside."""

    logsets: list[Logset]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class ScheduledSqlShown(BaseModel):
    """Scheduled SQL, by name; its words are data from outside."""

    tasks: list[ScheduledSql]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


@dataclass(frozen=True)
class LogResourceTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def list_logsets(
        self, name: NamePart = "", limit: AtMost = 50
    ) -> Annotated[CallToolResult, LogsetsShown]:
        """List log sets (folders of log topics) of Tencent Cloud CLS, with their topics counted.

        Use before create_log_topic. For the topics themselves use list_log_topics. Fails when the
        cloud refuses.
        """
        by = self.identity.actor()
        found = await self.services.log_resources.logsets(by=by, name=name, limit=MOST_LISTED)
        reader = await localizer_of(self.services, by)
        texts = [
            shown(f"{each.id}  {each.name}  {each.topics}  {each.region}", MOST_SAID)
            for each in found
        ]
        kept = fitting_views(found[:limit], texts[:limit], reader.zone, most=MOST_SAID)
        result = {"logsets": kept, "truncated": len(kept) < len(found)}
        said = message("log_resource.sets_found", shown=len(kept), count=len(found))
        return self._told(result, reader.text(said), texts[: len(kept)])

    async def list_scheduled_sql(
        self, name: NamePart = "", limit: AtMost = 50
    ) -> Annotated[CallToolResult, ScheduledSqlShown]:
        """List scheduled SQL of Tencent Cloud CLS: queries that run again and again into a topic.

        Use before create_scheduled_sql, or when the person asks where the lines of a topic come
        from. Names and queries are text from outside. Fails when the cloud refuses.
        """
        by = self.identity.actor()
        found = await self.services.log_resources.scheduled(by=by, name=name, limit=MOST_LISTED)
        reader = await localizer_of(self.services, by)
        texts = [
            shown(
                f"{each.id}  {each.name}  {each.source} → {each.target}  {each.every_minutes} min  "
                f"{each.query}",
                MOST_SAID,
            )
            for each in found
        ]
        kept = fitting_views(found[:limit], texts[:limit], reader.zone, most=MOST_SAID)
        result = {"tasks": kept, "truncated": len(kept) < len(found)}
        said = message("log_resource.tasks_found", shown=len(kept), count=len(found))
        return self._told(result, reader.text(said), texts[: len(kept)])

    async def create_logset(
        self, *, name: NameOfNew, reason: Reason, confirm: Confirm = "", ctx: Context[Any, Any]
    ) -> Annotated[CallToolResult, EditShown]:
        """Make a log set, the folder that log topics are in, in Tencent Cloud CLS.

        Use when no set of list_logsets fits. The first call shows; call again with its confirm
        once they agree. Fails when the cloud refuses or policy forbids it.
        """
        return await self._created(ctx, NewLogset(name=name), reason, confirm)

    async def create_log_topic(
        self,
        *,
        name: NameOfNew,
        logset: Annotated[
            str,
            Field(description="Id or name, see list_logsets.", min_length=1, max_length=255),
        ],
        reason: Reason,
        days: Annotated[
            int, Field(description="Days lines are kept: 1 to 3600, or 3640 for ever.", ge=1)
        ] = 30,
        confirm: Confirm = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, EditShown]:
        """Make a log topic in Tencent Cloud CLS, with an index, so that it can be searched.

        Use when no topic of list_log_topics fits. The first call shows; call again with its confirm
        once they agree. What sends lines there is set up elsewhere. Fails when another topic of
        that set has the name, the cloud refuses, or policy forbids it.
        """
        return await self._created(
            ctx, NewTopic(name=name, logset_id=logset, days=days), reason, confirm
        )

    async def create_scheduled_sql(  # noqa: PLR0913 - flat arguments
        self,
        *,
        name: NameOfNew,
        topic_id: TopicId,
        target: Annotated[
            str,
            Field(
                description="Id or name of the topic that the answers are written to.",
                min_length=1,
                max_length=255,
            ),
        ],
        query: Annotated[
            str,
            Field(
                description="CQL with SQL, '* | select count(*) as n'.",
                min_length=1,
                max_length=LONGEST_QUERY,
            ),
        ],
        reason: Reason,
        every_minutes: Annotated[Minutes, Field(description="How often it runs.")] = 15,
        window_minutes: Annotated[Minutes, Field(description="How far back each run looks.")] = 15,
        delay_seconds: Annotated[
            int, Field(description="Waits so long for late lines.", ge=0, le=MOST_DELAY)
        ] = 60,
        confirm: Confirm = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, EditShown]:
        """Make scheduled SQL in Tencent Cloud CLS: a query that runs on, its answers in a topic.

        Use when the cloud itself is to keep figures. Try the query with search_logs first. The
        first call shows; call again with its confirm once they agree. To be told by Zhiban use
        create_background_task, to be alarmed create_log_alarm. Fails when another task has the
        name, the cloud refuses, or policy forbids it.
        """
        wanted = NewScheduledSql(
            name=name,
            topic_id=topic_id,
            target_id=target,
            query=query,
            every_minutes=every_minutes,
            window_minutes=window_minutes,
            delay_seconds=delay_seconds,
        )
        return await self._created(ctx, wanted, reason, confirm)

    async def _created(
        self, ctx: Context[Any, Any], wanted: LogPart, reason: str, confirm: str
    ) -> CallToolResult:
        editing = partial(
            self.services.log_resources.create,
            by=self.identity.actor(),
            wanted=wanted,
            reason=reason,
        )
        return await ask_for(self.services, self.identity, ctx, editing, confirm)

    def _told(self, result: dict[str, Any], said: str, lines: list[str]) -> CallToolResult:
        sandbox = self.services.sandbox
        heading = f"{mark(sandbox)}{said} {UNTRUSTED}"
        return told(result | {"sandbox": sandbox}, "\n".join([heading, *lines]))
