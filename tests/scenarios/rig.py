"""A running product with its outside world, in which fault scenarios are told."""

import asyncio
import base64
import json
import os
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from temporalio.testing import WorkflowEnvironment

from bootstrap.configuration.settings import load_settings
from bootstrap.foundation import Foundation, open_foundation
from bootstrap.incidents.reconcile import keep_configs_of
from bootstrap.incidents.repairs import RepairWork, repair_work
from bootstrap.services import build_services
from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from demonstration.runner import Cast, Teller
from demonstration.stage import Stage
from domain.people.access import Actor, Role
from domain.people.people import Person
from sandbox.mail.app import MailSandbox
from sandbox.scenarios import Scenario
from sandbox.tencent import accounts
from sandbox.tencent.app import TencentCloudStandIn
from storage.migrate import migrate
from tests.fakes.kubernetes import ClusterUnderTest, Write
from tests.fakes.loopback import serve
from tests.scenarios.programs import program
from tests.scenarios.senders import CloudHerald
from tests.scenarios.ways import FORBIDDEN, MAIN, UNREACHABLE, kubeconfigs
from tests.temporal_servers import SERVER, STARTUP

ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
KEEPER = Actor("u_keeper", frozenset({Role.OPERATOR, Role.APPROVER}))
POLICY = Path(__file__).parents[2] / "sandbox/scenarios/policy.toml"
PATIENCE = 400
"""Seconds for each thing that a scenario waits for; 120 were too few for three of forty where
others kept the two cores thirteen times as busy as they can be."""
T = TypeVar("T")

_CLUSTERS = {"main": MAIN, "forbidden": FORBIDDEN, "unreachable": UNREACHABLE}


