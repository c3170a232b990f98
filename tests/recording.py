"""Histories of workflows, kept by the tests that live through them (`make histories`, REL-3).

A test that carries `@pytest.mark.records(name, type)` leaves the history of the first workflow of
that type that it started, when it runs with `--record-histories`. So a workflow that changes has
its histories recorded anew by one command, and each of them is of a life that a test asserts.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)

from bootstrap.histories import in_clear

HISTORIES = Path(__file__).parent / "workflows" / "histories"

MACHINES = {"identity", "buildId", "binaryChecksum"}
"""What names the process and the machine that recorded; it would differ every time."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-histories", action="store_true", help="write the histories that tests record"
    )


class Recorder(Interceptor):
    """Remembers which workflows a client started while a test ran."""

    def __init__(self) -> None:
        self.began = datetime.now(UTC)
        self.started: list[tuple[str, str, str | None]] = []

    def intercept_client(self, after: OutboundInterceptor) -> OutboundInterceptor:
        return _Remembering(after, self)

    def begin(self) -> None:
        """Forget what tests before this one started."""
        self.began = datetime.now(UTC)
        self.started.clear()

    async def keep(self, item: pytest.Item, client: Client) -> None:
        """Write what the test is marked to record, if this run records."""
        marks = item.iter_markers("records")
        if not item.config.getoption("record_histories"):
            return
        for name, type_ in (mark.args for mark in marks):
            handle = await self._first(client, type_)
            history = await handle.fetch_history()
            events = _nobodys(json.loads(await in_clear(history)))
            text = json.dumps(events, indent=1, ensure_ascii=False) + "\n"
            (HISTORIES / f"{name}.json").write_text(text, encoding="utf-8")

    async def _first(self, client: Client, type_: str) -> WorkflowHandle[Any, Any]:
        """Return the first run of a type: what the client started, else what Temporal did."""
        for known, workflow_id, run_id in self.started:
            if known == type_:
                return client.get_workflow_handle(workflow_id, run_id=run_id)
        since = self.began.isoformat().replace("+00:00", "Z")
        query = f"WorkflowType = '{type_}' AND StartTime >= '{since}'"
        runs = [each async for each in client.list_workflows(query)]
        oldest = min(runs, key=lambda run: run.start_time)
        return client.get_workflow_handle(oldest.id, run_id=oldest.run_id)


def _nobodys(value: Any) -> Any:
    """Return the same events without the process and the machine that wrote them."""
    if isinstance(value, dict):
        return {
            key: "zhiban" if key in MACHINES else _nobodys(inner)
            for key, inner in value.items()
            if key != "stackTrace"  # it names the folders of that machine
        }
    return [_nobodys(each) for each in value] if isinstance(value, list) else value


class _Remembering(OutboundInterceptor):
    def __init__(self, after: OutboundInterceptor, recorder: Recorder) -> None:
        super().__init__(after)
        self._recorder = recorder

    async def start_workflow(self, order: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        handle = await super().start_workflow(order)
        run_id = handle.first_execution_run_id or handle.result_run_id
        self._recorder.started.append((order.workflow, handle.id, run_id))
        return handle

    async def start_update_with_start_workflow(
        self, order: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        handle = await super().start_update_with_start_workflow(order)
        started = (order.start_workflow_input.workflow, handle.workflow_id, handle.workflow_run_id)
        self._recorder.started.append(started)
        return handle
