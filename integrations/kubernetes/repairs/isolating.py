"""Isolation: a pod leaves its workload and its services, and no traffic reaches it.

It stays for people to look at. Its controller, which counts it no more, makes another one, except
a StatefulSet, which cannot: the name is taken until somebody deletes the isolated pod.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Final

import httpx2

from domain.clusters.changes import Performing
from domain.clusters.clusters import WorkloadRef
from integrations.kubernetes.client.failures import Refused
from integrations.kubernetes.client.objects import MARK, Json, inside, mapping, text, texts
from integrations.kubernetes.client.paths import CORE, NETWORKING, listing, of_workload, single
from integrations.kubernetes.client.sending import MOVED, PAUSES, Sending
from integrations.kubernetes.repairs.patches import annotated, escaped, tests
from integrations.kubernetes.workloads.selectors import keys

QUARANTINE: Final = f"{MARK}quarantine"
"""Label of isolated pods; its value is the key of the action."""

WAS: Final = f"{MARK}was-labels"
"""Annotation of isolated pods with the labels that were taken from them, as JSON."""

POLICY: Final = "zhiban-quarantine"
"""Name of the NetworkPolicy; one in each namespace serves all isolated pods of it."""

_SPEC: Final = {
    "podSelector": {"matchExpressions": [{"key": QUARANTINE, "operator": "Exists"}]},
    "policyTypes": ["Ingress", "Egress"],
}


async def isolating(
    sending: Sending, target: WorkloadRef, key: str, sent: list[object]
) -> Callable[[str, str], Awaitable[Performing]]:
    """Return what takes one pod out of the target by name, and notes what it sends.

    A pod with another uid is left alone. It raises `Refused` when the server says no, and so does
    this when the NetworkPolicy cannot be made or is somebody else's.
    """
    await cut_off(sending, target.namespace, sent)
    workload = of_workload(target.kind, target.namespace, target.name)
    selector = mapping(await sending.asking.get(workload), "spec", "selector")

    async def isolate(pod: str, uid: str) -> Performing:
        path = single(CORE, "pods", target.namespace, pod)
        for pause in PAUSES:
            await asyncio.sleep(pause)
            found = await sending.asking.get(path)
            marked = text(found, "metadata", "labels", QUARANTINE)
            if found is None or text(found, "metadata", "uid") != uid or marked:
                return Performing.ALREADY
            patch = _relabelled(found, selector, key)
            try:
                await sending.patch(path, patch)
            except Refused as refusal:
                # Its labels moved between the look and the patch: look again.
                if pause == PAUSES[-1] or refusal.code not in MOVED:
                    raise
            else:
                sent.append({"isolate": pod, "patch": patch})
                break
        return Performing.DONE

    return isolate


async def cut_off(sending: Sending, namespace: str, sent: list[object]) -> None:
    """Make the NetworkPolicy, which only a network plugin that enforces it makes true."""
    path = single(NETWORKING, "networkpolicies", namespace, POLICY)
    found = await sending.asking.get(path)
    if found is None:
        body = {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": POLICY, "namespace": namespace},
            "spec": _SPEC,
        }
        try:
            policies = listing(NETWORKING, "networkpolicies", namespace)
            found = await sending.send("POST", policies, body)
            sent.append(body)
        except Refused as refusal:
            if refusal.code != httpx2.codes.CONFLICT:
                raise
            found = await sending.asking.get(path)
    if not is_ours(found):
        words = f"networkpolicies/{POLICY} of namespace {namespace} is not as Zhiban made it"
        raise Refused(httpx2.codes.CONFLICT, "Conflict", words)


def _relabelled(found: Json, selector: Json, key: str) -> list[Json]:
    labels = texts(found, "metadata", "labels")
    taken = {name: labels[name] for name in sorted(keys(selector)) if name in labels}
    removals = [
        {"op": operation, "path": f"/metadata/labels/{escaped(name)}", "value": value}
        for name, value in taken.items()
        for operation in ("test", "remove")
    ]
    mark = {"op": "add", "path": f"/metadata/labels/{escaped(QUARANTINE)}", "value": key}
    return [*tests(found), *removals, mark, *annotated(found, {WAS: json.dumps(taken)})]


def is_ours(found: Json | None) -> bool:
    """Say whether a NetworkPolicy is the one that we made, unchanged."""
    spec = mapping(found, "spec")
    rules = [inside(spec, name) for name in ("ingress", "egress")]
    return not any(rules) and all(spec.get(name) == value for name, value in _SPEC.items())
