"""Where `bench.storm` plays: a real Temporal server, a worker, the API, and a cluster."""

import asyncio
import base64
import json
import os
import socket
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil
import yaml
from temporalio.testing import WorkflowEnvironment

from bench.storm_target import CLUSTER
from bootstrap.configuration.environment import adopt
from bootstrap.configuration.settings import load_settings
from bootstrap.foundation import Foundation, open_foundation
from bootstrap.services import build_services
from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from demonstration.stage import Stage
from domain.people.access import Actor, Role
from domain.people.people import Person
from sandbox.kubernetes.app import ADMIN, KubernetesStandIn
from sandbox.kubernetes.behaviour import FAULTS
from sandbox.kubernetes_lab.client import KubeClient
from sandbox.scenarios.manifests import deployment
from storage.migrate import migrate

SECRET = "the-storm-comes-through-here"
ADMIN_OF_OURS = Actor("u_admin", frozenset({Role.ADMIN}))
POLICY = Path(__file__).parents[1] / "sandbox/scenarios/policy.toml"

DIFFERENT = {
    "in_cluster = 40": "in_cluster = 6",
    "\nevery_seconds = 1\n": "\nevery_seconds = 5\n",
    "\ndwell_seconds = 2\n": "\ndwell_seconds = 5\n",
    "blind_patience_seconds = 20": "blind_patience_seconds = 300",
    "deadline_seconds = 25": "deadline_seconds = 300",
}
"""What a storm needs another way than scenarios: their looks, once a second in forty places, would
ask a cluster for more than the 50 answers a second that Zhiban allows itself."""


