"""The real Temporal server on SQLite in memory, shared; task queues and people keep tests apart."""

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from bootstrap.temporal.payloads import shared_data_converter
from tests.recording import Recorder
from tests.temporal_servers import SERVER, STARTUP

SHORT_HISTORIES = "limit.historyCount.suggestContinueAsNew=400"
"""A tenth of what Temporal suggests, so that few messages are enough to leave a history behind."""


@pytest.fixture(scope="session")
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture(autouse=True)
async def recorded(request: pytest.FixtureRequest, recorder: Recorder) -> AsyncIterator[None]:
    """Keep the history of the life that the test is marked to record."""
    recorder.begin()
    yield
    if request.node.get_closest_marker("records"):
        await recorder.keep(request.node, request.getfixturevalue("server").client)


@pytest.fixture(scope="session")
async def server(recorder: Recorder) -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=SERVER,
        dev_server_startup_timeout=STARTUP,
        data_converter=shared_data_converter,
        search_attributes=SEARCH_ATTRIBUTES,
        interceptors=[recorder],
        dev_server_log_level="error",
        dev_server_extra_args=["--dynamic-config-value", SHORT_HISTORIES],
    ) as environment:
        yield environment
