"""The control face: what tests and demonstrations change from outside, over HTTP."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.control import Handler, control_routes, read, reply
from sandbox.faults import read_order
from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.faults import Fault

if TYPE_CHECKING:
    from sandbox.kubernetes.app import KubernetesStandIn


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ClusterBody(_Body):
    """A cluster to make, or to change."""

    cluster: str = Field(min_length=1)
    self_heal: bool = False


class ManifestBody(_Body):
    """Objects for a cluster: YAML text, or a list of objects."""

    cluster: str
    manifest: str | list[dict[str, Any]]
    manager: str = "sandbox"


class PodFaultBody(_Body):
    """One key of `sandbox-faults`; without a value it is taken out."""

    cluster: str
    namespace: str
    app: str
    key: str
    value: str | None = None


class LogBody(_Body):
    """What the containers of an app write first."""

    cluster: str
    app: str
    text: str


class ControlFace:
    """The routes of `/_sim`."""

    def __init__(self, stand_in: "KubernetesStandIn", token: str) -> None:
        self._stand_in = stand_in
        self._token = token

    def app(self) -> Starlette:
        """Return the ASGI application."""
        table: dict[str, dict[str, Handler]] = {
            "/clusters": {"GET": self.clusters, "POST": self.add_cluster},
            "/apply": {"POST": self.apply},
            "/pod-faults": {"POST": self.set_fault},
            "/logs": {"POST": self.set_log},
            "/faults": {"GET": self.faults, "POST": self.order, "DELETE": self.clear_faults},
            "/ledger": {"GET": self.ledger},
            "/compact": {"POST": self.compact},
            "/reset": {"POST": self.reset},
        }
        return Starlette(routes=control_routes("/_sim", table, token=self._token))

    async def clusters(self, request: Request) -> Response:  # noqa: ARG002 - one signature for all
        """Say which clusters there are."""
        found = self._stand_in.clusters()
        return reply(clusters=[one.identifier for one in found])

    async def add_cluster(self, request: Request) -> Response:
        """Make a cluster, or switch self-heal of one."""
        body = await read(request, ClusterBody)
        self._stand_in.add_cluster(body.cluster).self_heal = body.self_heal
        return reply(cluster=body.cluster)

    async def apply(self, request: Request) -> Response:
        """Create or change objects."""
        body = await read(request, ManifestBody)
        try:
            kept = self._stand_in.apply(body.cluster, body.manifest, manager=body.manager)
        except Refusal as refusal:
            raise ValueError(str(refusal)) from refusal
        return reply(applied=[f"{one['kind']}/{one['metadata']['name']}" for one in kept])

    async def set_fault(self, request: Request) -> Response:
        """Order a fault of pods."""
        body = await read(request, PodFaultBody)
        self._stand_in.set_fault(body.cluster, body.namespace, body.app, body.key, body.value)
        return reply(set=f"{body.app}.{body.key}")

    async def set_log(self, request: Request) -> Response:
        """Have an app write something."""
        body = await read(request, LogBody)
        self._stand_in.set_log(body.cluster, body.app, body.text)
        return reply(set=body.app)

    async def order(self, request: Request) -> Response:
        """Order a failure of requests."""
        fault = read_order(Fault, await request.body())
        self._stand_in.order(fault)
        return reply(ordered=asdict(fault))

    async def faults(self, request: Request) -> Response:  # noqa: ARG002 - one signature for all
        """Say which failures are still to come."""
        return reply(faults=[asdict(fault) for fault in self._stand_in.faults.waiting()])

    async def clear_faults(self, request: Request) -> Response:  # noqa: ARG002 - one signature
        """Let every request work again."""
        self._stand_in.faults.clear()
        return reply(cleared=True)

    async def ledger(self, request: Request) -> Response:
        """Return the writes that were asked for, of one cluster if `?cluster=` names it."""
        entries = self._stand_in.ledger.entries(request.query_params.get("cluster", ""))
        shown = [asdict(one) | {"at": one.at.isoformat()} for one in entries]
        return reply(ledger=shown)

    async def compact(self, request: Request) -> Response:
        """Have every watch from before now end with 410."""
        body = await read(request, ClusterBody)
        self._stand_in.cluster(body.cluster).store.compact()
        return reply(compacted=body.cluster)

    async def reset(self, request: Request) -> Response:  # noqa: ARG002 - one signature for all
        """Forget clusters, ordered failures and the ledger."""
        self._stand_in.reset()
        return reply(reset=True)
