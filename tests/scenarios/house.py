"""A running product with its outside world, in which fault stories are told."""

import asyncio
import base64
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml
from temporalio.testing import WorkflowEnvironment

from application.alerts import AlertIntake
from bootstrap.alert_chores import keep_configs_of
from bootstrap.desks import build_desks
from bootstrap.foundation import Foundation, open_foundation
from bootstrap.repairs import RepairWork, repair_work
from bootstrap.settings import load_settings
from bootstrap.story_stage import Stage
from bootstrap.story_teller import Cast, Teller
from bootstrap.temporal import SEARCH_ATTRIBUTES
from domain.access import Actor, Role
from domain.alerts import AlertSource
from domain.people import Person
from sandbox.alertmanager.alerts import HeldAlert
from sandbox.alertmanager.webhook import alertmanager_body
from sandbox.kubernetes.access import Account, Rule
from sandbox.kubernetes_lab.client import KubeClient
from sandbox.stories import Story
from sandbox.stories.story import Signal
from sandbox.tencent import accounts
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.callbacks_alarms import Firing, MonitorAlarm
from storage.migrate import migrate
from tests.fakes.kubernetes import ClusterUnderTest
from tests.fakes.loopback import serve

ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
KEEPER = Actor("u_keeper", frozenset({Role.OPERATOR, Role.APPROVER}))
POLICY = Path(__file__).parents[2] / "sandbox/stories/policy.toml"
MAIN, FORBIDDEN, UNREACHABLE = "cls-main", "cls-forbidden", "cls-unreachable"
_CLUSTERS = {"main": MAIN, "forbidden": FORBIDDEN, "unreachable": UNREACHABLE}


@dataclass
class CloudHerald:
    """Tells alerts as their sources do; monitor alarms are known to the cloud's history."""

    intake: AlertIntake
    cloud: TencentCloudStandIn
    _firing: dict[str, Firing] = field(default_factory=dict)

    async def fire(self, story: Story, stage: Stage) -> None:
        """Let it fire, and send its message."""
        if story.signal is Signal.PLAIN:
            await self.intake.receive(AlertSource.PLAIN, _plain(story, stage, "firing"))
            return
        if story.signal is Signal.ALERTMANAGER:
            await self.intake.receive(AlertSource.ALERTMANAGER, _alertmanager(story, stage))
            return
        if stage.namespace not in self._firing:
            self._firing[stage.namespace] = self.cloud.alarms.fire(_alarm(story, stage))
        await self._send(self._firing[stage.namespace])

    async def clear(self, story: Story, stage: Stage) -> None:
        """Let it recover, once."""
        if story.signal is Signal.PLAIN:
            await self.intake.receive(AlertSource.PLAIN, _plain(story, stage, "resolved"))
            return
        firing = self._firing.pop(stage.namespace, None)
        if firing is not None:
            await self._send(self.cloud.alarms.resolve(firing))

    async def forge(self, story: Story, stage: Stage) -> None:
        """Send a callback that no history knows of."""
        await self._send(self.cloud.alarms.forge(_alarm(story, stage)))

    async def _send(self, firing: Firing) -> None:
        body = self.cloud.alarms.body(firing)
        await self.intake.receive(AlertSource.TENCENT_MONITOR, body)


def _plain(story: Story, stage: Stage, state: str) -> dict:
    return {
        "state": state,
        "name": story.title[:100],
        "fault": story.fault,
        "severity": story.severity,
        "object": {
            "cluster": stage.cluster,
            "namespace": stage.namespace,
            "kind": story.kind,
            "name": story.app,
        },
        "measures": dict(story.measures),
        "text": story.text or story.title,
    }


def _alertmanager(story: Story, stage: Stage) -> dict:
    held = HeldAlert(
        {
            "alertname": "KubeDeploymentReplicasMismatch",
            "fault": story.fault,
            "cluster": stage.cluster,
            "namespace": stage.namespace,
            "deployment": story.app,
            "severity": story.severity,
        },
        began=datetime.now(UTC),
    )
    return alertmanager_body([held])


def _alarm(story: Story, stage: Stage) -> MonitorAlarm:
    return MonitorAlarm(
        f"policy-{stage.namespace}",
        "副本数不足",
        {
            "tke_cluster_instance_id": stage.cluster,
            "namespace": stage.namespace,
            "workload_kind": story.kind,
            "workload_name": story.app,
        },
        level="Serious",
    )


@dataclass
class House:
    """One product that runs, on one cluster."""

    cluster: ClusterUnderTest
    foundation: Foundation
    work: RepairWork
    cast: Cast
    cloud: TencentCloudStandIn

    async def teller(self, story: Story) -> Teller:
        """Return a teller with a namespace of its own."""
        reachable = story.cluster != "unreachable"
        namespace = f"story-{story.name}-{os.urandom(2).hex()}"
        admin = self.cluster.admin if reachable else None
        if reachable:
            await self.cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
            await self.cluster.admit(namespace)
        herald = CloudHerald(self.work.intake, self.cloud)
        return Teller(
            story,
            Stage(admin, _CLUSTERS[story.cluster], namespace),
            self.cast,
            herald,
            writes=lambda: len([w for w in self.cluster.audit(namespace) if _is_done(w)]),
        )


def _is_done(write) -> bool:
    return write.code < 300 and not write.dry_run


