"""Evictions: they respect disruption budgets, as deleting a pod would not."""

from collections.abc import Awaitable, Callable

import httpx2

from domain.clusters.changes import Performing
from integrations.kubernetes.failures import Refused
from integrations.kubernetes.objects import inside, text
from integrations.kubernetes.paths import CORE, POLICIES, single
from integrations.kubernetes.sending import Sending

_OVER = (httpx2.codes.NOT_FOUND, httpx2.codes.CONFLICT)
"""The pod is not there any more, or another one has its name."""


def evicting(
    sending: Sending, namespace: str, sent: list[object]
) -> Callable[[str, str], Awaitable[Performing]]:
    """Return what evicts one pod by name, if its uid is still the same, and notes what it sends.

    It raises `Refused` when the pod's budget, or the server, says no.
    """

    async def evict(pod: str, uid: str) -> Performing:
        found = await sending.asking.get(single(CORE, "pods", namespace, pod))
        ending = inside(found, "metadata", "deletionTimestamp") is not None
        if ending or text(found, "metadata", "uid") != uid:
            return Performing.ALREADY
        try:
            sent.append({"evict": pod, "uid": uid})
            await _send(sending, namespace, pod, uid)
        except Refused as refusal:
            if refusal.code in _OVER:
                return Performing.ALREADY
            raise
        return Performing.DONE

    return evict


async def _send(sending: Sending, namespace: str, pod: str, uid: str) -> None:
    path = f"{single(CORE, 'pods', namespace, pod)}/eviction"
    newest, oldest = POLICIES
    try:
        await sending.send("POST", path, _eviction(newest, pod, uid, namespace))
    except Refused as refusal:
        # Servers before Kubernetes 1.22 do not know the newer form.
        if refusal.code != httpx2.codes.BAD_REQUEST or "no kind" not in refusal.words:
            raise
        await sending.send("POST", path, _eviction(oldest, pod, uid, namespace))


def _eviction(version: str, pod: str, uid: str, namespace: str) -> dict[str, object]:
    return {
        "apiVersion": version,
        "kind": "Eviction",
        "metadata": {"name": pod, "namespace": namespace},
        "deleteOptions": {"preconditions": {"uid": uid}},
    }
