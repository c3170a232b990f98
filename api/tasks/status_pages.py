"""The page that says how tasks and events stand as a whole (TSK-1)."""

from collections.abc import Sequence

from fastapi import Response

from api.console.parts import part_of
from api.console.routes import ROOT, Pages
from api.console.sheets import Section, Sheet, sheet_page
from api.console.visits import Here, Visit
from api.pages import capital, local_time
from application.common.views import Table
from application.tasks.status import EventSourcingStatus
from domain.common.messages import Message, message, named
from domain.people.access import Permission

pages = Pages("/tasks/status")

MOST_SHOWN = 50


@pages.get(needs=Permission.READ_TASKS)
async def status_page(visit: Here) -> Response:
    """Count tasks and today's events, and name watches that fail or are silent."""
    found = await part_of(visit, visit.services.tasks.status(by=visit.by))
    sections = [Section(problem=found.problem)] if found.problem else []
    if found.value is not None:
        sections = _sections(visit, found.value)
    return await sheet_page(
        visit,
        Sheet(
            section="tasks",
            title=visit.text(message("task_overview.title")),
            back=(visit.text(message("console.tasks")), f"{ROOT}/tasks"),
            live="task",
            sections=sections,
        ),
    )


def _sections(visit: Visit, found: EventSourcingStatus) -> list[Section]:
    answers = message("task_overview.temporal", answers=found.temporal_answers)
    today = message(
        "task_overview.events",
        count=sum(found.events_today.by_type.values()),
        complete=found.events_today.complete,
        newest=found.events_today.newest_sequence,
    )
    counted = [
        (visit.text(named(each.type)), visit.text(named(each.state)), str(each.count))
        for each in found.tasks
    ]
    unhealthy = found.unhealthy[:MOST_SHOWN]
    failing = [
        (
            each.name,
            each.problem,
            local_time(each.told_at, visit.told.zone),
            local_time(each.last_success_at, visit.told.zone) if each.last_success_at else "",
        )
        for each in unhealthy
    ]
    heads = (message("head.type"), message("head.state"), message("head.count"))
    failing_heads = (
        message("head.task"),
        message("head.problem"),
        message("head.told_at"),
        message("head.last_success"),
    )
    whose = message("task_overview.whose", everybody=found.everybody)
    return [
        Section(lines=[visit.text(answers)], good=found.temporal_answers),
        Section(
            heading=visit.text(message("console.tasks")),
            lines=[visit.text(whose)],
            table=_table(visit, heads, counted),
        ),
        Section(heading=capital(visit.text(message("head.events"))), lines=[visit.text(today)]),
        Section(
            heading=visit.text(message("console.tasks_failing")),
            table=_table(visit, failing_heads, failing) if failing else None,
            lines=[] if failing else [visit.text(message("task_overview.none_fails"))],
            links=[(each.name, f"{ROOT}/tasks/{each.task_id}") for each in unhealthy],
        ),
    ]


def _table(visit: Visit, heads: Sequence[Message], rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(tuple(capital(visit.text(each)) for each in heads), tuple(rows))
