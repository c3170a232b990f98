"""Everything about one workload, in two rounds of parallel questions.

What could not be read for lack of rights never looks like "there is none": autoscalers, budgets
and quotas decide whether a repair may write, so a refusal to list them is `Forbidden` for the
whole. Only the versions of ConfigMaps and Secrets may be missing: no guard relies on these.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from domain.clusters.clusters import ConfigRef, WorkloadKind, WorkloadRef
from domain.clusters.managers import Manager
from domain.common.errors import Forbidden, NotFound, Unavailable
from domain.common.messages import Called, message
from integrations.kubernetes.client.asking import METADATA_ONLY, Asking, Listed, at_once
from integrations.kubernetes.client.objects import Json, mapping, text
from integrations.kubernetes.client.paths import (
    APPS,
    AUTOSCALING,
    CORE,
    POLICIES,
    is_name,
    listing,
    of_workload,
    single,
)
from integrations.kubernetes.workloads.declared import with_declared
from integrations.kubernetes.workloads.ownership import manager_of
from integrations.kubernetes.workloads.pods import owned_by
from integrations.kubernetes.workloads.selectors import query
from integrations.kubernetes.workloads.templates import config_names

MOST_CONFIGS = 40
"""ConfigMaps and Secrets of one template that are looked at; others are told by name only."""

MOST_LISTED = 2_000
"""Objects of one kind that are read of one namespace."""


LONGEST = timedelta(seconds=30)
"""How long it may take in all: three answers one after the other, each as slow as one may be."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A workload and what belongs to it, as JSON."""

    found: Json
    revisions: list[Json] = field(default_factory=list)
    pods: Listed = field(default_factory=Listed)
    autoscalers: list[Json] = field(default_factory=list)
    budgets: list[Json] = field(default_factory=list)
    budget_version: str = POLICIES[0]
    quotas: list[Json] = field(default_factory=list)
    configs: tuple[ConfigRef, ...] = ()
    manager: Manager | None = None


async def gather(asking: Asking, ref: WorkloadRef) -> Gathered | None:
    """Return everything about a workload, None when it does not exist; raises as `Asking` does."""
    try:
        async with asyncio.timeout(LONGEST.total_seconds()):
            return await _gather(asking, ref)
    except TimeoutError:
        raise Unavailable(message("cluster.no_answer", cluster=Called(asking.cluster))) from None


async def gather_health(asking: Asking, ref: WorkloadRef) -> Gathered | None:
    """Return a workload with its revisions and pods only; otherwise as `gather`."""
    try:
        async with asyncio.timeout(LONGEST.total_seconds()):
            found = await asking.get(of_workload(ref.kind, ref.namespace, ref.name))
            if found is None:
                return None
            revisions, pods = await revisions_and_pods(asking, ref, found)
            return Gathered(found=found, revisions=revisions, pods=pods)
    except TimeoutError:
        raise Unavailable(message("cluster.no_answer", cluster=Called(asking.cluster))) from None


async def _gather(asking: Asking, ref: WorkloadRef) -> Gathered | None:
    namespace = ref.namespace
    async with at_once() as group:
        wanted = group.create_task(asking.get(of_workload(ref.kind, namespace, ref.name)))
        scalers = group.create_task(
            asking.list(
                listing(AUTOSCALING, "horizontalpodautoscalers", namespace), most=MOST_LISTED
            )
        )
        budgets = group.create_task(_budgets(asking, namespace))
        quotas = group.create_task(asking.list(listing(CORE, "resourcequotas", namespace)))
    found = wanted.result()
    if found is None:
        return None
    async with at_once() as group:
        owned = group.create_task(revisions_and_pods(asking, ref, found))
        configs = group.create_task(_configs(asking, namespace, found))
        manager = group.create_task(with_declared(asking, manager_of(found)))
    revisions, pods = owned.result()
    version, budget_list = budgets.result()
    return Gathered(
        found=found,
        revisions=revisions,
        pods=pods,
        autoscalers=scalers.result().objects,
        budgets=budget_list.objects,
        budget_version=version,
        quotas=quotas.result().objects,
        configs=configs.result(),
        manager=manager.result(),
    )


async def revisions_and_pods(
    asking: Asking, ref: WorkloadRef, found: Json
) -> tuple[list[Json], Listed]:
    """Return the ReplicaSets or ControllerRevisions of a workload, and its pods."""
    selector = query(mapping(found, "spec", "selector"))
    replica_sets = ref.kind is WorkloadKind.DEPLOYMENT
    plural = "replicasets" if replica_sets else "controllerrevisions"
    async with at_once() as group:
        revisions = group.create_task(
            asking.list(
                listing(APPS, plural, ref.namespace), most=MOST_LISTED, labelSelector=selector
            )
        )
        pods = group.create_task(
            asking.list(
                listing(CORE, "pods", ref.namespace), most=MOST_LISTED, labelSelector=selector
            )
        )
    uid = text(found, "metadata", "uid")
    own = owned_by(revisions.result().objects, {uid})
    owners = {text(one, "metadata", "uid") for one in own} if replica_sets else {uid}
    listed = pods.result()
    return own, Listed(owned_by(listed.objects, owners), listed.left)


def content_digest(content: Json) -> str:
    """Return SHA-256 over the data of a ConfigMap, hexadecimal, whatever the order of its keys."""
    parts = [
        part
        for name in ("data", "binaryData")
        for key, value in sorted(mapping(content, name).items())
        for part in (name, key, str(value))
    ]
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


async def _budgets(asking: Asking, namespace: str) -> tuple[str, Listed]:
    """Return the disruption budgets and the version that served them."""
    for version in POLICIES[:-1]:
        path = listing(f"apis/{version}", "poddisruptionbudgets", namespace)
        try:
            return version, await asking.list(path, most=MOST_LISTED)
        except NotFound:
            continue
    last = POLICIES[-1]
    path = listing(f"apis/{last}", "poddisruptionbudgets", namespace)
    return last, await asking.list(path, most=MOST_LISTED)


async def _configs(asking: Asking, namespace: str, found: Json) -> tuple[ConfigRef, ...]:
    names = config_names(mapping(found, "spec", "template"))
    async with at_once() as group:
        looked = [
            group.create_task(_config(asking, namespace, kind, name))
            for kind, name in names[:MOST_CONFIGS]
        ]
    unseen = (ConfigRef(kind, name) for kind, name in names[MOST_CONFIGS:])
    return (*(task.result() for task in looked), *unseen)


async def _config(asking: Asking, namespace: str, kind: str, name: str) -> ConfigRef:
    if not is_name(name):
        return ConfigRef(kind, name)
    secret = kind == "Secret"
    path = single(CORE, "secrets" if secret else "configmaps", namespace, name)
    try:
        found = await asking.get(path, **({"accept": METADATA_ONLY} if secret else {}))
    except Forbidden:
        return ConfigRef(kind, name)
    if found is None:
        return ConfigRef(kind, name)
    version = text(found, "metadata", "resourceVersion")
    return ConfigRef(kind, name, version, "" if secret else content_digest(found))
