"""See that everything that should live does: a starting worker makes up for what was missed.

A briefing starts with the account, a task when it is made. Either may be missing because Temporal
was out of reach then, or because somebody ended it by hand. Starting what runs changes nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

import structlog
from temporalio.service import RPCError

from application.briefings.briefings import BriefingDesk
from application.incidents.stopped import StoppedIncidents
from application.people.pagination import everybody
from application.ports.people import People
from application.ports.webhooks import ForwardingLives
from application.tasks.care import TaskCare
from domain.common.errors import ZhibanError
from domain.people.people import Person

_log = structlog.get_logger(__name__)


async def call_everybody(people: People, briefings: BriefingDesk) -> int:
    """Start the briefing of each person who has an account; return for how many that worked.

    One after the other: a start costs about 30 ms, and nobody waits for this.
    """
    started = 0
    try:
        async for person in everybody(people):
            if not person.disabled:
                started += await _called(person, briefings)
    except ZhibanError as error:  # the next worker that starts calls again
        _log.warning("briefing.roll_call_broken_off", started=started, reason=str(error))
    return started


async def _called(person: Person, briefings: BriefingDesk) -> bool:
    try:
        await briefings.start(person.id)
    except ZhibanError as error:
        _log.warning("briefing.not_started", person=person.id, reason=str(error))
        return False
    return True


BETWEEN_ROUNDS = timedelta(minutes=5)
"""How long what was ended in Temporal, or never started, may go unnoticed."""


async def keep_forwarding(
    lives: ForwardingLives, endpoints: Sequence[str], *, pause: timedelta = BETWEEN_ROUNDS
) -> None:
    """Keep events going to each program that the settings name; ends only when cancelled.

    Starting once is not enough: a worker from before a deployment does not know a new program,
    and ends its forwarding.
    """
    while endpoints:
        for endpoint in endpoints:
            try:
                await lives.ensure(endpoint)
            except ZhibanError as error:
                _log.warning("webhook.not_started", endpoint=endpoint, reason=str(error))
        await asyncio.sleep(pause.total_seconds())


Running = Callable[[], AsyncIterator[str]]
"""Yields the ids of what runs, in one listing."""


async def look_after_tasks(
    care: TaskCare, running: Running, *, pause: timedelta = BETWEEN_ROUNDS
) -> None:
    """Go round all tasks again and again; ends only when cancelled.

    Temporal is asked about single tasks only when they are not among those that run: of ten
    thousand, nearly all do.
    """
    while True:
        try:
            await _round(care, frozenset([task_id async for task_id in running()]))
        except (ZhibanError, RPCError) as error:
            _log.warning("tasks.round_broken_off", reason=str(error))
        except Exception:  # noqa: BLE001 - one broken task must not end the care for all others
            _log.exception("tasks.round_broken_off")
        await asyncio.sleep(pause.total_seconds())


async def look_after_incidents(
    stopped: StoppedIncidents, running: Running, *, pause: timedelta = BETWEEN_ROUNDS
) -> None:
    """Close incidents whose workflow is gone, again and again; ends only when cancelled.

    The nightly sweep does the same; until then they would mute others, and it may be switched off.
    """
    while True:
        try:
            closed = await stopped.close([workflow_id async for workflow_id in running()])
            if closed:
                _log.warning("incidents.stopped", closed=closed)
        except (ZhibanError, RPCError) as error:
            _log.warning("incidents.round_broken_off", reason=str(error))
        await asyncio.sleep(pause.total_seconds())


async def _round(care: TaskCare, alive: frozenset[str]) -> None:
    after = ""
    while True:
        page = await care.look_after(alive=alive, after=after)
        if page.started or page.stopped:
            _log.info("tasks.looked_after", started=page.started, stopped=page.stopped)
        if not page.next_after:
            return
        after = page.next_after