@dataclass
class Rig:
    """One product that runs, on one cluster."""

    cluster: ClusterUnderTest
    foundation: Foundation
    work: RepairWork
    cast: Cast
    cloud: TencentCloudStandIn
    folder: Path
    given: Mapping[str, str]
    process: Process | None = None

    async def while_it_works(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what comes of some work; a worker that leaves meanwhile ends it at once."""
        working = asyncio.create_task(work)
        if self.process is not None:
            leaving = asyncio.create_task(self.process.wait())
            await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
            leaving.cancel()
            if not working.done():
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
                log = self.folder / "worker.log"
                raise AssertionError(f"The worker left: {log.read_text()[-2_000:]}")
        return await working

    async def teller(self, scenario: Scenario, *, cluster_id: str = "") -> Teller:
        """Return a teller with a namespace of its own."""
        reachable = scenario.cluster != "unreachable"
        namespace = f"story-{scenario.name}-{os.urandom(2).hex()}"
        admin = self.cluster.admin if reachable else None
        if reachable:
            await self.cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
            await self.cluster.admit(namespace)
        return Teller(
            scenario,
            Stage(admin, cluster_id or _CLUSTERS[scenario.cluster], namespace),
            self.cast,
            CloudHerald(self.work.intake, self.cloud),
            writes=lambda: len(self.writes(namespace)),
        )

    def writes(self, namespace: str | None = None) -> list[Write]:
        """Return what the product has changed, by the cluster's own audit."""
        return [w for w in self.cluster.audit(namespace) if w.code < 300 and not w.dry_run]

    def worker(self, **more: str) -> AbstractAsyncContextManager[Process]:
        """Run `zhiban worker` while the block lasts, with more settings than those of the house."""
        command = ("worker", "--metrics-port", "0")
        return program(*command, given={**self.given, **more}, log=self.folder / "worker.log")

    def on(self, queue: str) -> "Rig":
        """Return the same house as those see it who use another task queue."""
        settings = self.foundation.settings
        temporal = settings.temporal.model_copy(update={"queue": queue})
        settings = settings.model_copy(update={"temporal": temporal})
        foundation = replace(self.foundation, settings=settings)
        given = {**self.given, "ZHIBAN_TEMPORAL_QUEUE": queue}
        return _rig(self.cluster, foundation, self.cloud, self.folder, given)


@asynccontextmanager
async def running(
    cluster: ClusterUnderTest,
    folder: Path,
    *,
    clusters: Iterable[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
    working: bool = True,
) -> AsyncIterator[Rig]:
    """Yield a house on a cluster: Temporal, a worker of its own process, the cloud's stand-in.

    Args:
        cluster: where scenarios play.
        folder: for everything that is kept.
        clusters: further names for the cluster: each counts as one of its own.
        settings: variables that differ from those of scenarios.
        working: whether a worker runs.
    """
    cloud = TencentCloudStandIn()
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(_temporal())
        base = await stack.enter_async_context(serve(cloud.app))
        mail = MailSandbox()
        inbox = {"ZHIBAN_MAIL_PORT": str(await mail.open())}
        stack.push_async_callback(mail.close)
        files = await kubeconfigs(cluster, folder, also=clusters)
        given = {**_environment(folder, address, base, files), **inbox, **settings}
        with _environ(given):
            loaded = load_settings()
        await migrate(loaded.database)
        foundation = await stack.enter_async_context(open_foundation(loaded))
        await _move_in(foundation)
        rig = _rig(cluster, foundation, cloud, folder, given)
        if working:
            rig.process = await stack.enter_async_context(rig.worker())
        yield rig


@asynccontextmanager
async def _temporal() -> AsyncIterator[str]:
    """Run a server of one's own; yield its address."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=SERVER,
        dev_server_startup_timeout=STARTUP,
        search_attributes=SEARCH_ATTRIBUTES,
        dev_server_log_level="error",
        dev_server_extra_args=[
            "--dynamic-config-value",
            'history.timerProcessorMaxTimeShift="20ms"',
        ],
    ) as environment:
        yield environment.client.service_client.config.target_host


def _rig(
    cluster: ClusterUnderTest,
    foundation: Foundation,
    cloud: TencentCloudStandIn,
    folder: Path,
    given: Mapping[str, str],
) -> Rig:
    services, work = build_services(foundation), repair_work(foundation)

    async def keep(cluster_id: str, namespace: str) -> None:
        policy = await foundation.incidents.policies.current()
        await keep_configs_of(
            cluster_id, foundation.outside.clusters, policy, work.repairs, namespace=namespace
        )

    cast = Cast(
        services.incidents,
        services.controls,
        ADMIN,
        KEEPER,
        services.people,
        KEEPER.person_id,
        keep,
    )
    return Rig(cluster, foundation, work, cast, cloud, folder, given)


async def _move_in(foundation: Foundation) -> None:
    for person in (
        Person(id="u_admin", name="Admin", mail="admin@example.cn", roles=ADMIN.roles),
        Person(
            id="u_keeper",
            name="Mei",
            mail="mei@example.cn",
            roles=KEEPER.roles,
            rollback_permission=True,
        ),
    ):
        await foundation.stores.people.add(person, password_hash="none")
    services = build_services(foundation)
    await services.controls.set_kill_switch(by=ADMIN, engaged=False, reason="stories are told")


def _environment(folder: Path, temporal: str, cloud: str, files: dict[str, str]) -> dict[str, str]:
    key = base64.b64encode(b"s" * 32).decode()
    return {
        "ZHIBAN_ENV_FILE": "",
        "ZHIBAN_SANDBOX": "1",
        "ZHIBAN_DATA_DIR": str(folder),
        "ZHIBAN_TEMPORAL_ADDRESS": temporal,
        "ZHIBAN_ENCRYPTION_KEYS": f"stories:{key}",
        "ZHIBAN_TENCENT_SECRET_ID": accounts.SANDBOX_SECRET_ID,
        "ZHIBAN_TENCENT_SECRET_KEY": accounts.SANDBOX_SECRET_KEY,
        "ZHIBAN_TENCENT_ENDPOINT": cloud,
        "ZHIBAN_KUBERNETES_KUBECONFIGS": json.dumps(files),
        "ZHIBAN_KUBERNETES_CALLS_PER_SECOND": "1000",
        "ZHIBAN_MAIL_HOST": "127.0.0.1",  # a page that nobody can get is followed by another one
        "ZHIBAN_MAIL_TLS": "none",
        "ZHIBAN_MAIL_SENDER": "zhiban@sandbox.example",
        "ZHIBAN_REPAIRS_POLICY": str(POLICY),
        "ZHIBAN_REPAIRS_CONFIG_SECONDS": "0",
        # Nobody listens there: its alerts can never be read back.
        "ZHIBAN_ALERTS_ALERTMANAGER_URL": "http://127.0.0.1:9",
        "ZHIBAN_ALERTS_POLL_SECONDS": "0",
        "ZHIBAN_ALERTS_SWEEP_HOUR": "-1",
        "ZHIBAN_LOG_LEVEL": "warning",
    }


@contextmanager
def _environ(given: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("ZHIBAN_")]:
        del os.environ[name]
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
