"""Today: the state of everything at a glance, what waits for whoever looks first."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from fastapi import Response

from api.console.routes import Pages
from api.console.visits import Here, Visit
from application.common.wording import refusal
from application.deliveries.views import DeliveryView, delivery_view
from application.incidents.incidents import IncidentPage
from application.ports.incidents.incidents import IncidentOrder
from application.tasks.overview import TaskRows
from domain.briefings.days import Step
from domain.common.errors import ZhibanError
from domain.common.messages import Called, Foreign, Message, message
from domain.deliveries.deliveries import DeliveryState
from domain.incidents.approvals.approvals import Approval
from domain.incidents.controls import KillSwitch
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

MOST_COUNTED = 30
"""What follows is a plus: reading each takes a while, and nobody acts on a larger number."""

PATIENCE = 3.0
"""Seconds for each part; a part that is late leaves a sentence instead of an empty page."""

_LOST = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.RETRYING})
_ORDER = {Severity.CRITICAL: 0, Severity.WARNING: 1}

Found = TypeVar("Found")


@dataclass(frozen=True)
class _Tasks:
    """Tasks that run, and those of them that do not get on."""

    active: TaskRows
    failing: TaskRows


@dataclass
class _Seen:
    """What could be looked at, and why the rest could not."""

    parts: dict[str, Any] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


@pages.get(needs=None)
async def today_page(visit: Here) -> Response:
    """Show what waits, what is broken, what fails, and what comes next."""
    seen = await _look(visit)
    page: IncidentPage | None = seen.parts["incidents"]
    incidents = list(page.incidents) if page else []
    tasks: _Tasks = seen.parts["tasks"] or _Tasks(TaskRows((), ""), TaskRows((), ""))
    questions: list[Approval] = seen.parts["approvals"] or []
    switch, briefing = seen.parts["switch"], seen.parts["briefing"]
    worst = sorted(incidents, key=_urgency)[:MOST_SHOWN]
    return await visit.page(
        "console/today.html",
        section="today",
        live=LIVE,
        reasons=seen.reasons,
        questions=questions[:MOST_SHOWN],
        question_count=len(questions),
        incidents=worst,
        incident_count=_counted(incidents, page.next_before if page else ""),
        untaken=_counted(
            [each for each in incidents if not each.acknowledged_by],
            page.next_before if page else "",
        ),
        is_worst_critical=any(each.newest.severity is Severity.CRITICAL for each in incidents),
        what={each.id: visit.text(what_of(each)) for each in worst},
        doing={each.id: visit.text(doing_of(each)) for each in worst},
        task_count=_counted(tasks.active.rows, tasks.active.next_after),
        unwell=tasks.failing.rows[:MOST_SHOWN],
        unwell_count=_counted(tasks.failing.rows, tasks.failing.next_after),
        lost=[each for each in seen.parts["deliveries"] or [] if each.state in _LOST][:MOST_SHOWN],
        briefing=briefing,
        next_step=Step(briefing.next_step) if briefing else None,
        newest=(seen.parts["written"] or [None])[0],
        oncall=(seen.parts["oncall"] or [])[:MOST_SHOWN],
        switch=switch,
        switch_said=visit.text(await _said_of(switch, visit)) if switch else "",
    )


async def _said_of(switch: KillSwitch, visit: Visit) -> Message:
    """Return what is blocked, by whom and since when; the page links to where it is changed."""
    if switch.at is None:
        return message("control_page.never_on")
    names = await visit.services.people.called([switch.by])
    return message(
        "control_page.writes_since",
        is_on=not switch.engaged,
        person=Called(names.get(switch.by, switch.by)),
        at=switch.at,
        reason=Foreign(switch.reason),
    )


def _counted(found: Sequence[object], more: str) -> str:
    """Return how many there are, `30+` where more follow; empty for none."""
    return f"{len(found)}{'+' if more else ''}" if found else ""


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


async def _incidents(visit: Visit) -> IncidentPage:
    return await visit.services.incidents.list(
        by=visit.by, open_only=True, order=IncidentOrder.MOST_SEVERE, limit=MOST_COUNTED
    )


async def _tasks(visit: Visit) -> _Tasks:
    asked = partial(
        visit.services.tasks.overview, by=visit.by, state=TaskState.ACTIVE, limit=MOST_COUNTED
    )
    return _Tasks(await asked(), await asked(failing=True))


async def _deliveries(visit: Visit) -> list[DeliveryView]:
    found = await visit.services.deliveries.list(by=visit.by, limit=50)
    return [delivery_view(each, visit.text) for each in found]
