"""Whose a namespace is, on the real server."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretBytes
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from bootstrap.configuration.own import EncryptionKey
from bootstrap.running.worker import workflow_runner
from bootstrap.temporal.encryption import data_converter
from orchestration.installations import MARK, Installation, NamespaceMark
from workflows.installations import InstallationWorkflow

pytestmark = pytest.mark.temporal

NOW = datetime.now(UTC)
OURS = Installation("inst_ours", "https://ops.example.cn", "zhiban", NOW)
THEIRS = Installation("inst_theirs", "https://other.example.cn", "zhiban-b", NOW)


def with_key(client: Client, name: str) -> Client:
    """Return a client as an installation with keys of its own has it."""
    key = EncryptionKey(id=name, secret=SecretBytes(name.encode() * 32))
    return Client(
        client.service_client, namespace=client.namespace, data_converter=data_converter((key,))
    )


@pytest.fixture
async def client(server):
    """A client of a namespace that is nobody's."""
    with suppress(RPCError):
        await server.client.get_workflow_handle(MARK).terminate()
    return server.client


@pytest.mark.records("installation-marked", "Installation")
async def test_the_first_owns_the_namespace_and_others_read_who_it_is(client):
    """OPS-3, SEC-1: whatever keys they have."""
    first, second = NamespaceMark(with_key(client, "a")), NamespaceMark(with_key(client, "b"))
    assert await first.owner() is None
    assert await first.claim(OURS) == OURS
    worker = Worker(
        client,
        task_queue=OURS.queue,
        workflows=[InstallationWorkflow],
        workflow_runner=workflow_runner(),
    )
    async with worker:
        found = await second.claim(THEIRS)
        handle = client.get_workflow_handle(MARK)
        async with asyncio.timeout(30):
            while (await handle.describe()).history_length < 4:  # a worker has taken it up
                await asyncio.sleep(0.01)

    assert replace(found, since=NOW) == OURS
    assert NOW - timedelta(minutes=1) < found.since <= datetime.now(UTC)
    assert replace(await first.claim(OURS), since=NOW) == OURS


async def test_of_many_that_start_at_the_same_moment_one_owns_it(client):
    """OPS-3."""
    many = [replace(OURS, id=f"inst_{number}") for number in range(8)]
    found = await asyncio.gather(*(NamespaceMark(client).claim(each) for each in many))

    assert len({each.id for each in found}) == 1


async def test_a_mark_that_was_ended_is_nobodys_and_can_be_made_again(client):
    """OPS-3: an operator may end every workflow of a namespace."""
    await NamespaceMark(client).claim(THEIRS)
    await client.get_workflow_handle(MARK).terminate()

    assert await NamespaceMark(client).owner() is None
    assert await NamespaceMark(client).claim(OURS) == OURS


async def test_who_takes_over_owns_it_from_then_on(client):
    """OPS-3."""
    await NamespaceMark(client).claim(THEIRS)
    await NamespaceMark(client).take_over(OURS)

    assert (await NamespaceMark(client).claim(THEIRS)).id == OURS.id
