"""Messages that say nothing, too much, or something else: no workflow may stumble over one.

Temporal runs a workflow task that failed again and again, so a message that a handler cannot bear
would hold its workflow up until somebody resets it by hand.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from inspect import Parameter
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError, WorkflowUpdateStage
from temporalio.worker import Worker

from application.ports.incidents.incidents import Lease
from bootstrap.running.worker import WORKFLOWS, workflow_runner
from domain.common.errors import ZhibanError
from domain.incidents.groups.rules import GroupKey, GroupRule
from tests.fakes.incident_examples import an_approval
from tests.fakes.incidents import a_fingerprint, an_alert
from tests.fakes.watching import a_task
from workflows.approvals.workflow import ApprovalInput
from workflows.assistant.turn_state import TurnInput
from workflows.briefings.days import BriefingInput
from workflows.deliveries.webhooks import ForwardingInput
from workflows.incidents.groups import IncidentGroupInput
from workflows.incidents.leases import LONGEST_ID, Asked, LeaseQueueInput
from workflows.incidents.state import IncidentInput
from workflows.validated_signals import Unfit, fitted
from workflows.watches.state import WatchInput

pytestmark = pytest.mark.temporal

ODD: tuple[list[Any], ...] = ([], [None], [b"\xff"], [{}], ["x"], [{"by": "u_mei"}, 7], [None] * 3)
"""What may come instead of a message: nothing (a button of the Web UI), null, bytes, something
else, and more than is taken, which Temporal hands over as it came, whatever the handler says."""

_WAITS = Asked(Lease("lock", "x", "incident/x"), most_in_namespace=-1)
_QUEUE = LeaseQueueInput("x", queue=(_WAITS,))  # nothing is ever granted, so it never ends

_KEY = GroupKey(GroupRule.NODE, "cls-1", "10.0.3.17", "10.0.3.17")

LISTENING: dict[str, Any] = {
    "DailyBriefing": BriefingInput("u_mei"),
    "EventForwarding": ForwardingInput("robot"),
    "Incident": IncidentInput(a_fingerprint(), alerts=(an_alert(),)),
    "IncidentGroup": IncidentGroupInput(_KEY),
    "TargetLock": _QUEUE,
    "ClusterBudget": _QUEUE,
    "ConversationTurn": TurnInput("c_1", 1, "u_mei"),
    "Approval": ApprovalInput(an_approval(), wait=60.0),
    "WebMonitor": WatchInput(a_task()),
    "ThresholdWatch": WatchInput(a_task()),
}
"""An input for every workflow that can be told something."""

AT_ONCE = 8
"""Workflows that are told something at a time. Each begins in a thread of its own, and one whose
first task takes over two seconds, since seventy others want the processor, counts as failed."""

WORKED_ON = (
    "TASK_SCHEDULED",
    "TASK_STARTED",
    "TASK_COMPLETED",
    "EXECUTION_SIGNALED",
)

DEFINED = {
    defined.name: defined for defined in map(workflow._Definition.must_from_class, WORKFLOWS)
}


@pytest.fixture
async def queue(skipping):
    """A queue where all workflows live and no activity ever runs."""
    queue = f"test-{uuid4()}"
    async with Worker(
        skipping.client,
        task_queue=queue,
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[ZhibanError],
    ):
        yield queue


async def side_by_side(tellings: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Await them all, a few at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(telling: Coroutine[Any, Any, None]) -> None:
        async with places:
            await telling

    await asyncio.gather(*(one(each) for each in tellings))


async def begun(skipping, queue: str, name: str, given: Any) -> WorkflowHandle[Any, Any]:
    return await skipping.client.start_workflow(name, given, id=f"odd-{uuid4()}", task_queue=queue)


async def heard(handle: WorkflowHandle[Any, Any], *, signals: int = 0) -> None:
    """Return once all messages have been worked on; fail at the first task that failed."""
    async with asyncio.timeout(30):
        while True:
            events = [each.event_type async for each in handle.fetch_history_events()]
            history = [EventType.Name(each).removeprefix("EVENT_TYPE_WORKFLOW_") for each in events]
            assert "TASK_FAILED" not in history, handle.id
            told = history.count("EXECUTION_SIGNALED")
            last = next((each for each in reversed(history) if each in WORKED_ON), "")
            if told >= signals and last == "TASK_COMPLETED":
                return
            await asyncio.sleep(0.05)


async def told(skipping, queue: str, name: str, given: Any, signal: str, odd: list[Any]) -> None:
    """Tell a workflow of its own one odd thing, since what one does may hide the next."""
    handle = await begun(skipping, queue, name, given)
    await handle.signal(signal, args=odd)
    await heard(handle, signals=1)


def test_every_workflow_that_can_be_told_something_is_told_odd_things():
    """REL-1."""
    named = {name for name, each in DEFINED.items() if each.signals or each.updates}
    assert set(LISTENING) == named


@pytest.mark.parametrize("name", LISTENING)
async def test_no_signal_can_hold_a_workflow_up(skipping, queue, name):
    """REL-1."""
    given = LISTENING[name]
    signals = [each for each in DEFINED[name].signals if each]
    tellings = (told(skipping, queue, name, given, *each) for each in product(signals, ODD))
    await side_by_side(tellings)


async def test_no_signal_can_hold_an_incident_up_before_its_first_alert(skipping, queue):
    """REL-1, RBK-12: there is nothing yet that it could be about."""
    given = IncidentInput(a_fingerprint())
    signals = [each for each in DEFINED["Incident"].signals if each]
    tellings = (told(skipping, queue, "Incident", given, *each) for each in product(signals, ODD))
    await side_by_side(tellings)


@pytest.mark.parametrize("name", LISTENING)
async def test_no_update_can_hold_a_workflow_up(skipping, queue, name):
    """REL-1: it is refused, or was a message after all."""

    async def asked(update: str, odd: list[Any]) -> None:
        handle = await begun(skipping, queue, name, LISTENING[name])
        with suppress(WorkflowUpdateFailedError):
            async with asyncio.timeout(20):
                await handle.start_update(
                    update, args=odd, wait_for_stage=WorkflowUpdateStage.ACCEPTED
                )
        await heard(handle)

    updates = [each for each in DEFINED[name].updates if each]
    await side_by_side(asked(*each) for each in product(updates, ODD))


@pytest.mark.parametrize("holder", ["", "值" * (LONGEST_ID // 3 + 1)])
@pytest.mark.parametrize("name", ["TargetLock", "ClusterBudget"])
async def test_a_holder_that_nobody_could_tell_gets_nothing(skipping, queue, name, holder):
    """REL-1, RBK-6: a server that people run takes no task that tells it, and so holds up all."""
    handle = await begun(skipping, queue, name, _QUEUE)
    await handle.signal("request", Asked(Lease("lock", "x", holder), most=9))
    await heard(handle, signals=1)

    events = [each.event_type async for each in handle.fetch_history_events()]
    assert EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED not in events
    assert await handle.query("status", result_type=LeaseQueueInput) == _QUEUE


@pytest.mark.parametrize(
    ("said", "fit"),
    [
        (("why", 2), ("why", 2)),
        (("why", 2, "and more"), ("why", 2)),
        (("why",), ("why", 1)),
        (("why", None), ("why", 1)),
        ((), Unfit.TOO_LITTLE),
        ((None, 2), Unfit.TOO_LITTLE),
        ((b"why", 2), Unfit.OTHER_KIND),
        (({"reason": "why"}, 2), Unfit.OTHER_KIND),
        (("why", "2"), Unfit.OTHER_KIND),
    ],
)
def test_a_handler_is_called_with_what_it_takes_or_not_at_all(said, fit):
    """REL-1."""
    assert fitted(said, ((str, Parameter.empty), (int, 1))) == fit


async def test_what_is_passed_over_is_logged_with_its_reason(skipping, queue, caplog):
    """REL-1: whoever sent it can find out."""
    await told(skipping, queue, "Incident", LISTENING["Incident"], "request", [None])

    (record,) = [each for each in caplog.records if "passed over" in each.message]
    assert (record.signal, record.reason) == ("request", "too_little")
