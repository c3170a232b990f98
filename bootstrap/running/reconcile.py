"""Bring what should live and what lives in Temporal together again.

A briefing starts with the account, a task when it is made. Either may be missing because Temporal
was out of reach then, or because somebody ended it by hand. Starting what runs changes nothing.
Each function is one round of a background job.
"""

from collections.abc import AsyncIterator, Callable, Sequence

import structlog

from application.briefings.briefings import BriefingService
from application.incidents.stopped import StoppedIncidents
from application.people.pagination import everybody
from application.ports.people import People
from application.ports.webhooks import ForwardingClient
from application.tasks.care import TaskCare
from domain.common.errors import ZhibanError

Running = Callable[[], AsyncIterator[str]]
"""Yields the ids of what runs, in one listing."""

_log = structlog.get_logger(__name__)


async def reconcile_briefings(people: People, briefings: BriefingService, running: Running) -> int:
    """Start the briefing of each person who has an account and none; return how many were started.

    One after the other: a start costs about 30 ms, and nobody waits for this.
    """
    started = 0
    alive = frozenset([person_id async for person_id in running()])
    async for person in everybody(people):
        if person.disabled or person.id in alive:
            continue
        try:
            await briefings.start(person.id)
        except ZhibanError as error:
            _log.warning("briefing.not_started", person=person.id, reason=str(error))
        else:
            started += 1
    return started


async def reconcile_webhooks(lives: ForwardingClient, endpoints: Sequence[str]) -> None:
    """Let events go to each program that the settings name.

    Starting once is not enough: a worker from before a deployment does not know a new program,
    and ends its forwarding.
    """
    for endpoint in endpoints:
        try:
            await lives.ensure(endpoint)
        except ZhibanError as error:
            _log.warning("webhook.not_started", endpoint=endpoint, reason=str(error))


async def reconcile_tasks(care: TaskCare, running: Running) -> None:
    """Start tasks that should live, and say of those that were ended that they were.

    Temporal is asked about single tasks only when they are not among those that run: of ten
    thousand, nearly all do.
    """
    alive, after = frozenset([task_id async for task_id in running()]), ""
    while True:
        page = await care.look_after(alive=alive, after=after)
        if page.started or page.stopped:
            _log.info("tasks.reconciled", started=page.started, stopped=page.stopped)
        if not (after := page.next_after):
            return


async def reconcile_incidents(stopped: StoppedIncidents, running: Running) -> None:
    """Close incidents whose workflow is gone.

    The nightly sweep does the same; until then they would mute others, and it may be switched off.
    """
    closed = await stopped.close([workflow_id async for workflow_id in running()])
    if closed:
        _log.warning("incidents.stopped", closed=closed)
