"""What stands around a workload in trouble, read at once; what is refused is named, not fatal."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from typing import Final, TypeVar

from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.clusters.surroundings import Facet, SeenConfig, SeenNode, Surroundings
from domain.common.errors import ZhibanError
from integrations.kubernetes.client.asking import METADATA_ONLY, Asking
from integrations.kubernetes.client.objects import Json, mapping, moment, number, text
from integrations.kubernetes.client.paths import (
    APPS,
    AUTOSCALING,
    CORE,
    is_name,
    listing,
    of_workload,
    single,
)
from integrations.kubernetes.workloads.gathering import revisions_and_pods
from integrations.kubernetes.workloads.ownership import last_writer, writers_of
from integrations.kubernetes.workloads.pods import pod_of
from integrations.kubernetes.workloads.seen import (
    MOST_PODS,
    autoscaler_seen,
    claims,
    events_about,
    full_quotas,
    names_of,
    neighbours,
    node_seen,
    pod_seen,
    read_live,
    revisions,
    services,
    unready_first,
)
from integrations.kubernetes.workloads.templates import config_names
from integrations.kubernetes.workloads.workloads import revision_number

PATIENCE: Final = 5.0
"""Seconds for each question; whoever is woken does not wait for more."""

MOST_NODES, MOST_CONFIGS = 10, 10
MOST_LISTED, MOST_LINES, MOST_LOG_BYTES = 500, 200, 64 * 1024

T = TypeVar("T")


class _Reading:
    """Asks one cluster; what it refuses or does not answer is remembered as unseen."""

    def __init__(self, asking: Asking, ref: WorkloadRef) -> None:
        self.asking = asking
        self.ref = ref
        self.unseen: list[Facet] = []

    async def listed(self, part: Facet, group: str, plural: str) -> list[Json]:
        path = listing(group, plural, self.ref.namespace)
        found = await self.known(part, self.asking.list(path, most=MOST_LISTED))
        return found.objects if found is not None else []

    async def known(self, part: Facet, asked: Awaitable[T]) -> T | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await asked
        except (ZhibanError, TimeoutError):
            self.unseen.append(part)
            return None


async def surroundings_of(asking: Asking, ref: WorkloadRef, at: datetime) -> Surroundings | None:
    """Return what stands around a workload; None when it does not exist.

    Raises what `Asking` does for the workload itself.
    """
    found = await asking.get(of_workload(ref.kind, ref.namespace, ref.name))
    if found is None:
        return None
    reading = _Reading(asking, ref)
    around = asyncio.create_task(_around(reading))
    owned = await reading.known(Facet.PODS, revisions_and_pods(asking, ref, found))
    pods = unready_first(owned[1].objects if owned else [])
    kept = sorted(owned[0] if owned else [], key=revision_number, reverse=True)
    worst = _worst(pods)
    nodes, configs, log, lists = await asyncio.gather(
        _nodes(reading, pods),
        _configs(reading, mapping(found, "spec", "template")),
        _log(reading, worst),
        around,
    )
    events = lists["events"]
    ready, wanted = _counts(ref.kind, found)
    return Surroundings(
        name=ref.name,
        kind=ref.kind,
        at=at,
        ready=ready,
        wanted=wanted,
        pods=tuple(pod_seen(one) for one in pods[:MOST_PODS]),
        revisions=revisions(found, kept, events),
        events=events_about(
            events, names_of(ref, pods, kept, lists["persistentvolumeclaims"], nodes)
        ),
        log=log,
        log_pod=worst,
        configs=configs,
        nodes=nodes,
        autoscaler=autoscaler_seen(ref, lists["horizontalpodautoscalers"]),
        quotas=tuple(full_quotas(lists["resourcequotas"])),
        claims=claims(lists["persistentvolumeclaims"], pods),
        services=()
        if Facet.SERVICES in reading.unseen
        else services(lists["services"], lists["endpoints"], mapping(found, "spec", "template")),
        neighbours=neighbours(ref, [*lists["deployments"], *lists["statefulsets"]]),
        unseen=tuple(dict.fromkeys(reading.unseen)),
    )


_LISTS: Final = (
    (Facet.EVENTS, CORE, "events"),
    (Facet.AUTOSCALER, AUTOSCALING, "horizontalpodautoscalers"),
    (Facet.QUOTAS, CORE, "resourcequotas"),
    (Facet.VOLUMES, CORE, "persistentvolumeclaims"),
    (Facet.SERVICES, CORE, "services"),
    (Facet.SERVICES, CORE, "endpoints"),
    (Facet.NEIGHBOURS, APPS, "deployments"),
    (Facet.NEIGHBOURS, APPS, "statefulsets"),
)


async def _around(reading: _Reading) -> dict[str, list[Json]]:
    """Return what the namespace holds, by plural."""
    found = await asyncio.gather(*(reading.listed(*each) for each in _LISTS))
    return {plural: many for (_, _, plural), many in zip(_LISTS, found, strict=True)}


def _counts(kind: WorkloadKind, found: Json) -> tuple[int, int]:
    if kind is WorkloadKind.DAEMON_SET:
        status = mapping(found, "status")
        return number(status, "numberReady"), number(status, "desiredNumberScheduled")
    return number(found, "status", "readyReplicas"), number(found, "spec", "replicas", default=1)


def _worst(pods: list[Json]) -> str:
    """Return the pod whose log says most: it fails, has run, and restarted most."""
    known = [pod_of(one) for one in pods]
    ran = [one for one in known if one.phase in ("Running", "Failed") and not one.deleting]
    ranked = sorted(ran or known, key=lambda one: (one.ready, -one.restarts, one.name))
    return ranked[0].name if ranked else ""


async def _log(reading: _Reading, pod: str) -> tuple[str, ...]:
    if not is_name(pod):
        return ()
    path = f"{single(CORE, 'pods', reading.ref.namespace, pod)}/log"
    params = {"tailLines": str(MOST_LINES), "limitBytes": str(MOST_LOG_BYTES)}
    body = await reading.known(Facet.LOG, reading.asking.body(path, **params))
    if body is None:
        return ()
    return tuple(body[-MOST_LOG_BYTES:].decode(errors="replace").splitlines()[-MOST_LINES:])


async def _nodes(reading: _Reading, pods: list[Json]) -> tuple[SeenNode, ...]:
    names = dict.fromkeys(text(one, "spec", "nodeName") for one in unready_first(pods))
    wanted = [name for name in names if is_name(name)][:MOST_NODES]
    paths = (f"/{CORE}/nodes/{name}" for name in wanted)
    found = await asyncio.gather(
        *(reading.known(Facet.NODES, reading.asking.get(path)) for path in paths)
    )
    return tuple(node_seen(one) for one in found if one is not None)


async def _configs(reading: _Reading, template: Json) -> tuple[SeenConfig, ...]:
    files = read_live(template)
    named = config_names(template)[:MOST_CONFIGS]
    return tuple(
        await asyncio.gather(
            *(_config(reading, kind, name, (kind, name) not in files) for kind, name in named)
        )
    )


async def _config(reading: _Reading, kind: str, name: str, at_start: bool) -> SeenConfig:  # noqa: FBT001 - how it is read
    unknown = SeenConfig(kind=kind, name=name, at_start=at_start)
    if not is_name(name):
        return unknown
    plural = "secrets" if kind == "Secret" else "configmaps"
    path = single(CORE, plural, reading.ref.namespace, name)
    before = len(reading.unseen)
    found = await reading.known(Facet.CONFIGS, reading.asking.get(path, accept=METADATA_ONLY))
    if found is None:
        missing = len(reading.unseen) == before
        return SeenConfig(
            kind=kind, name=name, at_start=at_start, exists=False if missing else None
        )
    written = [one for one in writers_of(found) if not one.subresource and one.at is not None]
    made = moment(found, "metadata", "creationTimestamp")
    changed = written[0].at if written else None
    return SeenConfig(
        kind=kind,
        name=name,
        exists=True,
        # What was never changed after it was made is no edit.
        changed_at=changed if changed is not None and (made is None or changed > made) else None,
        manager=last_writer(found),
        at_start=at_start,
    )
