"""`zhiban logs …`: log sets, topics and scheduled SQL of the cloud, listed and made."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.services import Services
from cli.clusters.commands import say_found
from cli.clusters.edits import As, ClusterEditCommands, DryRun, How
from cli.options import AsJson, Limit, Reason, Topic, Yes
from cli.terminal import Terminal
from domain.clusters.edits import LogPart
from domain.monitoring.log_resources import (
    Logset,
    NewLogset,
    NewScheduledSql,
    NewTopic,
    ScheduledSql,
)

LOGSETS = ("head.id", "head.name", "head.topics", "head.region")
TASKS = (
    *("head.id", "head.name", "head.enabled", "head.source", "head.target"),
    *("head.every_minutes", "head.query", "head.region"),
)

Name = Annotated[str, typer.Argument(help="option.alarm_name")]
NamePart = Annotated[str, typer.Option("--name", help="option.alarm_name_part")]


@dataclass(frozen=True)
class LogResourceCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def logsets(self, *, name: NamePart = "", limit: Limit = 50, as_json: AsJson = False) -> None:
        """List log sets, with how many topics each has.

        Example: zhiban logs logsets --name shop
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[Logset]:
            return await services.log_resources.logsets(by=by, name=name, limit=limit)

        which = {"name": name, "limit": limit}
        found = self.terminal.read(list[Logset], "/api/v1/logs/logsets", asked, which)
        say_found(*found, LOGSETS, as_json=as_json)

    def scheduled_sql(
        self, *, name: NamePart = "", limit: Limit = 50, as_json: AsJson = False
    ) -> None:
        """List queries that the cloud runs again and again.

        Example: zhiban logs scheduled-sql
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[ScheduledSql]:
            return await services.log_resources.scheduled(by=by, name=name, limit=limit)

        which = {"name": name, "limit": limit}
        found = self.terminal.read(list[ScheduledSql], "/api/v1/logs/scheduled-sql", asked, which)
        say_found(*found, TASKS, as_json=as_json)

    def create_logset(
        self,
        *,
        name: Name,
        reason: Reason,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Make a log set; shows first, and asks.

        Example: zhiban logs create-logset shop --reason 'logs of the shop get a place of their own'
        """
        self._create(NewLogset(name=name), reason, How(person, dry_run, yes, as_json))

    def create_topic(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        logset: Annotated[str, typer.Argument(metavar="LOGSET", help="option.logset")],
        reason: Reason,
        days: Annotated[int, typer.Option(help="option.topic_days")] = 30,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Make a log topic that can be searched; shows first, and asks.

        Example: zhiban logs create-topic payments shop --days 90 --reason 'the auditors want them'
        """
        wanted = NewTopic(name=name, logset_id=logset, days=days)
        self._create(wanted, reason, How(person, dry_run, yes, as_json))

    def create_scheduled_sql(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        topic: Topic,
        target: Annotated[str, typer.Argument(metavar="TARGET", help="option.sql_target")],
        query: Annotated[str, typer.Option(help="option.sql_query")],
        reason: Reason,
        every: Annotated[int, typer.Option(min=1, max=1_440, help="option.alarm_every")] = 15,
        window: Annotated[int, typer.Option(min=1, max=1_440, help="option.alarm_window")] = 15,
        delay: Annotated[int, typer.Option(min=0, max=120, help="option.sql_delay")] = 60,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Have the cloud run a query again and again into a topic; shows first, and asks.

        Example: zhiban logs create-scheduled-sql errors-by-service shop-services shop-figures
            --query 'level:ERROR | select service, count(*) as n group by service' --reason figures
        """
        wanted = NewScheduledSql(
            name=name,
            topic_id=topic,
            target_id=target,
            query=query,
            every_minutes=every,
            window_minutes=window,
            delay_seconds=delay,
        )
        self._create(wanted, reason, How(person, dry_run, yes, as_json))

    def _create(self, wanted: LogPart, reason: str, how: How) -> None:
        ClusterEditCommands(self.terminal).edited(
            lambda services: partial(services.log_resources.create, wanted=wanted, reason=reason),
            how,
        )
