"""The stand-in as one thing: an ASGI app, and the same control as methods."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeAlias

import yaml
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.clock import SandboxClock
from sandbox.faults import FaultPlan
from sandbox.kubernetes import kinds
from sandbox.kubernetes.access import Account
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.behaviour import FAULTS, app_of, capacity_of, overload
from sandbox.kubernetes.calls import Call, Target
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.control import ControlFace
from sandbox.kubernetes.controllers.everything import Controllers
from sandbox.kubernetes.controllers.nodes import new_node
from sandbox.kubernetes.controllers.pods import is_active, is_ready
from sandbox.kubernetes.documents import APPLY_PATCH
from sandbox.kubernetes.faults import Fault
from sandbox.kubernetes.gateway import Gateway, Served
from sandbox.kubernetes.kinds import kind_of
from sandbox.kubernetes.ledger import Ledger
from sandbox.kubernetes.page import HEADERS, render
from sandbox.kubernetes.store import Item

Manifest: TypeAlias = str | Mapping[str, Any] | Iterable[Mapping[str, Any]]

ADMIN = Account("sandbox-admin", "sandbox-kubernetes-admin")
"""Opens every cluster; it opens nothing but the sandbox."""
PODS_PER_NODE = 110
"""The default of a kubelet."""
BEAT_SECONDS = 0.5
"""Real seconds after which a served stand-in catches up, even if nobody asks."""


class KubernetesStandIn:
    """Kubernetes clusters for tests and demonstrations; `app` is the ASGI application.

    Args:
        clock: the time in the clusters; the machine's when None.
        speed: divides what the stand-in itself takes time for: starts of pods, back-offs,
            reactions of controllers. What objects say in seconds stays in seconds of the clock.
        seed: of uids and names.
        nodes: how many each cluster gets; each of them takes 110 pods.
        accounts: who may ask what; an administrator when None.
        control_token: opens `/_sim`; without one there is no control face.
    """

    def __init__(
        self,
        *,
        clock: SandboxClock | None = None,
        speed: float = 1.0,
        seed: int = 1,
        nodes: int = 3,
        accounts: Iterable[Account] | None = None,
        control_token: str | None = None,
    ) -> None:
        self.clock = clock or SandboxClock.real()
        self.accounts = [ADMIN] if accounts is None else list(accounts)
        self._speed = speed
        self._seed = seed
        self._nodes = nodes
        self._served: dict[str, Served] = {}
        self._logs: dict[str, dict[str, str]] = {}
        self._gateway = Gateway(self._served, self.accounts)
        self._control = ControlFace(self, control_token).app() if control_token else None

    @property
    def app(self) -> ASGIApp:
        """The ASGI application, for a server or for httpx's ASGITransport."""
        # A server recognises an object with an asynchronous `__call__`, not a bound method.
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the server's start and stop (ASGI)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] in {"/", "/health"}:
            await self._face(scope, receive, send)
        elif self._control is not None and scope["path"].startswith("/_sim"):
            await self._control(scope, receive, send)
        else:
            # The gateway gets the server's own `send`: faults need the connection behind it.
            await self._gateway(scope, receive, send)

    @property
    def ledger(self) -> Ledger:
        """The writes that were asked for so far: the clusters' audit log."""
        return self._gateway.ledger

    @property
    def faults(self) -> FaultPlan[Fault]:
        """The failures that are ordered."""
        return self._gateway.faults

    def order(self, fault: Fault) -> None:
        """Have coming requests fail."""
        self.faults.order(fault)

    def add_account(self, account: Account) -> None:
        """Let somebody in."""
        self.accounts.append(account)

    def add_cluster(self, identifier: str) -> Cluster:
        """Return the cluster of that id, made with nodes and usual namespaces if it is new."""
        if identifier in self._served:
            return self._served[identifier].cluster
        cluster = Cluster(identifier, clock=self.clock, speed=self._speed, seed=self._seed)
        logs = self._logs.setdefault(identifier, {})
        self._served[identifier] = Served(cluster, Api(cluster, Controllers(cluster), logs))
        for name in ("default", "kube-system"):
            self._ask(identifier, "create", Target(kinds.NAMESPACE, "v1"), _named(name))
        for number in range(self._nodes):
            node = new_node(f"node-{number + 1}", pods=PODS_PER_NODE)
            cluster.create(kinds.NODE, node)
        return cluster

    def cluster(self, identifier: str) -> Cluster:
        """Return a cluster.

        Raises:
            ValueError: there is none of that id.
        """
        served = self._served.get(identifier)
        if served is None:
            raise ValueError(f"There is no cluster {identifier!r} in the sandbox.")
        return served.cluster

    def clusters(self) -> list[Cluster]:
        """Return all clusters, by id."""
        return [self._served[identifier].cluster for identifier in sorted(self._served)]

    def apply(self, identifier: str, manifest: Manifest, *, manager: str = "sandbox") -> list[Item]:
        """Create or change objects as `kubectl apply --server-side --force` would.

        Namespaces that are missing are made. The ledger does not show this.

        Args:
            identifier: of the cluster.
            manifest: YAML (several documents allowed), one object, or several.
            manager: who the fields belong to; the name of the GitOps controller declares.

        Raises:
            ValueError: the cluster or the kind of an object is not known.
            Refusal: the API does not take an object.
        """
        return [self._apply(identifier, one, manager) for one in _documents(manifest)]

    def set_fault(
        self, identifier: str, namespace: str, app: str, key: str, value: str | None
    ) -> None:
        """Write `<app>.<key>` into the `sandbox-faults` of a namespace, or take it out with None.

        Use `app="node"` and the node's name as key for a node.
        """
        cluster = self.cluster(identifier)
        cluster.tick()
        self._have_namespace(identifier, namespace)
        found = cluster.store.get(kinds.CONFIG_MAP, namespace, FAULTS)
        if found is None:
            metadata = {"name": FAULTS, "namespace": namespace}
            found = cluster.create(kinds.CONFIG_MAP, {"metadata": metadata, "data": {}})
        data = {k: v for k, v in (found.get("data") or {}).items() if k != f"{app}.{key}"}
        if value is not None:
            data[f"{app}.{key}"] = value
        cluster.revise(kinds.CONFIG_MAP, found, data=data)

    def set_log(self, identifier: str, app: str, text: str) -> None:
        """Have the containers of an app write a text before what they write themselves."""
        self._logs.setdefault(identifier, {})[app] = text

    def overload(self, identifier: str, namespace: str, app: str) -> float:
        """Return load per capacity of an app; above 1 is bad, 0 without load."""
        cluster = self.cluster(identifier)
        cluster.tick()
        faults = (cluster.store.get(kinds.CONFIG_MAP, namespace, FAULTS) or {}).get("data") or {}
        pods = [
            pod
            for pod in cluster.store.all(kinds.POD, namespace)
            if is_active(pod) and app_of(pod["metadata"].get("labels") or {}) == app
        ]
        notes = (pods[0]["metadata"].get("annotations") or {}) if pods else {}
        ready, capacity = sum(map(is_ready, pods)), capacity_of(notes)
        return overload(app, faults=faults, capacity=capacity, ready=ready, now=cluster.now)

    def kubeconfig(self, identifier: str, server: str, account: Account = ADMIN) -> str:
        """Return a kubeconfig for a cluster.

        Args:
            identifier: of the cluster.
            server: where the stand-in is served, such as `http://127.0.0.1:8108`.
            account: whose token it holds.
        """
        address = f"{server.rstrip('/')}/k8s/{identifier}"
        user, cluster = account.user, {"server": address}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": identifier,
            "clusters": [{"name": identifier, "cluster": cluster}],
            "users": [{"name": user, "user": {"token": account.token}}],
            "contexts": [{"name": identifier, "context": {"cluster": identifier, "user": user}}],
        }
        return yaml.safe_dump(config, sort_keys=False)

    def tick(self) -> None:
        """Have every cluster do what has fallen due."""
        for cluster in self.clusters():
            cluster.tick()

    def advance(self, seconds: float) -> None:
        """Move a clock that is moved by hand, and have every cluster catch up."""
        self.clock.advance(timedelta(seconds=seconds))
        self.tick()

    def reset(self) -> None:
        """Forget all clusters, ordered failures and the ledger; accounts and the clock stay."""
        self._served.clear()
        self._logs.clear()
        self.faults.clear()
        self.ledger.clear()

    def _apply(self, identifier: str, manifest: Mapping[str, Any], manager: str) -> Item:
        kind = kind_of(manifest.get("apiVersion", ""), manifest.get("kind", ""))
        if kind is None:
            raise ValueError(f"Unknown kind {manifest.get('kind')!r} in a manifest.")
        metadata = manifest["metadata"]
        namespace = metadata.get("namespace", "default") if kind.namespaced else ""
        if namespace:
            self._have_namespace(identifier, namespace)
        version = manifest["apiVersion"].rpartition("/")[2]
        target = Target(kind, version, namespace, metadata["name"])
        self._ask(identifier, "patch", target, manifest, manager=manager)
        return self.cluster(identifier).current(kind, namespace, metadata["name"])

    def _have_namespace(self, identifier: str, name: str) -> None:
        if self.cluster(identifier).store.get(kinds.NAMESPACE, "", name) is None:
            self._ask(identifier, "create", Target(kinds.NAMESPACE, "v1"), _named(name))

    def _ask(
        self,
        identifier: str,
        verb: str,
        target: Target,
        body: Mapping[str, Any],
        *,
        manager: str = "sandbox",
    ) -> None:
        """Do something through the API of a cluster, past its gateway."""
        call = Call(
            verb=verb,
            target=target,
            query={"fieldManager": manager, "force": "true"},
            content_type=APPLY_PATCH,
            raw=yaml.safe_dump(dict(body)).encode(),
            user=ADMIN.user,
        )
        self._served[identifier].api.answer(call, ADMIN)

    async def _face(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the page for people, or say that the stand-in is there."""
        answer: Response = JSONResponse({"status": "ok", "sandbox": True})
        if scope["path"] == "/":
            self.tick()
            answer = HTMLResponse(render(self.clusters()), headers=HEADERS)
        await answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Take part in the server's start and stop; in between, keep the clusters going."""
        beating: asyncio.Task[None] | None = None
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                beating = asyncio.create_task(self._beat())
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                break
        if beating is not None:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating

    async def _beat(self) -> None:
        while True:
            self.tick()
            await asyncio.sleep(BEAT_SECONDS)


def _named(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def _documents(manifest: Manifest) -> list[Mapping[str, Any]]:
    if isinstance(manifest, str):
        return [one for one in yaml.safe_load_all(manifest) if one]
    return [manifest] if isinstance(manifest, Mapping) else list(manifest)
