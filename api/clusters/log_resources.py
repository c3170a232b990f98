"""Log sets, topics and scheduled SQL over HTTP: listed; made as clusters are edited."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Asker, ServicesHere
from api.clusters.edit_bodies import EditIn, ViewsHere, shown
from api.openapi import CLOUD, problems
from api.strict import WHOLE, limit_up_to
from application.cluster_edits.log_resources import MOST_LISTED
from application.cluster_edits.views import EditView
from domain.monitoring.log_resources import (
    FOREVER_DAYS,
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

router = APIRouter(prefix="/api/v1/logs", tags=["logs"])

ASKED = CLOUD | problems(404, 409)

NamePart = Annotated[str, Query(max_length=255, description="Part of the name.")]


class LogsetIn(EditIn):
    """A log set to be made."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)

    @property
    def wanted(self) -> NewLogset:
        """What is wanted, as the service takes it."""
        return NewLogset(name=self.name)


class LogTopicIn(EditIn):
    """A log topic to be made, with an index over all text and fields."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    logset: str = Field(min_length=1, max_length=255, description="Id or name of its log set.")
    days: Annotated[
        int,
        Field(ge=1, le=FOREVER_DAYS, description="Lines are kept so long; 3640: for ever."),
        WHOLE,
    ] = 30

    @property
    def wanted(self) -> NewTopic:
        """What is wanted, as the service takes it."""
        return NewTopic(name=self.name, logset_id=self.logset, days=self.days)


class ScheduledSqlIn(EditIn):
    """A query to be run again and again, whose answers are written into another topic."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    topic_id: str = Field(min_length=1, max_length=255, description="Id or name; is read.")
    target: str = Field(min_length=1, max_length=255, description="Id or name; is written to.")
    query: str = Field(min_length=1, max_length=LONGEST_QUERY, description="CQL | SQL")
    every_minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES), WHOLE] = 15
    window_minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES), WHOLE] = 15
    delay_seconds: Annotated[int, Field(ge=0, le=MOST_DELAY), WHOLE] = 60

    @property
    def wanted(self) -> NewScheduledSql:
        """What is wanted, as the service takes it."""
        return NewScheduledSql(
            name=self.name,
            topic_id=self.topic_id,
            target_id=self.target,
            query=self.query,
            every_minutes=self.every_minutes,
            window_minutes=self.window_minutes,
            delay_seconds=self.delay_seconds,
        )


@router.get("/logsets", summary="List log sets", responses=CLOUD)
async def list_logsets(
    services: ServicesHere,
    by: Asker,
    name: NamePart = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 50,
) -> list[Logset]:
    """Return log sets by name, with how many topics each has."""
    return await services.log_resources.logsets(by=by, name=name, limit=limit)


@router.get("/scheduled-sql", summary="List scheduled SQL", responses=CLOUD)
async def list_scheduled_sql(
    services: ServicesHere,
    by: Asker,
    name: NamePart = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 50,
) -> list[ScheduledSql]:
    """Return the queries that the cloud runs again and again, by name."""
    return await services.log_resources.scheduled(by=by, name=name, limit=limit)


@router.post("/logsets", summary="Create a log set", responses=ASKED)
async def create_logset(
    services: ServicesHere, by: Asker, views: ViewsHere, body: LogsetIn
) -> EditView:
    """Show which log set there would be, or have the cloud make just that."""
    return await _created(services, by, views, body)


@router.post("/topics", summary="Create a log topic", responses=ASKED)
async def create_log_topic(
    services: ServicesHere, by: Asker, views: ViewsHere, body: LogTopicIn
) -> EditView:
    """Show which topic there would be, or have the cloud make just that, with its index."""
    return await _created(services, by, views, body)


@router.post("/scheduled-sql", summary="Create scheduled SQL", responses=ASKED)
async def create_scheduled_sql(
    services: ServicesHere, by: Asker, views: ViewsHere, body: ScheduledSqlIn
) -> EditView:
    """Show which query would be run, or have the cloud make just that."""
    return await _created(services, by, views, body)


async def _created(
    services: ServicesHere,
    by: Asker,
    views: ViewsHere,
    body: LogsetIn | LogTopicIn | ScheduledSqlIn,
) -> EditView:
    edit = await services.log_resources.create(
        by=by, wanted=body.wanted, reason=body.reason, confirm=body.confirm
    )
    return shown(edit, views)
