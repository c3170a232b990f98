"""Today: the state of everything at a glance, what waits for whoever looks first."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import Response

from api.console.routes import Pages
from api.console.visits import Here, Visit
from application.common.wording import refusal
from application.deliveries.views import DeliveryView, delivery_view
from application.incidents.words import kill_switch_said
from application.oncall.views import on_call_said
from application.tasks.views import TaskView
from domain.briefings.days import Step
from domain.common.errors import ZhibanError
from domain.deliveries.deliveries import DeliveryState
from domain.incidents.approvals.approvals import Approval
from domain.incidents.events import what_of
from domain.incidents.explaining import doing_of
from domain.incidents.incidents import Incident
from domain.monitoring.alarms import Severity
from domain.people.access import Permission
from domain.tasks.tasks import TaskState

pages = Pages()

LIVE = "incident approval task delivery briefing control oncall"
MOST_SHOWN = 6
"""Rows of each part; the rest is a link away."""

PATIENCE = 3.0
"""Seconds for each part; a part that is late leaves a sentence instead of an empty page."""

_LOST = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.RETRYING})
_ORDER = {Severity.CRITICAL: 0, Severity.WARNING: 1}

Found = TypeVar("Found")


@dataclass
class _Seen:
    """What could be looked at, and why the rest could not."""

    parts: dict[str, Any] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


@pages.get(needs=None)
async def today_page(visit: Here) -> Response:
    """Show what waits, what is broken, what fails, and what comes next."""
    seen = await _look(visit)
    incidents: list[Incident] = seen.parts["incidents"] or []
    tasks: list[TaskView] = seen.parts["tasks"] or []
    questions: list[Approval] = seen.parts["approvals"] or []
    switch, briefing = seen.parts["switch"], seen.parts["briefing"]
    return await visit.page(
        "console/today.html",
        section="today",
        live=LIVE,
        reasons=seen.reasons,
        questions=questions[:MOST_SHOWN],
        question_count=len(questions),
        incidents=sorted(incidents, key=_urgency)[:MOST_SHOWN],
        incident_count=len(incidents),
        untaken=sum(not each.acknowledged_by for each in incidents),
        is_worst_critical=any(each.newest.severity is Severity.CRITICAL for each in incidents),
        what={each.id: visit.text(what_of(each)) for each in incidents},
        doing={each.id: visit.text(doing_of(each)) for each in incidents},
        task_count=len(tasks),
        unwell=[each for each in tasks if each.trouble][:MOST_SHOWN],
        unwell_count=sum(bool(each.trouble) for each in tasks),
        lost=[each for each in seen.parts["deliveries"] or [] if each.state in _LOST][:MOST_SHOWN],
        briefing=briefing,
        next_step=Step(briefing.next_step) if briefing else None,
        newest=(seen.parts["written"] or [None])[0],
        oncall=[
            (each.schedule.name, visit.text(on_call_said(each.schedule.name, each.answer)))
            for each in (seen.parts["oncall"] or [])[:MOST_SHOWN]
        ],
        switch=switch,
        switch_said=visit.text(kill_switch_said(switch)) if switch else "",
    )


def _urgency(incident: Incident) -> tuple[int, bool, float]:
    """Order: the worst first, then what nobody has, then the newest."""
    worst = _ORDER.get(incident.newest.severity, 2)
    return worst, bool(incident.acknowledged_by), -incident.opened_at.timestamp()


async def _look(visit: Visit) -> _Seen:
    services, by = visit.services, visit.by
    asked: dict[str, tuple[Permission, Awaitable[Any]]] = {
        "incidents": (Permission.READ_INCIDENTS, _incidents(visit)),
        "approvals": (Permission.READ_INCIDENTS, services.incidents.approvals(by=by)),
        "switch": (Permission.READ_INCIDENTS, services.controls.kill_switch(by=by)),
        "tasks": (Permission.READ_TASKS, _tasks(visit)),
        "deliveries": (Permission.READ_DELIVERIES, _deliveries(visit)),
        "briefing": (Permission.READ_BRIEFING, services.briefings.today(by=by)),
        "oncall": (Permission.READ_ONCALL, services.oncall.list(by=by)),
        "written": (Permission.READ_BRIEFING, services.briefings.list(by=by, limit=1)),
    }
    answers = await asyncio.gather(*(_or_reason(each) for _, each in asked.values()))
    seen = _Seen()
    for (name, (needs, _)), (value, error) in zip(asked.items(), answers, strict=True):
        seen.parts[name] = value
        if error is not None and visit.may(needs):
            said = refusal(error, visit.told.words, visit.told.reader)
            seen.reasons += [said] if said not in seen.reasons else []
    return seen


async def _or_reason(asked: Awaitable[Found]) -> tuple[Found | None, ZhibanError | None]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asked, None
    except ZhibanError as error:
        return None, error
    except TimeoutError:
        return None, None


async def _incidents(visit: Visit) -> list[Incident]:
    page = await visit.services.incidents.list(by=visit.by, open_only=True, limit=100)
    return list(page.incidents)


async def _tasks(visit: Visit) -> list[TaskView]:
    page = await visit.services.tasks.list(by=visit.by, state=TaskState.ACTIVE, limit=50)
    return list(page.tasks)


async def _deliveries(visit: Visit) -> list[DeliveryView]:
    found = await visit.services.deliveries.list(by=visit.by, limit=50)
    return [delivery_view(each, visit.text) for each in found]
