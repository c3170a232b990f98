"""Evicting and isolating pods, each of them once.

Names of pods come back: a StatefulSet makes `web-0` anew. So the first write binds the names to
uids, on the workload and together with the key; what follows acts on these uids only, and a
second try with the same key goes on where the first one ended.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import httpx2

from domain.clusters.changes import Performed, Performing, Step, Verb
from domain.common.errors import EffectUnknown, InvalidRequest, TooManyRequests, Unavailable
from domain.common.messages import Foreign, message
from integrations.kubernetes.client.failures import MOST_WORDS, Refused
from integrations.kubernetes.client.objects import MARK, Json, inside, text, texts
from integrations.kubernetes.client.paths import CORE, POLICIES, of_workload, single
from integrations.kubernetes.client.sending import Sending, as_found
from integrations.kubernetes.repairs.isolating import isolating
from integrations.kubernetes.repairs.patches import MOST_SHOWN, Change, shown
from integrations.kubernetes.repairs.workload_writes import Aim, change_workload
from integrations.kubernetes.workloads.gathering import revisions_and_pods

BOUND = f"{MARK}pods"
"""Annotation of the workload with the pods of the newest action: `{"name": "uid"}`."""

MOST_PODS = 20


@dataclass
class _Account:
    """What became of each pod."""

    outcomes: list[Performing] = field(default_factory=list)
    words: str = ""
    sent: list[object] = field(default_factory=list)


async def change_pods(sending: Sending, step: Step, key: str) -> Performed:
    """Evict or isolate the pods of a step.

    Raises:
        InvalidRequest: the step names no pod, or too many.
    """
    if not 0 < len(step.pods) <= MOST_PODS:
        raise InvalidRequest("pods", message("cluster_rule.pods", most=MOST_PODS))
    pods: dict[str, str] = {}

    async def bound(found: Json) -> Change | Performed:
        pods.clear()
        pods.update(await _named_pods(sending, step, found))
        if not pods:
            return as_found(Performing.GONE, found, message("cluster.pods_gone"))
        return Change(added={BOUND: json.dumps(pods, sort_keys=True)})

    binding = await change_workload(sending, Aim(step.target, step.generation, key), bound)
    if binding.outcome is Performing.ALREADY:
        pods.update(await _bound_before(sending, step))
    elif binding.outcome is not Performing.DONE:
        return binding
    return await _go_on(sending, step, key, pods, binding)


async def _named_pods(sending: Sending, step: Step, found: Json) -> dict[str, str]:
    """Return name and uid of the pods of the step that are the workload's."""
    _, pods = await revisions_and_pods(sending.asking, step.target, found)
    named = {text(one, "metadata", "name"): text(one, "metadata", "uid") for one in pods.objects}
    return {name: named[name] for name in step.pods if name in named}


async def _bound_before(sending: Sending, step: Step) -> dict[str, str]:
    """Return the pods that an earlier try was bound to."""
    target = step.target
    found = await sending.asking.get(of_workload(target.kind, target.namespace, target.name))
    try:
        return texts(json.loads(text(found, "metadata", "annotations", BOUND)))
    except ValueError:
        return {}


async def _go_on(
    sending: Sending, step: Step, key: str, pods: dict[str, str], so_far: Performed
) -> Performed:
    """Act on every bound pod that was not acted on yet."""
    account = _Account()
    try:
        if step.verb is Verb.ISOLATE:
            act = await isolating(sending, step.target, key, account.sent)
        else:
            act = evicting(sending, step.target.namespace, account.sent)
        for name, uid in pods.items():
            account.outcomes.append(await act(name, uid))
    except Refused as refusal:
        account.words = refusal.words
    except (Unavailable, TooManyRequests) as error:
        if sending.dry or Performing.DONE not in (so_far.outcome, *account.outcomes):
            raise
        # Something was written before, so "nothing was changed" would not be true.
        raise EffectUnknown(error.explanation or str(error), delay=error.delay) from None
    patches = [so_far.patch] if so_far.patch else []
    patch = "\n".join([*patches, *(shown(one) for one in account.sent)])[:MOST_SHOWN]
    return replace(_summed_up(account, len(pods), so_far), patch=patch)


def _summed_up(account: _Account, pods: int, so_far: Performed) -> Performed:
    if account.words:
        refused = Foreign(account.words[:MOST_WORDS])
        said = message("cluster.pods", done=len(account.outcomes), all=pods, said=refused)
        return replace(so_far, outcome=Performing.REFUSED, detail=account.words, said=said)
    again = all(outcome is not Performing.DONE for outcome in account.outcomes)
    outcome = so_far.outcome if again else Performing.DONE
    return replace(so_far, outcome=outcome)


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
