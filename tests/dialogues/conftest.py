"""The dialogues of a language are had at the same time; tests look at how each went."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.testing import WorkflowEnvironment

from activities import heartbeats, patience
from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from bootstrap.temporal.payloads import shared_data_converter
from tests.dialogues.cases import CASES, Case
from tests.dialogues.rig import Rig
from tests.dialogues.tellings import Told
from tests.fakes.tools import described_once
from tests.temporal_servers import SERVER, STARTUP

AT_ONCE = 6
"""Dialogues at a time: each waits most of the time, for a death to be noticed."""

NOTICED_AFTER = timedelta(seconds=6)
"""Silence after which a worker counts as lost here; fifteen seconds elsewhere. One that lives and
shares two cores with others may be silent for one or two."""


@pytest.fixture(scope="module", autouse=True)
def tools_described_once() -> Iterator[None]:
    with described_once():
        yield


@pytest.fixture(scope="module", autouse=True)
def soon_noticed() -> Iterator[None]:
    """Let a death be noticed within seconds, and what it cut off be tried again at once.

    For one module at a time: what is changed here belongs to all workflows, and the tests of others
    may run next in this process.
    """

    def sooner(config_of):
        def config(summary):
            return config_of(summary) | {
                "heartbeat_timeout": NOTICED_AFTER,
                "retry_policy": RetryPolicy(
                    initial_interval=timedelta(seconds=0.1), maximum_attempts=10
                ),
            }

        return config

    def kept(summary):
        return patience_kept(summary) | {"start_to_close_timeout": NOTICED_AFTER}

    patience_kept = patience.keep_record
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heartbeats, "BEAT", timedelta(seconds=0.3))
        patch.setattr(patience, "think_aloud", sooner(patience.think_aloud))
        patch.setattr(patience, "call_a_tool", sooner(patience.call_a_tool))
        patch.setattr(patience, "keep_record", kept)
        yield


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[Client]:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=SERVER,
        dev_server_startup_timeout=STARTUP,
        data_converter=shared_data_converter,
        search_attributes=SEARCH_ATTRIBUTES,
        dev_server_log_level="error",
    ) as environment:
        yield environment.client


@pytest.fixture(scope="module")
async def told(request, temporal: Client) -> dict[str, Told | BaseException]:
    """How each dialogue of the module went that this run asks for; all are had at the same time."""
    wanted = {
        item.callspec.params["case"].id
        for item in request.session.items
        if item.module is request.module
    }
    places = asyncio.Semaphore(AT_ONCE)

    async def have(case: Case) -> Told:
        async with places, Rig(temporal, case).open() as rig:
            return await rig.tell()

    cases = [each for each in CASES if each.id in wanted]
    went = await asyncio.gather(*(have(each) for each in cases), return_exceptions=True)
    return dict(zip((each.id for each in cases), went, strict=True))
