"""What the cluster itself reports: these stand above all that is merely near (RBK-18)."""

import re
from collections.abc import Iterator

from domain.common.messages import Called, message
from domain.incidents.causes.causes import TURN, Cause, CauseKind, Certainty, Proof, Standing
from domain.incidents.causes.scene import Scene, by_event, by_pod

_PULL = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
_CONFIG = frozenset({"CreateContainerConfigError"})
_NAMED = re.compile(r"(?:configmap|secret|key)s? \"?([\w./-]{1,120})", re.IGNORECASE)
_QUOTA = re.compile(r"exceeded quota:? ?([\w.-]{0,60})", re.IGNORECASE)
_ADMISSION = re.compile(
    r"(?:admission webhook|failed calling webhook|denied the request)", re.IGNORECASE
)
_WEBHOOK = re.compile(r"webhook \"?([\w.-]{1,80})", re.IGNORECASE)
_VOLUME = re.compile(r"(?:volume|multi-attach|persistentvolumeclaim)", re.IGNORECASE)
_MISSING_CONFIG = r"(?:configmap|secret|references non-existent).*(?:not found|non-existent)"


def mechanisms(scene: Scene) -> Iterator[Cause]:
    """Yield every mechanism that is reported; each names the object that reports it."""
    for rule in (_node_lost, _image, _config, _volume, _pressure, _room, _quota, _drained, _memory):
        found = rule(scene)
        if found is not None:
            yield found
    yield from _wiring(scene)


def _found(
    kind: CauseKind, *proofs: Proof | None, about: str = "", certainty: Certainty | None = None
) -> Cause:
    said = tuple(each for each in proofs if each is not None)
    moments = [each.at for each in said if each.at is not None]
    return Cause(
        kind=kind,
        certainty=certainty or Certainty.CONFIRMED,
        standing=Standing.MECHANISM,
        proofs=said,
        about=about,
        at=min(moments, default=None),
    )


def _image(scene: Scene) -> Cause | None:
    for pod, container in scene.containers():
        if container.waiting in _PULL:
            event = scene.event("Failed", "ErrImagePull", saying="image")
            said = by_pod(pod, container.waiting, container.told)
            return _found(
                CauseKind.IMAGE, said, by_event(event) if event else None, about=container.image
            )
    return None


def _config(scene: Scene) -> Cause | None:
    for pod, container in scene.containers():
        if container.waiting in _CONFIG:
            about = _name(container.told)
            return _found(
                CauseKind.CONFIG_MISSING,
                by_pod(pod, container.waiting, container.told),
                about=about,
            )
    event = scene.event("FailedMount", "Failed", saying=_MISSING_CONFIG)
    if event is not None and scene.failing:
        return _found(CauseKind.CONFIG_MISSING, by_event(event), about=_name(event.told))
    return None


def _name(told: str) -> str:
    found = _NAMED.search(told)
    return found[1] if found else ""


def _node_lost(scene: Scene) -> Cause | None:
    """Say so only where every pod that fails is on a lost node, and it was lost before."""
    lost = {each.name: each for each in scene.seen.nodes if not each.ready}
    placed = [each for each in scene.failing if each.node]
    if not placed or any(each.node not in lost for each in placed):
        return None
    node = lost[placed[0].node]
    if node.ready_since is not None and node.ready_since > scene.onset + TURN:
        return None
    said = message(
        "proof.node", node=Called(node.name), problem=Called("NotReady"), told=_told(node.told)
    )
    return _found(CauseKind.NODE_LOST, Proof(said, node.ready_since), about=node.name)


def _pressure(scene: Scene) -> Cause | None:
    evicted = next((each for each in scene.failing if each.reason == "Evicted"), None)
    event = scene.event("Evicted")
    if evicted is None and event is None:
        return None
    names = {each.node for each in scene.seen.pods}
    pressed = next(
        (each for each in scene.seen.nodes if each.pressures and each.name in names), None
    )
    proofs = [by_pod(evicted, "Evicted", evicted.told) if evicted else None]
    proofs.append(by_event(event) if event else None)
    if pressed is not None:
        problem, since = pressed.pressures[0]
        said = message("proof.node", node=Called(pressed.name), problem=Called(problem), told=None)
        proofs.append(Proof(said, since))
    about = pressed.name if pressed else (evicted.node if evicted else "")
    return _found(CauseKind.NODE_PRESSURE, *proofs, about=about)


