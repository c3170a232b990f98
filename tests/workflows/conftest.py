"""Real Temporal servers: one that skips time, and the one people run."""

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from bootstrap.temporal.payloads import shared_data_converter
from tests.fakes.briefing_making import Household
from tests.fakes.walked_mornings import Mornings
from tests.recording import Recorder
from tests.temporal_servers import SKIPPING_SERVER, STARTUP


@pytest.fixture
async def skipping(request: pytest.FixtureRequest) -> AsyncIterator[WorkflowEnvironment]:
    """A server whose time jumps; its own process for each test, since time cannot go back."""
    recorder = Recorder()
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=SKIPPING_SERVER,
        test_server_startup_timeout=STARTUP,
        data_converter=shared_data_converter,
        interceptors=[recorder],
    ) as environment:
        yield environment
        await recorder.keep(request.node, environment.client)


@pytest.fixture
async def household() -> Household:
    """Every port in memory; Mei lives here."""
    household = Household()
    await household.move_in()
    return household


@pytest.fixture
async def mornings(skipping: WorkflowEnvironment, household: Household) -> Mornings:
    """Mei's mornings."""
    return Mornings(skipping, household)
