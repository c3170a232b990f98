"""What a schedule does when its time has come, with its owner's rights and no more (SCH-1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from application.common.wording import message_for
from application.logs.logs import LogService
from application.ports.assistant.tools import ReadTools
from application.ports.people import People
from application.schedules.digests import DigestMaker
from domain.briefings.briefings import local_date
from domain.briefings.evidence import ERROR_QUERY
from domain.common.errors import NotFound, Rejected, ZhibanError
from domain.common.messages import message
from domain.logs.logs import LogQuery, LogTopic
from domain.people.access import Actor, Permission, Scope, require
from domain.schedules.actions import (
    Action,
    AlertSweep,
    LogReport,
    Reminder,
    ToolCall,
    WeatherReport,
)
from domain.schedules.digests import NewsPlan
from domain.schedules.messages import (
    Told,
    TopicCount,
    Written,
    logs_told,
    named,
    newest_of_each_kind,
    reminder_told,
    sweep_told,
    tool_told,
)
from domain.schedules.news import Digest, digest_id
from domain.schedules.weather import Forecast
from domain.tasks.tasks import Task

MOST_TOPICS = 5
"""Topics of one log report; each costs two or three calls of the store's quota."""

MOST_ALARMS_READ = 100
_NEWEST_LINES = 3
_LINES_READ = 20
"""Of these the newest of each kind are told: lines that differ in numbers alone are of one."""


class Forecasts(Protocol):
    """Who knows the weather (`WeatherService`)."""

    async def forecast(self, *, by: Actor, place: str, days: int = 3) -> Forecast:
        """Return the forecast, told in the language of `by`; raises what its service does."""


@dataclass(frozen=True)
class Run:
    """One run of a schedule: whose, and for which time.

    Attributes:
        zone: in which times are told.
        at: the time it was due.
    """

    task: Task
    zone: str
    at: datetime


@dataclass(frozen=True)
class ScheduledActions:
    """Does what schedules say: one method for each kind of action.

    Attributes:
        weather: None when no weather service is configured.
        tools: None when there are no tools to call.
    """

    people: People
    logs: LogService
    news: DigestMaker
    weather: Forecasts | None = None
    tools: ReadTools | None = None

    async def act(self, action: Action, run: Run) -> Told:
        """Do it and return what there is to say.

        Raises:
            Rejected: the owner's account is gone or disabled, or nothing here can do it.
            ZhibanError: what the service behind the action raises.
        """
        by = await self.actor(run.task)
        match action:
            case Reminder(said):
                return reminder_told(run.task.name, said)
            case NewsPlan():
                return await self.read_news(action, run, by)
            case LogReport():
                return named(run.task.name, await self.report_logs(action, run, by))
            case AlertSweep():
                return named(run.task.name, await self.sweep_alarms(action, run, by))
            case WeatherReport():
                return named(run.task.name, await self.tell_weather(action, by))
            case ToolCall():
                return await self.call_tool(action, run, by)

    async def actor(self, task: Task) -> Actor:
        """Return the owner as somebody who asks: today's roles, to read, and the task as the proof.

        No more than reading, for a task may come from a token that may not act for others, and is
        not to see through its owner's eyes what that token could not.
        """
        person = await self.people.get(task.owner)
        if person is None or person.disabled:
            raise Rejected(message("schedule.owner_gone"))
        proof = f"schedule:{task.id}"
        return Actor(person.id, person.roles, scopes=frozenset({Scope.READ}), via=proof)

    async def read_news(self, plan: NewsPlan, run: Run, by: Actor) -> Told:
        """Gather and shorten the news; what the task's earlier digests told is left out.

        A run that is tried again finds the digest it has kept: gathered anew, its stories would
        be told already.
        """
        require(by, Permission.FETCH_PAGES)
        kept = await self.news.digests.get(digest_id(run.task.id, run.at.isoformat()))
        digest = kept or await self._digest(plan, run)
        return Written(digest.title, digest.markdown)

    async def _digest(self, plan: NewsPlan, run: Run) -> Digest:
        task = run.task
        gathered = await self.news.gather(task.id, plan, owner=task.owner, now=run.at)
        name, day = digest_id(task.id, run.at.isoformat()), local_date(run.at, run.zone)
        return await self.news.keep(name, task, plan, gathered, at=run.at, day=day)

    async def report_logs(self, action: LogReport, run: Run, by: Actor) -> Told:
        """Count lines and errors of the chosen topics."""
        topics = await self._topics(action.topic, by)
        start = run.at - timedelta(hours=action.hours)
        counts = [await self._count(topic, action.query, start, run.at, by) for topic in topics]
        return logs_told(counts, hours=action.hours)

    async def _topics(self, wanted: str, by: Actor) -> list[LogTopic]:
        found = await self.logs.topics(by=by, limit=100)
        if not wanted:
            return found[:MOST_TOPICS]
        exact = [each for each in found if wanted in (each.id, each.name)]
        exact = exact or [each for each in found if wanted in each.name]
        if not exact:
            raise NotFound("log topic", wanted)
        return exact[:MOST_TOPICS]

    async def _count(
        self, topic: LogTopic, text: str, start: datetime, end: datetime, by: Actor
    ) -> TopicCount:
        """Count one topic; one that cannot be read is named, and the others still told."""

        def about(words: str) -> LogQuery:
            return LogQuery(topic.id, words, start, end, topic.region)

        try:
            total = (await self.logs.histogram(by=by, query=about(text or "*"))).total
            errors = None
            if not text:
                errors = (await self.logs.histogram(by=by, query=about(ERROR_QUERY))).total
            shown = text or ERROR_QUERY
            page = await self.logs.search(by=by, query=about(shown), limit=_LINES_READ)
        except ZhibanError as error:
            return TopicCount(topic.name, 0, None, problem=message_for(error))
        newest = newest_of_each_kind([line.text for line in page.lines])[:_NEWEST_LINES]
        return TopicCount(topic.name, total, errors, newest)

    async def sweep_alarms(self, action: AlertSweep, run: Run, by: Actor) -> Told:
        """List the alarms that nobody is known to have dealt with."""
        records = await self.logs.alarm_records(
            by=by,
            start=run.at - timedelta(hours=action.hours),
            end=run.at,
            limit=MOST_ALARMS_READ,
        )
        return sweep_told(records, hours=action.hours)

    async def tell_weather(self, action: WeatherReport, by: Actor) -> Told:
        """Tell the forecast."""
        if self.weather is None:
            raise Rejected(message("weather.not_configured"))
        forecast = await self.weather.forecast(by=by, place=action.place, days=action.days)
        return Written(forecast.title, forecast.markdown)

    async def call_tool(self, action: ToolCall, run: Run, by: Actor) -> Told:
        """Use a read-only tool; a name that is none of them is refused before anything runs."""
        if self.tools is None:
            raise Rejected(message("schedule.no_tools"))
        self.tools.check(action.name, action.arguments)
        answer = await self.tools.call(by, action.name, action.arguments)
        return tool_told(run.task.name, answer)
