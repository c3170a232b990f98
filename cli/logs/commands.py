"""`zhiban logs …`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import typer

from application.common.views import columns
from application.common.wording import Localizer
from application.logs.analysis import LogComparison, other_period
from application.logs.analysis_views import log_changes
from application.logs.questions import WrittenQuery
from application.services import Services
from cli.options import AsJson, End, Limit, Query, Region, Start, Topic
from cli.output import clock, heads, note, note_more, one_line, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Foreign, Message, message, named
from domain.common.time_words import in_zone, parse_span
from domain.logs.logs import LogContext, LogHistogram, LogPage, LogQuery, LogTopic
from domain.monitoring.alarms import AlarmRecord, AlarmState

_TOPICS = ("head.id", "head.name", "head.region", "head.logset_id", "head.indexed")
_ALARM = (
    *("head.start", "head.severity", "head.state", "head.name", "head.target", "head.trigger"),
    "head.handled",
)

_CHANGED = ("head.kind", "head.before", "head.now", "head.example")

WIDEST_BAR = 40
"""Characters; a bar, its moment and its count fit into 80 columns."""


@dataclass(frozen=True)
class LogCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def topics(
        self,
        *,
        name: Annotated[str, typer.Option(help="option.topic_name")] = "",
        limit: Limit = 50,
        as_json: AsJson = False,
    ) -> None:
        """List log topics with their ids.

        Example: zhiban logs topics --name payment
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[LogTopic]:
            return await services.logs.topics(by=by, name=name, limit=limit)

        which = {"name": name, "limit": limit}
        found, reader = self.terminal.read(list[LogTopic], "/api/v1/logs/topics", asked, which)
        if as_json:
            say_json(found)
            return
        table = columns(found, _TOPICS, reader)
        say_table(table.labels, table.rows)

    def search(  # noqa: PLR0913 - one option per part of a query
        self,
        *,
        topic: Topic,
        query: Query = "*",
        start: Start = "-1h",
        end: End = "now",
        limit: Limit = 20,
        page: Annotated[str, typer.Option(help="option.next_page")] = "",
        region: Region = "",
        ids: Annotated[bool, typer.Option("--ids", help="option.line_ids")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Search log lines, newest first; or run SQL over them.

        Example: zhiban logs search 0f3a… 'level:ERROR AND timeout' --start -3h
        """

        async def searched(services: Services) -> tuple[LogPage, LogQuery, str]:
            asked, zone = await self._query(services, topic, query, start, end, region)
            by = self.terminal.operator
            found = await services.logs.search(by=by, query=asked, limit=limit, page=page or None)
            return found, asked, zone

        (found, asked, zone), reader = self.terminal.told(searched)
        if as_json:
            say_json(found)
            return
        _say_page(found, zone, ids=ids)
        if found.next_page:
            period = f"--start {in_zone(asked.start, zone)} --end {in_zone(asked.end, zone)}"
            note_more(reader.text, f"--page {found.next_page} {period}")

    def ask(  # noqa: PLR0913 - one option per part of a query
        self,
        *,
        topic: Topic,
        words: Annotated[str, typer.Argument(metavar="WORDS", help="option.log_words")],
        start: Start = "-1h",
        end: End = "now",
        limit: Limit = 20,
        region: Region = "",
        as_json: AsJson = False,
    ) -> None:
        """Ask a log topic in your own words; shows the query that it runs.

        Example: zhiban logs ask shop-services 'how many errors by service' --start -3h
        """

        async def searched(services: Services) -> tuple[WrittenQuery, LogPage, str]:
            by = self.terminal.operator
            written = await services.log_questions.write(
                by=by, topic=topic, words=words, region=region
            )
            asked, zone = await self._query(
                services, written.topic_id, written.query, start, end, written.region
            )
            return written, await services.logs.search(by=by, query=asked, limit=limit), zone

        (written, found, zone), reader = self.terminal.told(searched)
        note(reader.text(message("log_question.written", query=Foreign(written.query))))
        if as_json:
            say_json({"query": written.query, "found": found})
        else:
            _say_page(found, zone, ids=False)

    def histogram(  # noqa: PLR0913 - one option per part of a query
        self,
        *,
        topic: Topic,
        query: Query = "*",
        start: Start = "-24h",
        end: End = "now",
        interval: Annotated[str, typer.Option(help="option.interval")] = "",
        region: Region = "",
        as_json: AsJson = False,
    ) -> None:
        """Count matching lines over time.

        Example: zhiban logs histogram 0f3a… level:ERROR --start yesterday --interval 1h
        """

        async def counted(services: Services) -> tuple[LogHistogram, str]:
            asked, zone = await self._query(services, topic, query, start, end, region)
            wide = parse_span(interval, field="--interval") if interval else None
            found = await services.logs.histogram(
                by=self.terminal.operator,
                query=asked,
                interval_seconds=int(wide.total_seconds()) if wide else 0,
            )
            return found, zone

        (found, zone), reader = self.terminal.told(counted)
        if as_json:
            say_json(found)
            return
        most = max((each.count for each in found.bars), default=0) or 1
        rows = [
            (clock(each.start, zone), each.count, "█" * round(WIDEST_BAR * each.count / most))
            for each in found.bars
        ]
        say_table((*heads(reader.text, "head.start", "head.lines"), ""), rows)
        width = timedelta(seconds=found.interval_seconds)
        said = message("log_tool.bars", count=found.total, bars=len(found.bars), width=width)
        note(reader.text(said))

    def context(
        self,
        *,
        line: Annotated[str, typer.Argument(metavar="LINE", help="option.line_id")],
        before: Annotated[int, typer.Option(min=0, max=50, help="option.lines_before")] = 10,
        after: Annotated[int, typer.Option(min=0, max=50, help="option.lines_after")] = 10,
        region: Region = "",
        as_json: AsJson = False,
    ) -> None:
        """Show the lines of the same file around one line, oldest first.

        Example: zhiban logs context 0f3a…:1763640000000:pkg-1:7 --before 30
        """
        by = self.terminal.operator

        async def asked(services: Services) -> tuple[LogContext, str]:
            zone = await self.terminal.zone_of(services, None)
            found = await services.logs.context(
                by=by, line_id=line, before=before, after=after, region=region
            )
            return found, zone

        (found, zone), _ = self.terminal.told(asked)
        if as_json:
            say_json(found)
            return
        for each in found.lines:
            sign = "→" if each.id == found.line_id else " "
            at = in_zone(each.at, zone)
            say(one_line(f"{sign} {at} {each.level} {each.source} {each.text}"))

    def alarms(
        self,
        *,
        start: Start = "-24h",
        end: End = "now",
        state: Annotated[AlarmState | None, typer.Option(help="option.alarm_state")] = None,
        limit: Limit = 50,
        as_json: AsJson = False,
    ) -> None:
        """List alarms that fired, newest first.

        Example: zhiban logs alarms --start 'yesterday 18:00'
        """

        async def listed(services: Services) -> tuple[list[AlarmRecord], str]:
            zone = await self.terminal.zone_of(services, None)
            since, until = _period(services, start, end, zone)
            by = self.terminal.operator
            return await services.logs.alarm_records(
                by=by, start=since, end=until, limit=limit, state=state
            ), zone

        (found, zone), reader = self.terminal.told(listed)
        if as_json:
            say_json(found)
            return
        rows = [
            (
                clock(each.started_at, zone),
                reader.text(named(each.severity)),
                reader.text(named(each.state)),
                *(each.name, each.target, each.trigger, each.handled),
            )
            for each in found
        ]
        say_table(heads(reader.text, *_ALARM), rows)

    def changes(
        self,
        *,
        start: Annotated[str, typer.Argument(help="option.changes_since")] = "-1h",
        end: End = "now",
        before_start: Annotated[str, typer.Option("--before", help="option.changes_before")] = "",
        before_end: Annotated[str, typer.Option(help="option.changes_before_end")] = "",
        topic: Annotated[list[str] | None, typer.Option(help="option.changes_topic")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Say what changed in the logs: what is new, gone or grown, words, and when lines crowd.

        Example: zhiban logs changes 14:00 --topic payment
        """

        async def compared(services: Services) -> LogComparison:
            reader = await self.terminal.localizer_of(services)
            zone = reader.zone

            async def tell(doing: Message) -> None:
                note(reader.text(doing))

            since, until = _period(services, start, end, zone)
            first = _moment(services, before_start, "before_start", zone) if before_start else None
            last = _moment(services, before_end, "before_end", zone) if before_end else None
            other = other_period(first, last, lasts=until - since)
            by, topics = self.terminal.operator, topic or ()
            return await services.log_analysis.compare(
                by=by, start=since, end=until, before=other, topics=topics, progress=tell
            )

        found, reader = self.terminal.told(compared)
        view = log_changes(found, reader)
        if as_json:
            say_json(view)
            return
        say(view.said)
        rows = [
            (
                reader.text(named(each.kind)),
                "" if each.before is None else each.before,
                each.now,
                each.line or each.pattern,
            )
            for each in view.templates
        ]
        if rows:
            say_table(heads(reader.text, *_CHANGED), rows)

    async def _query(
        self, services: Services, topic: str, text: str, start: str, end: str, region: str
    ) -> tuple[LogQuery, str]:
        zone = await self.terminal.zone_of(services, None)
        since, until = _period(services, start, end, zone)
        return LogQuery(topic, text, since, until, region), zone


def _period(services: Services, start: str, end: str, zone: str) -> tuple[datetime, datetime]:
    return _moment(services, start, "start", zone), _moment(services, end, "end", zone)


def _moment(services: Services, written: str, field: str, zone: str) -> datetime:
    return services.times.moment(written, now=services.logs.clock.now(), zone=zone, field=field)


def _say_page(found: LogPage, zone: str, *, ids: bool) -> None:
    if found.columns:
        rows = [[each.get(column) for column in found.columns] for each in found.records]
        say_table(found.columns, rows)
    for line in found.lines:
        id_ = f"{line.id} " if ids else ""
        say(one_line(f"{id_}{in_zone(line.at, zone)} {line.level} {line.source} {line.text}"))
