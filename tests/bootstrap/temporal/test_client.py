import asyncio
import os
import socket
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretBytes
from temporalio import activity, workflow
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from bootstrap.configuration.own import EncryptionKey, MetricsSettings, TemporalSettings
from bootstrap.configuration.settings import Settings
from bootstrap.temporal.client import (
    connect,
    install_runtime,
    register_search_attributes,
    search_attribute_list,
    worker_version,
)
from domain.common.errors import Misconfigured, Unavailable
from tests.fakes.words import says, shown
from tests.temporal_servers import SERVER, STARTUP
from workflows.reasons import message_in

pytestmark = pytest.mark.slow

NAMESPACE_SCRIPT = str(Path(__file__).parents[3] / "docker/temporal-namespace.sh")
KEY = EncryptionKey(id="k", secret=SecretBytes(bytes(32)))


@pytest.fixture(scope="module")
async def address():
    """The address of a real server."""
    install_runtime()
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=SERVER, dev_server_startup_timeout=STARTUP
    )
    async with environment:
        yield environment.client.service_client.config.target_host


@activity.defn
async def echo(text: str) -> str:
    """Give back what came."""
    return text


@activity.defn
async def flood() -> str:
    """Give back more than may travel."""
    return "x" * 1_600_000


@workflow.defn
class Echo:
    """Calls one activity."""

    @workflow.run
    async def run(self, text: str) -> str:
        """Let the activity answer."""
        return await workflow.execute_activity(
            echo, text, start_to_close_timeout=timedelta(seconds=5)
        )


@workflow.defn
class Flood:
    """Calls an activity whose answer is too large."""

    @workflow.run
    async def run(self) -> str:
        """Let the activity answer."""
        return await workflow.execute_activity(flood, start_to_close_timeout=timedelta(seconds=5))


def settings_for(address, **temporal):
    return Settings(temporal=TemporalSettings(address=address, **temporal), encryption_keys=(KEY,))


def worker(client):
    return Worker(
        client,
        task_queue="q",
        workflows=[Echo, Flood],
        activities=[echo, flood],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


@pytest.mark.temporal
async def test_a_history_holds_nothing_that_can_be_read(address):
    """SEC-1."""
    client = await connect(settings_for(address))
    async with worker(client):
        handle = await client.start_workflow(Echo.run, "hush hush", id="echo", task_queue="q")
        assert await handle.result() == "hush hush"

    history = await handle.fetch_history()

    assert b"hush" not in b"".join(event.SerializeToString() for event in history.events)


@pytest.mark.temporal
async def test_an_activity_with_too_large_an_answer_fails_once_and_says_why(address):
    """SEC-1."""
    client = await connect(settings_for(address))
    async with worker(client):
        with pytest.raises(WorkflowFailureError) as caught:
            await client.execute_workflow(Flood.run, id="flood", task_queue="q")

    why = shown(message_in(caught.value.cause.cause))
    assert why.startswith("A payload of 1,600,")
    assert "over the bound" in why


@pytest.mark.temporal
async def test_search_attributes_are_registered_once(address):
    """OPS-1."""
    client = await connect(settings_for(address))

    assert await register_search_attributes(client) == [
        "ZhibanKind",
        "ZhibanOwner",
        "ZhibanScore",
        "ZhibanState",
    ]
    assert await register_search_attributes(client) == []


@pytest.mark.temporal
async def test_a_namespace_that_is_not_there_is_told_at_once(address):
    """OPS-3."""
    with pytest.raises(Misconfigured, check=says("no namespace nowhere; create it")):
        await connect(settings_for(address, namespace="nowhere"))


async def test_a_server_that_does_not_answer_is_told_with_what_to_change():
    """OPS-3."""
    with socket.socket() as taken:  # bound and not listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, check=says("ZHIBAN_TEMPORAL_ADDRESS")):
            await connect(settings_for(f"127.0.0.1:{port}"), patience=timedelta(seconds=0.3))


async def test_a_missing_certificate_is_told_by_the_name_of_its_setting(tmp_path):
    """OPS-3."""
    missing = tmp_path / "ca.pem"
    with pytest.raises(Misconfigured, check=says("ZHIBAN_TEMPORAL_TLS_CA")):
        await connect(settings_for("127.0.0.1:1", tls_ca=missing))


async def test_half_a_client_certificate_is_refused(tmp_path):
    """OPS-3."""
    with pytest.raises(Misconfigured, check=says("go together")):
        await connect(settings_for("127.0.0.1:1", tls_cert=tmp_path / "cert.pem"))


async def test_a_taken_metrics_port_is_told_by_the_name_of_its_setting():
    """OPS-5."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, check=says("ZHIBAN_METRICS_PORT")):
            install_runtime(MetricsSettings(port=port))


async def test_temporals_own_messages_do_not_go_to_standard_output():
    """OPS-5."""
    script = """
import asyncio, logging
from datetime import timedelta
from bootstrap.configuration.settings import Settings
from bootstrap.configuration.own import TemporalSettings
from bootstrap.temporal.client import connect
from domain.common.errors import Unavailable
logging.basicConfig()
settings = Settings(temporal=TemporalSettings(address="127.0.0.1:1"))
try:
    asyncio.run(connect(settings, patience=timedelta(seconds=0.2)))
except Unavailable as error:
    logging.getLogger("test").warning("told: %s", error)
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    out, err = await process.communicate()

    assert (out, process.returncode) == (b"", 0)
    assert b"told: temporal.no_answer(address=127.0.0.1:1" in err


def test_a_worker_has_a_version_only_when_one_is_given():
    """OPS-5."""
    assert worker_version(TemporalSettings()) is None
    version = worker_version(TemporalSettings(build_id="2026.11.21"))
    assert version.version.to_canonical_string() == "zhiban.2026.11.21"


def test_the_search_attributes_are_listed_as_the_command_line_writes_them():
    """OPS-2."""
    assert search_attribute_list() == (
        "ZhibanOwner=Keyword, ZhibanKind=Keyword, ZhibanState=Keyword, ZhibanScore=Int"
    )


@pytest.mark.temporal
async def test_the_namespace_script_of_the_compose_file_needs_one_run(address):
    """OPS-2, OPS-8: the server does not see its new namespace at once."""
    environment = {
        "PATH": f"{Path(SERVER).parent}:{os.defpath}", "TEMPORAL_ADDRESS": address,
        "NAMESPACE": "made-by-script", "RETENTION": "24h",
    }  # fmt: skip
    for _ in range(2):
        script = await asyncio.create_subprocess_exec(
            "sh", NAMESPACE_SCRIPT, env=environment, stderr=asyncio.subprocess.PIPE
        )
        _, complained = await script.communicate()
        assert script.returncode == 0, complained.decode()

    client = await connect(settings_for(address, namespace="made-by-script"))
    assert await register_search_attributes(client) == []
