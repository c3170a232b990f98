"""Many workloads that are all ill at once, and many messages about them over real HTTP."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from demonstration.stage import Stage
from domain.incidents.incidents import Incident
from sandbox.scenarios.manifests import deployment, neighbours
from tests.fakes.waiting import eventually
from tests.scenarios.rig import Rig
from tests.scenarios.ways import MAIN

SECRET = "sources-know-this-address"
"""End of the address that sources post to."""

DOOR = f"/api/v1/alerts/plain/{SECRET}"

SETTINGS = {"ZHIBAN_ALERTS_SECRET": SECRET, "ZHIBAN_ALERTS_PER_MINUTE": "100000"}
"""For houses whose doors stand open: the bound on messages a minute has tests of its own."""


@dataclass(frozen=True)
class Posted:
    """One message that was sent until it was taken.

    Attributes:
        seconds: until each answer, in order; the last one is the 200.
    """

    at: datetime
    seconds: tuple[float, ...]
    taken: bool


@dataclass(frozen=True)
class Crowd:
    """Workloads that are ill: `apps` in each of `namespaces`."""

    namespaces: Sequence[str]
    apps: Sequence[str]

    @property
    def places(self) -> list[tuple[str, str]]:
        """Each workload once, those of one namespace far apart."""
        return [(namespace, app) for app in self.apps for namespace in self.namespaces]


def message(namespace: str, app: str, *, number: int = 0, cluster: str = MAIN) -> dict[str, Any]:
    """Return the alert of one workload as a program of one's own sends it."""
    return {
        "state": "firing",
        "name": f"{app} is not ready",
        "fault": "not_ready",
        "severity": "critical",
        "id": f"{namespace}-{app}-{number}",
        "object": {"cluster": cluster, "namespace": namespace, "kind": "Deployment", "name": app},
        "measures": {"users": 5_000, "services": 3, "error_rate": 0.4},
        "text": "one of many",
    }


async def post(client: httpx.AsyncClient, body: dict[str, Any], *, tries: int = 5) -> Posted:
    """Send a message as a good source does: what is not taken is sent again."""
    at, seconds = datetime.now(UTC), []
    for _ in range(tries):
        began = time.monotonic()
        try:
            answer = await client.post(DOOR, json=body)
        except httpx.TransportError:  # a kept connection that the other side has just closed
            continue
        seconds.append(time.monotonic() - began)
        if answer.status_code == httpx.codes.OK:
            return Posted(at, tuple(seconds), taken=True)
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
    return Posted(at, tuple(seconds), taken=False)


async def settle(rig: Rig, *, namespaces: int, apps: int) -> Crowd:
    """Deploy healthy workloads, beside as many healthy neighbours as a namespace needs."""
    names = [f"app-{number}" for number in range(1, apps + 1)]
    found = []
    for number in range(1, namespaces + 1):
        namespace = f"story-crowd-{number}"
        found.append(namespace)
        await rig.cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
        await rig.cluster.admit(namespace)
        stage = Stage(rig.cluster.admin, MAIN, namespace)
        shops = [deployment(app, f"registry.example/{app}:1.0", replicas=1) for app in names]
        await stage.deploy([*shops, *neighbours(apps + 2)])
    crowd = Crowd(found, names)
    await eventually(lambda: all_of(crowd, rig, "settled"), within=60)
    return crowd


async def all_of(crowd: Crowd, rig: Rig, what: str) -> bool:
    """Say whether every namespace is settled."""
    stages = [Stage(rig.cluster.admin, MAIN, namespace) for namespace in crowd.namespaces]
    return all(await asyncio.gather(*(getattr(stage, what)() for stage in stages)))


async def fall_ill(rig: Rig, crowd: Crowd) -> None:
    """Let the processes of every workload hang: a restart heals."""
    now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    for namespace in crowd.namespaces:
        for app in crowd.apps:
            moment = now.isoformat().replace("+00:00", "Z")
            await rig.cluster.fault(namespace, app, "stuck-before", moment)

    async def ill() -> bool:
        stages = [Stage(rig.cluster.admin, MAIN, namespace) for namespace in crowd.namespaces]
        looks = [stage.unhealthy(app) for stage in stages for app in crowd.apps]
        return all(await asyncio.gather(*looks))

    await eventually(ill, within=60)


async def incidents_of(rig: Rig, crowd: Crowd) -> list[Incident]:
    """Return every incident of a crowd."""
    found = []
    for namespace in crowd.namespaces:
        page = await rig.cast.incidents.list(by=rig.cast.operator, namespace=namespace, limit=100)
        found += page.incidents
    return found


def share(numbers: Sequence[float], part: float) -> float:
    """Return the number below which this part of them lies."""
    ordered = sorted(numbers)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]