@dataclass
class Town:
    """Everything that runs.

    Attributes:
        processes: name → process, for their CPU time.
    """

    foundation: Foundation
    admin: KubeClient
    door: httpx.AsyncClient
    processes: Mapping[str, psutil.Process]

    def cpu(self) -> dict[str, float]:
        """Return the CPU seconds of each process so far."""
        times = {name: each.cpu_times() for name, each in self.processes.items()}
        return {name: float(each.user + each.system) for name, each in times.items()}

    async def settle(self, places: Mapping[str, list[str]]) -> None:
        """Deploy a healthy workload for each app of each namespace."""
        slots = asyncio.Semaphore(4)

        async def one(namespace: str, apps: list[str]) -> None:
            async with slots:
                await self.admin.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
                await self._stage(namespace).deploy(
                    [
                        {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": FAULTS}},
                        *(
                            deployment(app, f"registry.example/{app}:1.0", replicas=1)
                            for app in apps
                        ),
                    ]
                )

        await asyncio.gather(*(one(*each) for each in places.items()))
        for namespace in places:
            while not await self._stage(namespace).settled():
                await asyncio.sleep(0.5)

    async def fall_ill(self, namespace: str, app: str) -> None:
        """Let the processes of a workload hang now: a restart heals."""
        now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
        said = {f"{app}.stuck-before": now.isoformat().replace("+00:00", "Z")}
        await self._stage(namespace).edit("ConfigMap", FAULTS, {"data": said})

    async def post(self, namespace: str, app: str) -> list[float]:
        """Send an alert until it is taken; return the seconds of each try."""
        body = {
            "name": f"{app} is not ready",
            "fault": "not_ready",
            "severity": "critical",
            "object": {
                "cluster": CLUSTER,
                "namespace": namespace,
                "kind": "Deployment",
                "name": app,
            },
            "measures": {"users": 5_000, "services": 3, "error_rate": 0.4},
        }
        tries: list[float] = []
        while True:
            began = time.monotonic()
            answer = await self.door.post(f"/api/v1/alerts/plain/{SECRET}", json=body)
            tries.append(time.monotonic() - began)
            if answer.status_code == httpx.codes.OK:
                return tries
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                sys.exit(f"the door said {answer.status_code}: {answer.text[:300]}")
            await asyncio.sleep(float(answer.headers.get("retry-after", 5)))

    def _stage(self, namespace: str) -> Stage:
        return Stage(self.admin, CLUSTER, namespace)


@asynccontextmanager
async def open_town() -> AsyncIterator[Town]:
    """Start everything, and end it afterwards."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        target = await stack.enter_async_context(_python("-m", "bench.storm_target"))
        assert target.stdout is not None
        server = f"http://127.0.0.1:{int(await target.stdout.readline())}/k8s/{CLUSTER}"
        temporal, address = await stack.enter_async_context(open_temporal(folder))
        port = _free_port()
        given = _environment(folder, address, server)
        adopt(given)
        settings = load_settings()
        await migrate(settings.database)
        foundation = await stack.enter_async_context(open_foundation(settings))
        await _move_in(foundation)
        worker = await stack.enter_async_context(_zhiban("worker", "--metrics-port", "0"))
        api = await stack.enter_async_context(_zhiban("api", "--port", str(port)))
        door = await stack.enter_async_context(
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)
        )
        await _answers(door)
        admin = KubeClient.connect(server, token=ADMIN.token)
        stack.push_async_callback(admin.close)
        found = {"temporal": temporal.pid, "worker": worker.pid, "api": api.pid}
        yield Town(
            foundation,
            admin,
            door,
            {name: psutil.Process(number) for name, number in found.items()},
        )


async def _move_in(foundation: Foundation) -> None:
    keeper = Person(
        id="u_keeper",
        name="Mei",
        mail="mei@example.cn",
        roles=frozenset({Role.OPERATOR, Role.APPROVER}),
        rollback_permission=True,
    )
    for person in (Person(id="u_admin", name="Admin", roles=ADMIN_OF_OURS.roles), keeper):
        await foundation.stores.people.add(person, password_hash="none")
    await build_services(foundation).controls.set_kill_switch(
        by=ADMIN_OF_OURS, engaged=False, reason="a bench writes to a stand-in"
    )


@asynccontextmanager
async def open_temporal(folder: Path) -> AsyncIterator[tuple[psutil.Process, str]]:
    """Run a server on a file, as `zhiban up` does."""
    known = {each.pid for each in psutil.Process().children()}
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
        dev_server_startup_timeout=timedelta(seconds=60),
        dev_server_database_filename=str(folder / "temporal.db"),
        dev_server_extra_args=[
            *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1")
        ],
        dev_server_log_level="error",
        search_attributes=SEARCH_ATTRIBUTES,
    ) as environment:
        [server] = [each for each in psutil.Process().children() if each.pid not in known]
        yield server, environment.client.service_client.config.target_host


@asynccontextmanager
async def _python(*command: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdin=DEVNULL, stdout=PIPE
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def _zhiban(*command: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bootstrap.main", *command), stdin=DEVNULL, stdout=DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(door: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                if (await door.get("/health/ready")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _policy(folder: Path) -> Path:
    told = POLICY.read_text()
    for found, wanted in DIFFERENT.items():
        told = told.replace(found, wanted)
    written = folder / "policy.toml"
    written.write_text(told)
    return written


def _environment(folder: Path, temporal: str, server: str) -> dict[str, str]:
    for name in [name for name in os.environ if name.startswith("ZHIBAN_")]:
        del os.environ[name]
    kubeconfig = folder / "kubeconfig"
    base = server.removesuffix(f"/k8s/{CLUSTER}")
    told = KubernetesStandIn()
    told.add_cluster(CLUSTER)
    kubeconfig.write_text(yaml.safe_dump(yaml.safe_load(told.kubeconfig(CLUSTER, base, ADMIN))))
    return {
        "ZHIBAN_ENV_FILE": "",
        "ZHIBAN_DATA_DIR": str(folder),
        "ZHIBAN_TEMPORAL_ADDRESS": temporal,
        "ZHIBAN_ENCRYPTION_KEYS": f"storm:{base64.b64encode(b's' * 32).decode()}",
        "ZHIBAN_KUBERNETES_KUBECONFIGS": json.dumps({CLUSTER: str(kubeconfig)}),
        "ZHIBAN_SANDBOX": "1",
        "ZHIBAN_REPAIRS_POLICY": str(_policy(folder)),
        "ZHIBAN_REPAIRS_CONFIG_SECONDS": "0",
        "ZHIBAN_ALERTS_SECRET": SECRET,
        "ZHIBAN_ALERTS_POLL_SECONDS": "0",
        "ZHIBAN_ALERTS_SWEEP_HOUR": "-1",
        "ZHIBAN_LOG_LEVEL": "warning",
    }
