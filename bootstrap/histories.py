"""Recorded histories against today's code, and the recording of one more (REL-3)."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import History
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import PayloadCodec
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Replayer

from bootstrap.running.worker import WORKFLOWS, workflow_runner
from bootstrap.temporal.payloads import shared_data_converter
from cli.runtime import Recording, ReplayOptions, ReplayResult
from domain.common.errors import InvalidRequest, NotFound, TooLarge
from domain.common.messages import Called, message

KEPT = Path("tests/workflows/histories")
"""Where the histories of released workflows lie; every test run replays them."""

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; Temporal ends a workflow whose history passes 50 MB."""

OURS = "ZhibanKind IS NOT NULL"
"""Visibility query for every workflow that we started."""


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are named, and those in the folders that are named.

    Raises:
        NotFound: a path does not exist, or a folder holds no history.
    """
    files: list[Path] = []
    for path in paths:
        found = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not found or not found[0].is_file():
            raise NotFound("history", str(path))
        files += found
    return files


def read_history(path: Path) -> WorkflowHistory:
    """Return the history in a file; the workflow's id is the name of the file.

    Raises:
        InvalidRequest: it is no exported history.
        TooLarge: it is over 64 MiB.
    """
    if path.stat().st_size > LARGEST_FILE:
        most = LARGEST_FILE // (1024 * 1024)
        raise TooLarge(message("upkeep.history_too_large", file=Called(str(path)), most=most))
    try:
        history = WorkflowHistory.from_json(path.stem, path.read_text(encoding="utf-8"))
    except (ValueError, json_format.ParseError):
        raise InvalidRequest(str(path), message("upkeep.no_history")) from None
    if not history.events:
        raise InvalidRequest(str(path), message("upkeep.empty_history"))
    return history


async def replay_all(
    histories: AsyncIterator[WorkflowHistory], *, codec: PayloadCodec | None = None
) -> AsyncIterator[ReplayResult]:
    """Run each history through today's workflows and say what came of it.

    Args:
        histories: closed or open ones; an open one shows nothing about what follows its last
            workflow task.
        codec: opens encrypted payloads; None for recorded files, which hold them in clear.
    """
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(),
        data_converter=replace(shared_data_converter, payload_codec=codec),
    )
    async for history in histories:
        result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
        problem = str(result.replay_failure) if result.replay_failure else ""
        yield ReplayResult(history.workflow_id, len(history.events), problem)


async def from_files(paths: Iterable[Path]) -> AsyncIterator[WorkflowHistory]:
    """Yield the histories in files."""
    for path in files_of(paths):
        yield read_history(path)


async def from_namespace(client: Client, options: ReplayOptions) -> AsyncIterator[WorkflowHistory]:
    """Yield the histories of workflows that run, or ran, in the namespace."""
    workflows = client.list_workflows(options.query or OURS, limit=options.limit)
    async for history in workflows.map_histories():
        yield history


async def record(
    client: Client, workflow_id: str, *, codec: PayloadCodec, out: Path | None
) -> Recording:
    """Write a workflow's history to a file, its payloads in clear so that tests need no key.

    Raises:
        NotFound: no such workflow.
        InvalidRequest: the file exists; recorded histories are never overwritten.
    """
    try:
        history = await client.get_workflow_handle(workflow_id).fetch_history()
    except RPCError as error:
        if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT):
            raise NotFound("workflow", workflow_id) from error
        raise
    path = out or KEPT / f"{workflow_id.replace('/', '-')}.json"
    if path.exists():
        raise InvalidRequest("out", message("upkeep.new_file", file=Called(str(path))))
    clear = await in_clear(history, codec)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(clear, encoding="utf-8")
    return Recording(path, workflow_id, len(history.events))


async def in_clear(history: WorkflowHistory, codec: PayloadCodec | None = None) -> str:
    """Return a history as JSON; with a codec its payloads are opened."""
    events = History(events=history.events)
    if codec is not None:
        for payload in _payloads(events):
            (opened,) = await codec.decode([payload])
            payload.CopyFrom(opened)
    return json.dumps(json_format.MessageToDict(events), indent=1, ensure_ascii=False) + "\n"


def _payloads(message: Message) -> Iterator[Payload]:
    """Yield every payload anywhere inside a message."""
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.type != FieldDescriptor.TYPE_MESSAGE:
            continue
        for inner in _messages(value):
            yield from _payloads(inner)


def _messages(value: object) -> Iterator[Message]:
    if isinstance(value, Message):
        yield value
    elif isinstance(value, Mapping):
        yield from (each for each in value.values() if isinstance(each, Message))
    elif isinstance(value, Iterable):
        yield from (each for each in value if isinstance(each, Message))
