"""From what an alert names to the workload that a repair can act on."""

from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.objects import Json, controller_of, text
from integrations.kubernetes.client.paths import APPS, CORE, is_name, of_workload, single

_KINDS = {kind.value.lower(): kind for kind in WorkloadKind}
_APPS = "apps"


async def owner_of(asking: Asking, named: ObjectRef) -> WorkloadRef | None:
    """Return the top owner of a pod, container, ReplicaSet or workload, None when we know none.

    A container is named `pod/container`. Owners are followed by uid, so an object that was
    deleted and made again under the same name is not taken for the old one.
    """
    kind, name = named.kind.lower(), named.name.partition("/")[0]
    if not is_name(named.namespace) or not is_name(name):
        return None
    if kind in _KINDS:
        path = of_workload(_KINDS[kind], named.namespace, name)
        found = await asking.get(path)
        return WorkloadRef(named.cluster, named.namespace, _KINDS[kind], name) if found else None
    if kind == "replicaset":
        return await _above(asking, named, await _replica_set(asking, named.namespace, name))
    if kind in ("pod", "container"):
        return await _above(
            asking, named, await asking.get(single(CORE, "pods", named.namespace, name))
        )
    return None


async def _above(asking: Asking, named: ObjectRef, found: Json | None) -> WorkloadRef | None:
    owner = controller_of(found or {})
    name, uid = text(owner, "name"), text(owner, "uid")
    if text(owner, "apiVersion").partition("/")[0] != _APPS or not is_name(name):
        return None
    if text(owner, "kind") == "ReplicaSet":
        above = await _replica_set(asking, named.namespace, name)
        same = above is not None and text(above, "metadata", "uid") == uid
        return await _above(asking, named, above) if same else None
    kind = _KINDS.get(text(owner, "kind").lower())
    if kind is None:
        return None
    found = await asking.get(of_workload(kind, named.namespace, name))
    if found is None or text(found, "metadata", "uid") != uid:
        return None
    return WorkloadRef(named.cluster, named.namespace, kind, name)


async def _replica_set(asking: Asking, namespace: str, name: str) -> Json | None:
    return await asking.get(single(APPS, "replicasets", namespace, name))