def _room(scene: Scene) -> Cause | None:
    event = scene.event("FailedScheduling")
    pod = next((each for each in scene.failing if each.unscheduled), None)
    if pod is None:
        return None
    if _VOLUME.search(pod.unscheduled) and scene.seen.claims:
        return None  # the volume is the mechanism
    told = by_event(event) if event else None
    return _found(CauseKind.NO_ROOM, by_pod(pod, "Unschedulable", pod.unscheduled), told)


def _quota(scene: Scene) -> Cause | None:
    event = scene.event("FailedCreate")
    short = scene.seen.wanted - len(scene.serving) - len(scene.failing)
    if event is None and short > 0 and (full := tuple(_quotas(scene))):
        about = scene.seen.quotas[0].name
        return _found(CauseKind.QUOTA, *full, about=about, certainty=Certainty.PROBABLE)
    if event is None or scene.at - event.at > 5 * TURN:
        return None
    if found := _QUOTA.search(event.told):
        return _found(CauseKind.QUOTA, by_event(event), *_quotas(scene), about=found[1])
    if _ADMISSION.search(event.told):
        name = _WEBHOOK.search(event.told)
        return _found(CauseKind.ADMISSION, by_event(event), about=name[1] if name else "")
    return None


def _quotas(scene: Scene) -> Iterator[Proof]:
    for each in scene.seen.quotas[:1]:
        yield Proof(
            message(
                "proof.quota",
                quota=Called(each.name),
                resource=Called(each.resource),
                used=Called(each.used),
                hard=Called(each.hard),
            )
        )


def _drained(scene: Scene) -> Cause | None:
    """Pods that somebody's drain takes away while nothing else is wrong with them."""
    hit = next((each for each in scene.seen.pods if each.disrupted), None)
    event = next((e for e in scene.seen.events if e.reason in ("Evicted", "Preempted")), None)
    cordoned = next((each for each in scene.seen.nodes if each.cordoned and each.ready), None)
    if hit is None or hit.disrupted in ("TerminationByKubelet", "DeletionByTaintManager"):
        return None
    said = by_pod(hit, hit.disrupted, at=hit.disrupted_at)
    node = None
    if cordoned is not None:
        text = message(
            "proof.node", node=Called(cordoned.name), problem=Called("cordoned"), told=None
        )
        node = Proof(text, cordoned.cordoned_at)
    about = cordoned.name if cordoned else hit.node
    return _found(CauseKind.DRAINED, said, node, by_event(event) if event else None, about=about)


def _volume(scene: Scene) -> Cause | None:
    event = scene.event("FailedAttachVolume", "FailedMount", "ProvisioningFailed")
    if event is not None and re.search(_MISSING_CONFIG, event.told, re.IGNORECASE):
        event = None  # what it waits for is a ConfigMap or Secret
    waits = any(each.unscheduled and _VOLUME.search(each.unscheduled) for each in scene.failing)
    if not scene.failing or (event is None and not (waits and scene.seen.claims)):
        return None
    claims = [
        Proof(message("proof.claim", claim=Called(each.name), phase=Called(each.phase)), each.since)
        for each in scene.seen.claims[:1]
    ]
    about = scene.seen.claims[0].name if scene.seen.claims else ""
    return _found(CauseKind.VOLUME, by_event(event) if event else None, *claims, about=about)


def _memory(scene: Scene) -> Cause | None:
    for pod, container in scene.containers():
        if container.exit_reason != "OOMKilled":
            continue
        limit = message(
            "proof.memory",
            pod=Called(pod.name),
            restarts=container.restarts,
            limit=Called(container.memory) if container.memory else None,
        )
        event = scene.event("OOMKilling")
        return _found(
            CauseKind.MEMORY,
            Proof(limit, container.ended_at),
            by_event(event) if event else None,
            about=container.memory,
        )
    return None


def _wiring(scene: Scene) -> Iterator[Cause]:
    """Say so where pods are ready and a service that is meant for them has none of them."""
    if not scene.serving:
        return
    for each in scene.seen.services:
        if each.ours and each.ready == 0 and each.differs:
            said = message("proof.service", service=Called(each.name), differs=Called(each.differs))
            yield _found(CauseKind.WIRING, Proof(said, each.changed_at), about=each.name)
            return


def _told(text: str) -> Called | None:
    return Called(text[:80]) if text else None
