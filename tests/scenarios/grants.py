"""Who held a budget and when, as the queue's own history in Temporal has it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from application.ports.incidents.incidents import Lease
from workflows.incidents.leases import GRANTED

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Grant:
    """One hold from its grant until it was given back."""

    hold: Lease
    since: datetime
    until: datetime


async def grants_of(client: Client, workflow_id: str) -> list[Grant]:
    """Return every grant of a queue; it may have ended and begun anew in between."""
    found: list[Grant] = []
    async for run in client.list_workflows(f"WorkflowId = '{workflow_id}'"):
        handle = client.get_workflow_handle(workflow_id, run_id=run.run_id)
        open_: dict[str, tuple[Lease, datetime]] = {}
        async for event in handle.fetch_history_events():
            said = await _said(client, event)
            if said is None:
                continue
            name, hold = said
            at = event.event_time.ToDatetime(UTC)
            if name == GRANTED:
                open_.setdefault(hold.holder, (hold, at))  # told again is not granted again
            elif hold.holder in open_:
                kept, since = open_.pop(hold.holder)
                found.append(Grant(kept, since, at))
        found += [Grant(hold, since, FOREVER) for hold, since in open_.values()]
    return found


def most_at_once(grants: Iterable[Grant]) -> int:
    """Return how many held at the same time, at most."""
    turns = [(each.since, 1) for each in grants] + [(each.until, -1) for each in grants]
    now, most = 0, 0
    for _, change in sorted(turns):
        now += change
        most = max(most, now)
    return most


def held_at(grants: Sequence[Grant], holder: str, at: datetime) -> bool:
    """Say whether somebody held it at a moment."""
    return any(each.hold.holder == holder and each.since <= at <= each.until for each in grants)


async def _said(client: Client, event: HistoryEvent) -> tuple[str, Lease] | None:
    """Return the name and the hold of a message to a holder, or of one that gives back."""
    sent = event.signal_external_workflow_execution_initiated_event_attributes
    got = event.workflow_execution_signaled_event_attributes
    for name, payloads in (
        (sent.signal_name, sent.input.payloads),
        (got.signal_name, got.input.payloads),
    ):
        if name in (GRANTED, "release"):
            [hold] = await client.data_converter.decode(payloads, [Lease])
            return name, hold
    return None