@asynccontextmanager
async def running(cluster: ClusterUnderTest, folder: Path) -> AsyncIterator[House]:
    """Yield a house on a cluster: Temporal, a worker of its own process, the cloud's stand-in."""
    cloud = TencentCloudStandIn()
    async with AsyncExitStack() as stack:
        temporal = await stack.enter_async_context(
            await WorkflowEnvironment.start_local(
                dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
                search_attributes=SEARCH_ATTRIBUTES,
                dev_server_log_level="error",
                dev_server_extra_args=[
                    "--dynamic-config-value",
                    'history.timerProcessorMaxTimeShift="20ms"',
                ],
            )
        )
        base = await stack.enter_async_context(serve(cloud.app))
        files = await _kubeconfigs(cluster, folder)
        address = temporal.client.service_client.config.target_host
        given = _environment(folder, address, base, files)
        with _environ(given):
            settings = load_settings()
        await migrate(settings.database)
        foundation = await stack.enter_async_context(open_foundation(settings))
        await _move_in(foundation)
        await stack.enter_async_context(_worker(given, folder))
        yield _house(cluster, foundation, cloud)


def _house(cluster: ClusterUnderTest, foundation: Foundation, cloud) -> House:
    desks, work = build_desks(foundation), repair_work(foundation)

    async def keep(cluster_id: str, namespace: str) -> None:
        policy = await foundation.incidents.policies.current()
        await keep_configs_of(
            cluster_id, foundation.outside.clusters, policy, work.repairs, namespace=namespace
        )

    cast = Cast(
        desks.incidents, desks.controls, ADMIN, KEEPER, desks.people, KEEPER.person_id, keep
    )
    return House(cluster, foundation, work, cast, cloud)


async def _move_in(foundation: Foundation) -> None:
    for person in (
        Person("u_admin", "Admin", mail="admin@example.cn", roles=ADMIN.roles),
        Person(
            "u_keeper", "Mei", mail="mei@example.cn", roles=KEEPER.roles, rollback_permission=True
        ),
    ):
        await foundation.stores.people.add(person, password_hash="none")
    desks = build_desks(foundation)
    await desks.controls.set_kill_switch(by=ADMIN, engaged=False, reason="stories are told")


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
        "ZHIBAN_REPAIRS_POLICY": str(POLICY),
        "ZHIBAN_REPAIRS_CONFIG_SECONDS": "0",
        # Nobody listens there: its alerts can never be read back.
        "ZHIBAN_ALERTS_ALERTMANAGER_URL": "http://127.0.0.1:9",
        "ZHIBAN_ALERTS_POLL_SECONDS": "0",
        "ZHIBAN_ALERTS_SWEEP_HOUR": "-1",
        "ZHIBAN_LOG_LEVEL": "warning",
    }


async def _kubeconfigs(cluster: ClusterUnderTest, folder: Path) -> dict[str, str]:
    """Write the three ways to a cluster: one's own, a reader's, and one that leads nowhere."""
    reader = await _reader(cluster)
    usual = yaml.safe_load(cluster.kubeconfig)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = f"https://127.0.0.1:{closed.getsockname()[1]}"
    written = {
        MAIN: usual,
        FORBIDDEN: _with(usual, token=reader),
        UNREACHABLE: _with(usual, server=nowhere),
    }
    files = {name: folder / f"{name}.kubeconfig" for name in written}
    for name, config in written.items():
        files[name].write_text(yaml.safe_dump(config))
    return {name: str(file) for name, file in files.items()}


def _with(config: dict, *, token: str = "", server: str = "") -> dict:
    changed = json.loads(json.dumps(config))
    if token:
        changed["users"][0]["user"] = {"token": token}
    if server:
        changed["clusters"][0]["cluster"]["server"] = server
    return changed


async def _reader(cluster: ClusterUnderTest) -> str:
    """Return the token of an account that may read everything and write nothing."""
    if cluster.stand_in is not None:
        reads = Rule(("get", "list", "watch"), ("*",), ("*",))
        account = Account("system:serviceaccount:default:reader", "sandbox-reader", (reads,))
        cluster.stand_in.add_account(account)
        return account.token
    return await _reader_of_lab(cluster.admin)


async def _reader_of_lab(admin: KubeClient) -> str:
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    await admin.ensure("/api/v1/namespaces/default/serviceaccounts", _named("reader"))
    rule = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list", "watch"]}
    await admin.ensure(f"{rbac}/clusterroles", _named("reader") | {"rules": [rule]})
    await admin.ensure(
        f"{rbac}/clusterrolebindings",
        _named("reader")
        | {
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": "ClusterRole",
                "name": "reader",
            },
            "subjects": [{"kind": "ServiceAccount", "name": "reader", "namespace": "default"}],
        },
    )
    granted = await admin.create(
        "/api/v1/namespaces/default/serviceaccounts/reader/token",
        {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {"expirationSeconds": 7_200},
        },
    )
    return granted["status"]["token"]


def _named(name: str) -> dict:
    return {"metadata": {"name": name}}


@asynccontextmanager
async def _worker(given: dict[str, str], folder: Path) -> AsyncIterator[None]:
    """Run `zhiban worker` while the block lasts; it may stop only because it is told to."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBAN_")}
    with (folder / "worker.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bootstrap.main", "worker", "--metrics-port", "0"),
            env=usual | given,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield
        assert process.returncode is None, (folder / "worker.log").read_text()[-4_000:]
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 40)


@contextmanager
def _environ(given: dict[str, str]):
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("ZHIBAN_")]:
        del os.environ[name]
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
