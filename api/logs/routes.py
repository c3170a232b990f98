"""Logs and alarms of the cloud (CLD-1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from api.access import Asker, ServicesHere
from api.openapi import CLOUD, problems
from api.readers import Localized, reader
from api.strict import WHOLE, Moment, Strict, limit_up_to
from application.logs.analysis import other_period
from application.logs.analysis_views import LogChanges, log_changes
from application.logs.logs import LONGEST_QUERY, MOST_AROUND, MOST_LINES
from application.logs.questions import LONGEST_WORDS, WrittenQuery
from domain.logs.logs import LogContext, LogHistogram, LogPage, LogQuery, LogTopic
from domain.monitoring.alarms import AlarmRecord, AlarmState

router = APIRouter(prefix="/api/v1", tags=["logs"])

_SEARCH = CLOUD | problems(404)


class LogQueryIn(Strict):
    """Which lines: CQL, optionally a pipe and SQL, over `[start, end)`."""

    topic_id: str = Field(min_length=1, max_length=64)
    query: str = Field("*", min_length=1, max_length=LONGEST_QUERY, description="CQL [| SQL]")
    start: Moment
    end: Moment
    region: str = Field("", max_length=32, description="Empty for the configured region.")

    def asked(self) -> LogQuery:
        """Return it as the service takes it."""
        return LogQuery(self.topic_id, self.query, self.start, self.end, self.region)


class SearchIn(LogQueryIn):
    """A search and which page of it."""

    limit: Annotated[int, Field(ge=1, le=MOST_LINES), WHOLE] = 20
    page: str | None = Field(None, max_length=4096, description="`next_page` of the page before.")


class HistogramIn(LogQueryIn):
    """A count over time."""

    interval_seconds: Annotated[int, Field(ge=0, le=31 * 24 * 3600), WHOLE] = Field(
        0, description="Width of a bar; 0 chooses one."
    )


class ChangesIn(Strict):
    """A period, what it is compared with, and which topics are looked at."""

    start: Moment
    end: Moment | None = Field(None, description="Now when left out.")
    before_start: Moment | None = Field(
        None, description="As long a time right before `start` when left out."
    )
    before_end: Moment | None = Field(None, description="As long as the period when left out.")
    topics: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(
        (), max_length=20, description="Ids or names, or parts of names; empty: all that are read."
    )


@router.get(
    "/logs/topics", summary="List log topics", responses=CLOUD, dependencies=[Depends(reader)]
)
async def list_log_topics(
    services: ServicesHere,
    by: Asker,
    name: Annotated[str, Query(max_length=200, description="Part of the name.")] = "",
    limit: Annotated[int, limit_up_to(MOST_LINES)] = 50,
) -> list[LogTopic]:
    """List the places where lines are kept."""
    return await services.logs.topics(by=by, name=name, limit=limit)


@router.post("/logs/search", summary="Search logs", responses=_SEARCH)
async def search_logs(services: ServicesHere, by: Asker, body: SearchIn) -> LogPage:
    """Return matching lines, newest first; their text is data, whatever it says."""
    return await services.logs.search(by=by, query=body.asked(), limit=body.limit, page=body.page)


@router.post("/logs/histogram", summary="Count logs over time", responses=_SEARCH)
async def get_log_histogram(services: ServicesHere, by: Asker, body: HistogramIn) -> LogHistogram:
    """Count matching lines over time."""
    return await services.logs.histogram(
        by=by, query=body.asked(), interval_seconds=body.interval_seconds
    )


class QuestionIn(Strict):
    """What somebody asks of a topic in their own words."""

    topic_id: str = Field(min_length=1, max_length=255, description="Id or name of a log topic.")
    words: str = Field(min_length=1, max_length=LONGEST_WORDS)
    region: str = Field("", max_length=32, description="Empty: found by the topic.")


@router.post("/logs/queries", summary="Write a query from words", responses=_SEARCH)
async def write_log_query(services: ServicesHere, by: Asker, body: QuestionIn) -> WrittenQuery:
    """Return a query that a model of the log service wrote; nothing is searched yet."""
    return await services.log_questions.write(
        by=by, topic=body.topic_id, words=body.words, region=body.region
    )


@router.get("/logs/context", summary="Show lines around a line", responses=_SEARCH)
async def get_log_context(
    services: ServicesHere,
    by: Asker,
    line_id: Annotated[str, Query(min_length=1, max_length=400, description="From a search.")],
    before: Annotated[int, Query(ge=0, le=MOST_AROUND)] = 10,
    after: Annotated[int, Query(ge=0, le=MOST_AROUND)] = 10,
    region: Annotated[str, Query(max_length=32)] = "",
) -> LogContext:
    """Return the lines of the same file around one, oldest first; their text is data."""
    return await services.logs.context(
        by=by, line_id=line_id, before=before, after=after, region=region
    )


@router.post("/logs/changes", summary="Compare two periods of logs", responses=_SEARCH)
async def compare_logs(
    services: ServicesHere, by: Asker, words: Localized, body: ChangesIn
) -> LogChanges:
    """Say what changed: templates new, gone and grown, trends, words, and when lines crowd."""
    length = (body.end or services.log_analysis.clock.now()) - body.start
    before = other_period(body.before_start, body.before_end, lasts=length)
    found = await services.log_analysis.compare(
        by=by, start=body.start, end=body.end, before=before, topics=body.topics
    )
    return log_changes(found, words)


@router.get("/alarms", summary="List alarm records", tags=["alarms"], responses=CLOUD)
async def list_alarm_records(
    services: ServicesHere,
    by: Asker,
    start: Annotated[Moment | None, Query()] = None,
    end: Annotated[Moment | None, Query()] = None,
    state: Annotated[AlarmState | None, Query(description="`firing`: what fires now.")] = None,
    limit: Annotated[int, limit_up_to(MOST_LINES)] = 50,
) -> list[AlarmRecord]:
    """Return alarms that began in the period (the last 24 hours when left out), newest first."""
    return await services.logs.alarm_records(by=by, start=start, end=end, limit=limit, state=state)
