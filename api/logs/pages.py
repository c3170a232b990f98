"""Pages about the cloud's logs and alarms: search, counts over time, what fired (CLD-1)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.console.lists import Choice, Filter, ListState, read_list
from api.console.parts import Part, part_of
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from application.common.wording import refusal
from application.logs.logs import MOST_AROUND, MOST_LINES
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import Called, message, named
from domain.common.time_words import parse_span
from domain.logs.logs import Level, LogContext, LogHistogram, LogLine, LogPage, LogQuery, LogTopic
from domain.monitoring.alarms import AlarmState, Severity
from domain.people.access import Permission

pages = Pages("/logs")

MOST_TOPICS = 100
"""Of which one can be chosen."""

WRITING_PATIENCE = 25.0
"""Seconds; a model writes the query."""

_PERIODS = ("1h", "15m", "4h", "1d", "7d")
_KIND_OF_LEVEL = {
    Level.ERROR: "bad",
    Level.WARNING: "warn",
    Level.INFO: "off",
    Level.UNKNOWN: "off",
}
_LEVELS = {
    Level.ERROR: message("log_page.error"),
    Level.WARNING: message("log_page.warning"),
    Level.INFO: message("log_page.info"),
}
_KIND_OF_SEVERITY = {Severity.CRITICAL: "bad", Severity.WARNING: "warn"}


@pages.get(needs=Permission.READ_LOGS)
async def logs_page(visit: Here, request: Request) -> Response:
    """Search one topic: matching lines, newest first, and how many there were when."""
    topics = await part_of(visit, visit.services.logs.topics(by=visit.by, limit=MOST_TOPICS))
    found = topics.value or []
    state = read_list(request, visit.told, _filters(found))
    if state["words"]:
        return await _asked_in_words(visit, state, found)
    lines, bars = await _searched(visit, state, found)
    seen = lines.value.lines if lines.value is not None else ()
    return await visit.page(
        "logs/search.html",
        section="logs",
        state=state,
        problem=topics.problem,
        has_topics=bool(found),
        lines=lines,
        shown=[(each, _stamp(each, visit)) for each in seen],
        older=_before(seen) if len(seen) == MOST_LINES else "",
        bars=bars,
        peak=max((each.count for each in bars.value.bars), default=0) if bars.value else 0,
        region=next((each.region for each in found if each.id == state["topic"]), ""),
        levels={each: visit.text(said) for each, said in _LEVELS.items()},
        kind_of_level=_KIND_OF_LEVEL,
    )


def _filters(topics: Sequence[LogTopic]) -> list[Filter]:
    known = tuple(
        Choice(each.id, message("value.plain", value=Called(each.name or each.id)))
        for each in topics
    )
    periods = tuple(
        Choice(each, message("value.plain", value=parse_span(each))) for each in _PERIODS
    )
    return [
        Filter("topic", message("log_page.topic"), known, default=topics[0].id if topics else ""),
        Filter("query", message("log_page.query")),
        Filter("words", message("log_question.words")),
        Filter("period", message("log_page.period"), periods, default=_PERIODS[0]),
        Filter("until", message("log_page.until")),
    ]


async def _asked_in_words(visit: Visit, state: ListState, topics: Sequence[LogTopic]) -> Response:
    """Have a query written, and show it in its field with what it finds."""
    region = next((each.region for each in topics if each.id == state["topic"]), "")
    asked = visit.services.log_questions.write(
        by=visit.by, topic=state["topic"], words=state["words"], region=region
    )
    written = await part_of(visit, asked, patience=WRITING_PATIENCE)
    kept = {name: state[name] for name in ("topic", "period", "until") if state[name]}
    if written.value is not None:
        query = urlencode(kept | {"query": written.value.query})
        return RedirectResponse(f"{ROOT}/logs?{query}", 303)
    return await visit.page(
        "logs/search.html",
        section="logs",
        state=state,
        problem=written.problem,
        has_topics=True,
    )


async def _searched(
    visit: Visit, state: ListState, topics: Sequence[LogTopic]
) -> tuple[Part[LogPage], Part[LogHistogram]]:
    """Search, and count beside it; what is wrong with the query is said in the place of both."""
    topic = next((each for each in topics if each.id == state["topic"]), None)
    if topic is None:
        return Part(None), Part(None)
    try:
        query = _query(visit, state, topic)
        asked = part_of(
            visit, visit.services.logs.search(by=visit.by, query=query, limit=MOST_LINES)
        )
        if "|" in query.text:
            return await asked, Part(None)
        counted = part_of(visit, visit.services.logs.histogram(by=visit.by, query=query))
        lines, bars = await asyncio.gather(asked, counted)
    except (InvalidRequest, NotFound) as error:
        return Part(None, refusal(error, visit.told.words, visit.told.reader)), Part(None)
    return lines, bars


def _query(visit: Visit, state: ListState, topic: LogTopic) -> LogQuery:
    end = visit.now
    if state["until"]:
        end = visit.services.times.moment(
            state["until"], now=visit.now, zone=visit.told.zone, field="until"
        )
    start = end - parse_span(state["period"] or _PERIODS[0])
    return LogQuery(topic.id, state["query"] or "*", start, end, topic.region)


def _stamp(line: LogLine, visit: Visit) -> str:
    return f"{line.at.astimezone(ZoneInfo(visit.told.zone)):%m-%d %H:%M:%S}"


def _before(lines: Sequence[LogLine]) -> str:
    """Return where older lines begin: those of the same millisecond come again, none is lost."""
    return (lines[-1].at + timedelta(milliseconds=1)).isoformat(timespec="milliseconds")


@pages.get("/context", needs=Permission.READ_LOGS)
async def context_page(
    visit: Here,
    line: Annotated[str, Query(max_length=400)] = "",
    before: Annotated[int, Query(ge=0, le=MOST_AROUND)] = 10,
    after: Annotated[int, Query(ge=0, le=MOST_AROUND)] = 10,
    region: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """Show a line between its neighbours of the same file."""
    found: Part[LogContext] = Part(None)
    try:
        asked = visit.services.logs.context(
            by=visit.by, line_id=line, before=before, after=after, region=region
        )
        found = await part_of(visit, asked)
    except (InvalidRequest, NotFound) as error:
        found = Part(None, refusal(error, visit.told.words, visit.told.reader))
    seen = found.value.lines if found.value is not None else ()
    return await visit.page(
        "logs/context.html",
        section="logs",
        found=found,
        shown=[(each, _stamp(each, visit)) for each in seen],
        wider={
            "before": min(before * 2 or 10, MOST_AROUND),
            "after": min(after * 2 or 10, MOST_AROUND),
        },
        sides={"before": before, "after": after},
        region=region,
        levels={each: visit.text(said) for each, said in _LEVELS.items()},
        kind_of_level=_KIND_OF_LEVEL,
    )


@pages.get("/alarms", needs=Permission.READ_LOGS)
async def alarms_page(visit: Here, request: Request) -> Response:
    """List what the cloud's alarms fired in a period, newest first."""
    periods = tuple(
        Choice(each, message("value.plain", value=parse_span(each))) for each in ("1d", "1h", "7d")
    )
    states = tuple(
        Choice(each.value, named(each)) for each in (AlarmState.FIRING, AlarmState.RECOVERED)
    )
    filters = [
        Filter("period", message("log_page.period"), periods, default="1d"),
        Filter("state", message("head.state"), states),
    ]
    state = read_list(request, visit.told, filters)
    start: datetime = visit.now - parse_span(state["period"] or "1d")
    found = await part_of(
        visit,
        visit.services.logs.alarm_records(
            by=visit.by,
            start=start,
            end=visit.now,
            limit=MOST_LINES,
            state=AlarmState(state["state"]) if state["state"] else None,
        ),
    )
    return await visit.page(
        "logs/alarms.html",
        section="logs",
        state=state,
        found=found,
        kind_of_severity=_KIND_OF_SEVERITY,
    )
