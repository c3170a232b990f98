"""Plays fault scenarios on the stand-in of Kubernetes until their alert, and looks around then.

The clock is moved by hand: minutes lie between a deployment, what goes wrong, and the alert, as in
life. What is read is read by the product's own reader, over HTTP.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn

from bootstrap.system import SystemClock
from domain.clusters.clusters import Cluster, NodePool, WorkloadKind, WorkloadRef
from domain.clusters.edits import NewPool
from domain.clusters.surroundings import Facet, Surroundings
from domain.common.errors import NotFound
from integrations.kubernetes.client.connections import Connections, KubernetesAccess
from integrations.kubernetes.reading import KubernetesClusters
from sandbox.clock import SandboxClock
from sandbox.kubernetes.app import KubernetesStandIn
from sandbox.scenarios.scenario import Beat, Deed, Scenario

CLUSTER = "cls-causes"
BEGAN = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
SETTLES = timedelta(hours=5)
"""From the first deployment to the first thing that happens: it is no change any more."""

BETWEEN = timedelta(minutes=3)
DECOY = timedelta(minutes=5)
ALERTS_AFTER = timedelta(minutes=2)
STEP = 5.0
"""Seconds of one step of the clock."""


@dataclass(frozen=True)
class Variant:
    """What is made harder.

    Attributes:
        decoy: a harmless rollout five minutes before it goes wrong.
        mute: the cluster has forgotten its events.
        skew: how far the source's clock is off.
    """

    name: str
    decoy: bool = False
    mute: bool = False
    skew: timedelta = timedelta(0)


VARIANTS = (
    Variant("as it is"),
    Variant("harmless rollout", decoy=True),
    Variant("no events", mute=True),
    Variant("clock +90 s", skew=timedelta(seconds=90)),
    Variant("clock -90 s", skew=timedelta(seconds=-90)),
)


class _Free:
    """A pace that holds nobody up."""

    async def reserve(
        self,
        key: str,  # noqa: ARG002 - the port's
        *,
        now: datetime,  # noqa: ARG002
        limit: int,  # noqa: ARG002
        window_seconds: float,  # noqa: ARG002
        slots: int = 1,  # noqa: ARG002
    ) -> float:
        return 0.0


@dataclass
class _Catalogue:
    """The one cluster that there is."""

    kubeconfig_text: str

    async def clusters(self) -> list[Cluster]:
        return [Cluster(CLUSTER, CLUSTER, "", "Running", "", 3)]

    async def node_pools(self, cluster: str) -> list[NodePool]:
        raise NotFound("cluster", cluster)

    async def resize_pool(self, cluster: str, _pool: str, _nodes: int) -> None:
        raise NotFound("cluster", cluster)

    async def create_pool(self, cluster: str, _pool: NewPool, *, mark: tuple[str, str]) -> str:
        del mark
        raise NotFound("cluster", cluster)

    async def kubeconfig(self, _named: str) -> str:
        return self.kubeconfig_text


def played(stand_in: KubernetesStandIn, scenario: Scenario, variant: Variant) -> datetime:
    """Play a scenario up to its alert; return when that says that it began."""
    stand_in.reset()
    stand_in.add_cluster(CLUSTER)
    namespace = namespace_of(scenario, variant)
    stand_in.apply(CLUSTER, [_in(namespace, each) for each in scenario.manifests])
    _pass(stand_in, SETTLES)
    if variant.decoy and scenario.beats and scenario.manifests:
        _decoy(stand_in, namespace, scenario)
        _pass(stand_in, DECOY)
    for beat in scenario.beats:
        if beat.deed is Deed.ALERT:
            break
        _do(stand_in, namespace, scenario, beat)
        _pass(stand_in, BETWEEN)
    _pass(stand_in, ALERTS_AFTER)
    return stand_in.clock.now() - ALERTS_AFTER + variant.skew


def namespace_of(scenario: Scenario, variant: Variant) -> str:
    """Return where a variant plays."""
    return f"{scenario.name}-{VARIANTS.index(variant)}"


def _pass(stand_in: KubernetesStandIn, by: timedelta) -> None:
    """Let time pass; long waits in long steps, for nothing happens in them."""
    left = by.total_seconds()
    while left > 0:
        step = min(left, STEP if left <= 600 else left - 600)
        stand_in.advance(step)
        left -= step


def _in(namespace: str, manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": namespace}}


def _decoy(stand_in: KubernetesStandIn, namespace: str, scenario: Scenario) -> None:
    """Roll out a change that breaks nothing: one more variable."""
    for manifest in scenario.manifests:
        if manifest["metadata"]["name"] == scenario.app and "template" in manifest.get("spec", {}):
            spec = manifest["spec"]
            pods = spec["template"]["spec"]
            first, *others = pods["containers"]
            harmless = {"name": "LOG_LEVEL", "value": "info"}
            first = {**first, "env": [*first.get("env", []), harmless]}
            template = {**spec["template"], "spec": {**pods, "containers": [first, *others]}}
            changed = {**manifest, "spec": {**spec, "template": template}}
            stand_in.apply(CLUSTER, _in(namespace, changed))


def _do(stand_in: KubernetesStandIn, namespace: str, scenario: Scenario, beat: Beat) -> None:
    said = beat.said
    if beat.deed is Deed.DEPLOY:
        stand_in.apply(CLUSTER, [_in(namespace, each) for each in said["manifests"]])
    elif beat.deed in (Deed.FAULT, Deed.HEAL):
        app, _, key = said["key"].partition(".")
        value = said.get("value")
        names = [f"node-{number}" for number in (1, 2, 3)] if key == "*" else [key]
        now = stand_in.clock.now().isoformat().replace("+00:00", "Z")
        for name in names:
            stand_in.set_fault(CLUSTER, namespace, app, name, now if value == "now" else value)
    elif beat.deed is Deed.EDIT:
        paused = beat.said["patch"].get("spec", {}).get("paused")
        if paused:
            for manifest in scenario.manifests:
                if manifest["metadata"]["name"] == scenario.app:
                    spec = {**manifest["spec"], "paused": True}
                    stand_in.apply(CLUSTER, _in(namespace, {**manifest, "spec": spec}))


async def seen(
    stand_in: KubernetesStandIn, clusters: KubernetesClusters, scenario: Scenario, variant: Variant
) -> Surroundings | None:
    """Return what the product's reader sees around the workload."""
    ref = WorkloadRef(
        CLUSTER, namespace_of(scenario, variant), WorkloadKind(scenario.kind), scenario.app
    )
    found = await clusters.surroundings(ref, at=stand_in.clock.now())
    if found is not None and variant.mute:
        return replace(found, events=(), unseen=(Facet.EVENTS,))
    return found


@asynccontextmanager
async def stage() -> AsyncIterator[tuple[KubernetesStandIn, KubernetesClusters]]:
    """Yield a stand-in whose clock stands still, and the product's way into it."""
    stand_in = KubernetesStandIn(clock=SandboxClock.by_hand(BEGAN))
    stand_in.add_cluster(CLUSTER)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(stand_in.app, log_config=None, access_log=False, lifespan="off")
        )
        serving = asyncio.create_task(server.serve([listening]))
        kubeconfig = stand_in.kubeconfig(CLUSTER, f"http://127.0.0.1:{port}")
        connections = Connections(
            _Catalogue(kubeconfig),
            _Free(),
            SystemClock(),
            KubernetesAccess(calls_per_second=10_000, insecure=True),
        )
        try:
            yield stand_in, KubernetesClusters(connections)
        finally:
            await connections.close()
            server.should_exit = True
            await serving
