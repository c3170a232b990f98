"""Objects of the API as facts about what stands around a workload in trouble."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from domain.clusters.clusters import WorkloadRef
from domain.clusters.surroundings import (
    SeenAutoscaler,
    SeenClaim,
    SeenContainer,
    SeenEvent,
    SeenNeighbour,
    SeenNode,
    SeenPod,
    SeenQuota,
    SeenRevision,
    SeenService,
)
from integrations.kubernetes.client.objects import (
    LONG_AGO,
    MARK,
    Json,
    condition,
    each,
    inside,
    mapping,
    moment,
    number,
    text,
    texts,
)
from integrations.kubernetes.workloads.events import event_of
from integrations.kubernetes.workloads.limits import quantity
from integrations.kubernetes.workloads.ownership import writers_of
from integrations.kubernetes.workloads.pods import pod_of
from integrations.kubernetes.workloads.template_parts import parts_of
from integrations.kubernetes.workloads.templates import config_names
from integrations.kubernetes.workloads.workloads import revision_number, revision_template

MOST_PODS, MOST_REVISIONS, MOST_EVENTS = 20, 5, 200

_OVERLOADED: Final = ("Overloaded", "Saturated")
_HASHES: Final = ("pod-template-hash", "controller-revision-hash")
_CONDITIONS: Final = "autoscaling.alpha.kubernetes.io/conditions"
_OURS: Final = f"{MARK}action"


def unready_first(pods: list[Json]) -> list[Json]:
    """Return pods in the order in which they matter: unready, then the newest."""
    return sorted(pods, key=lambda one: (pod_of(one).ready, -pod_of(one).created_at.timestamp()))


def node_seen(found: Json) -> SeenNode:
    """Return a node under pods that fail."""
    ready = condition(found, "Ready")
    taints = each(found, "spec", "taints")
    cordoned = [one for one in taints if text(one, "key") == "node.kubernetes.io/unschedulable"]
    return SeenNode(
        name=text(found, "metadata", "name"),
        ready=text(ready, "status") == "True",
        ready_since=moment(ready, "lastTransitionTime"),
        told=text(ready, "message"),
        pressures=tuple(
            (text(one, "type"), moment(one, "lastTransitionTime"))
            for one in each(found, "status", "conditions")
            if text(one, "type").endswith("Pressure") and text(one, "status") == "True"
        ),
        cordoned=inside(found, "spec", "unschedulable") is True,
        cordoned_at=moment(cordoned[0], "timeAdded") if cordoned else None,
    )


def read_live(template: Json) -> set[tuple[str, str]]:
    """Return what running pods see change: volumes, unless a part of one is mounted."""
    volumes = {"spec": {"volumes": list(each(template, "spec", "volumes")), "containers": []}}
    return set(config_names(volumes))


def pod_seen(found: Json) -> SeenPod:
    """Return a pod with what its containers and conditions say."""
    known = pod_of(found)
    scheduled, hit = condition(found, "PodScheduled"), condition(found, "DisruptionTarget")
    limits = {
        text(one, "name"): text(one, "resources", "limits", "memory")
        for one in each(found, "spec", "containers")
    }
    statuses = (
        *each(found, "status", "initContainerStatuses"),
        *each(found, "status", "containerStatuses"),
    )
    loads = (
        text(one, "message")
        for one in each(found, "status", "conditions")
        if text(one, "type").rpartition("/")[2] in _OVERLOADED and text(one, "status") == "True"
    )
    return SeenPod(
        name=known.name,
        created_at=known.created_at,
        ready=known.ready,
        node=known.node,
        revision=known.revision,
        ready_since=moment(condition(found, "Ready"), "lastTransitionTime"),
        reason=text(found, "status", "reason"),
        told=text(found, "status", "message"),
        containers=tuple(_container(one, limits) for one in statuses),
        unscheduled=text(scheduled, "message") if text(scheduled, "status") == "False" else "",
        disrupted=text(hit, "reason") if text(hit, "status") == "True" else "",
        disrupted_at=moment(hit, "lastTransitionTime"),
        overloaded=next(loads, ""),
        deleting=known.deleting,
    )


def _container(status: Json, limits: dict[str, str]) -> SeenContainer:
    ended = mapping(status, "state", "terminated") or mapping(status, "lastState", "terminated")
    name = text(status, "name")
    return SeenContainer(
        name=name,
        image=text(status, "image"),
        waiting=text(status, "state", "waiting", "reason"),
        told=text(status, "state", "waiting", "message"),
        restarts=number(status, "restartCount"),
        exit_code=number(ended, "exitCode") if ended else None,
        exit_reason=text(ended, "reason"),
        ended_at=moment(ended, "finishedAt"),
        memory=limits.get(name, ""),
    )


def revisions(found: Json, kept: list[Json], events: list[Json]) -> tuple[SeenRevision, ...]:
    """Return templates, the newest first, with when each was rolled out."""
    ours = text(found, "metadata", "annotations", _OURS)
    return tuple(
        SeenRevision(
            number=revision_number(one),
            key=_key(one),
            at=_rolled_out(one, kept, events),
            parts=parts_of(revision_template(one)),
            ours=bool(ours)
            and text(revision_template(one), "metadata", "annotations", _OURS) == ours,
        )
        for one in kept[:MOST_REVISIONS]
    )


def _key(revision: Json) -> str:
    labels = texts(revision, "metadata", "labels")
    return next((labels[name] for name in _HASHES if name in labels), "")


def _rolled_out(revision: Json, revisions: list[Json], events: list[Json]) -> datetime | None:
    """Return when a template was rolled out; the highest number is the newest, not the youngest.

    A rollback uses a former object again: its creation says nothing then, an event may.
    """
    made = moment(revision, "metadata", "creationTimestamp")
    older = [one for one in revisions if revision_number(one) < revision_number(revision)]
    if made is not None and all(
        (moment(one, "metadata", "creationTimestamp") or LONG_AGO) <= made for one in older
    ):
        return made
    name = text(revision, "metadata", "name")
    scaled = (
        event_of(one).at
        for one in events
        if text(one, "reason") == "ScalingReplicaSet" and f"up replica set {name} " in _told(one)
    )
    return max(scaled, default=None)


def _told(event: Json) -> str:
    return f"{text(event, 'message')} "


def names_of(
    ref: WorkloadRef,
    pods: list[Json],
    revisions: list[Json],
    claims: list[Json],
    nodes: tuple[SeenNode, ...],
) -> set[str]:
    """Return the objects whose events count: `Pod/checkout-x`."""
    names = {f"{ref.kind}/{ref.name}"}
    names |= {f"Pod/{text(one, 'metadata', 'name')}" for one in pods}
    names |= {f"ReplicaSet/{text(one, 'metadata', 'name')}" for one in revisions}
    names |= {f"PersistentVolumeClaim/{text(one, 'metadata', 'name')}" for one in claims}
    names |= {f"HorizontalPodAutoscaler/{ref.name}", *(f"Node/{each.name}" for each in nodes)}
    return names


def events_about(events: Iterable[Json], names: set[str]) -> tuple[SeenEvent, ...]:
    """Return the events of some objects, newest first."""
    found = [(one, event_of(one)) for one in events]
    seen = [
        SeenEvent(
            object=event.object,
            type=event.type,
            reason=event.reason,
            told=event.message,
            first_at=moment(one, "firstTimestamp") or moment(one, "eventTime") or event.at,
            at=event.at,
            count=event.count,
        )
        for one, event in found
        if event.object in names
    ]
    seen.sort(key=lambda one: one.at, reverse=True)
    return tuple(seen[:MOST_EVENTS])


def autoscaler_seen(ref: WorkloadRef, found: list[Json]) -> SeenAutoscaler | None:
    """Return the autoscaler that owns the count; None when none does."""
    for one in found:
        target = mapping(one, "spec", "scaleTargetRef")
        if (text(target, "kind"), text(target, "name")) == (ref.kind.value, ref.name):
            active = _scaling(one)
            return SeenAutoscaler(
                name=text(one, "metadata", "name"),
                minimum=number(one, "spec", "minReplicas", default=1),
                maximum=number(one, "spec", "maxReplicas"),
                current=number(one, "status", "currentReplicas"),
                desired=number(one, "status", "desiredReplicas"),
                scaled_at=moment(one, "status", "lastScaleTime"),
                blind=text(active, "message") if text(active, "status") == "False" else "",
            )
    return None


def _scaling(found: Json) -> Json:
    """Return the condition ScalingActive; the API of version 1 has it as text in a mark."""
    try:
        noted = json.loads(text(found, "metadata", "annotations", _CONDITIONS) or "[]")
    except ValueError:
        noted = []
    inner = condition({"status": {"conditions": noted}}, "ScalingActive")
    return inner or condition(found, "ScalingActive")


def full_quotas(found: list[Json]) -> Iterable[SeenQuota]:
    """Yield the limits of quotas that are used up."""
    for one in found:
        hard, used = texts(one, "status", "hard"), texts(one, "status", "used")
        for resource, limit in hard.items():
            most, now = quantity(limit), quantity(used.get(resource, "0"))
            if most is not None and now is not None and now >= most:
                yield SeenQuota(
                    name=text(one, "metadata", "name"),
                    resource=resource,
                    used=used.get(resource, "0"),
                    hard=limit,
                )


def claims(found: list[Json], pods: list[Json]) -> tuple[SeenClaim, ...]:
    """Return the claims of pods that are not bound."""
    needed = {
        text(volume, "persistentVolumeClaim", "claimName")
        for pod in pods
        for volume in each(pod, "spec", "volumes")
    }
    return tuple(
        SeenClaim(
            name=text(one, "metadata", "name"),
            phase=text(one, "status", "phase"),
            since=moment(one, "metadata", "creationTimestamp"),
        )
        for one in found
        if text(one, "metadata", "name") in needed and text(one, "status", "phase") != "Bound"
    )


def services(found: list[Json], endpoints: list[Json], template: Json) -> tuple[SeenService, ...]:
    """Return services, with whether each is meant for the pods of a template."""
    labels = texts(template, "metadata", "labels")
    ready = {text(one, "metadata", "name"): _ready(one) for one in endpoints}
    seen = []
    for one in found:
        name, selector = text(one, "metadata", "name"), texts(one, "spec", "selector")
        wrong = [f"{key}={value}" for key, value in selector.items() if labels.get(key) != value]
        same = len(selector) - len(wrong)
        writers = [each for each in writers_of(one) if not each.subresource]
        seen.append(
            SeenService(
                name=name,
                ours=bool(selector) and (not wrong or (len(wrong) == 1 and same > 0)),
                ready=ready.get(name, 0),
                differs=wrong[0] if len(wrong) == 1 and same else "",
                changed_at=writers[0].at if writers else None,
            )
        )
    return tuple(seen)


def _ready(endpoints: Json) -> int:
    return sum(len(list(each(one, "addresses"))) for one in each(endpoints, "subsets"))


def neighbours(ref: WorkloadRef, found: list[Json]) -> tuple[SeenNeighbour, ...]:
    """Return the other workloads of a namespace that are not whole."""
    return tuple(
        SeenNeighbour(
            name=text(one, "metadata", "name"),
            ready=number(one, "status", "readyReplicas"),
            wanted=number(one, "spec", "replicas", default=1),
            since=moment(condition(one, "Available"), "lastTransitionTime"),
        )
        for one in found
        if text(one, "metadata", "name") != ref.name
        and number(one, "status", "readyReplicas") < number(one, "spec", "replicas", default=1)
    )[:MOST_PODS]
