"""A workload in our words, from the objects that were gathered."""

from typing import Any

from domain.clusters.clusters import Revision, Workload, WorkloadKind, WorkloadRef
from integrations.kubernetes.client.objects import (
    LONG_AGO,
    Json,
    action_key,
    condition,
    inside,
    mapping,
    moment,
    number,
    text,
    texts,
)
from integrations.kubernetes.workloads.gathering import Gathered
from integrations.kubernetes.workloads.limits import autoscaler_of, disruptions_allowed, pods_left
from integrations.kubernetes.workloads.ownership import managed_by, manager_of, writers_of
from integrations.kubernetes.workloads.pods import pod_of, unready_first
from integrations.kubernetes.workloads.rollouts import rollout_state
from integrations.kubernetes.workloads.templates import images, template_digest

MOST_REVISIONS = 20
MOST_PODS = 200

PART_OF = "app.kubernetes.io/part-of"
REVISION = "deployment.kubernetes.io/revision"

_COUNTS = {
    WorkloadKind.DEPLOYMENT: ("updatedReplicas", "readyReplicas", "availableReplicas"),
    WorkloadKind.STATEFUL_SET: ("updatedReplicas", "readyReplicas", "availableReplicas"),
    WorkloadKind.DAEMON_SET: ("updatedNumberScheduled", "numberReady", "numberAvailable"),
}


def workload_of(ref: WorkloadRef, gathered: Gathered) -> Workload:
    """Return everything that was gathered about a workload."""
    found, template = gathered.found, mapping(gathered.found, "spec", "template")
    pods = unready_first([pod_of(one) for one in gathered.pods.objects])
    plain = _plain(ref, found)
    return Workload(
        **{**plain, "manager": gathered.manager or plain["manager"]},
        revision=revision_in_use(ref.kind, found, gathered.revisions),
        revisions=revisions_of(ref.kind, gathered.revisions),
        pods=tuple(pods[:MOST_PODS]),
        pods_left_out=max(0, len(pods) - MOST_PODS) + gathered.pods.left,
        autoscaler=autoscaler_of(ref, gathered.autoscalers),
        disruptions_allowed=disruptions_allowed(
            gathered.budgets,
            texts(template, "metadata", "labels"),
            version=gathered.budget_version,
        ),
        pods_left_in_quota=pods_left(gathered.quotas, template),
        configs=gathered.configs,
    )


def bare_workload_of(ref: WorkloadRef, found: Json) -> Workload:
    """Return what an object says by itself: no pods, revisions or limits."""
    return Workload(**_plain(ref, found), revision=revision_in_use(ref.kind, found, []))


def wanted_replicas(kind: WorkloadKind, found: Json) -> int:
    """Return how many pods are wanted."""
    if kind is WorkloadKind.DAEMON_SET:
        return number(found, "status", "desiredNumberScheduled")
    return number(found, "spec", "replicas", default=1)


def revisions_of(kind: WorkloadKind, found: list[Json]) -> tuple[Revision, ...]:
    """Return ReplicaSets or ControllerRevisions, the newest first."""
    revisions = [
        Revision(
            number=revision_number(one),
            uid=text(one, "metadata", "uid"),
            name=text(one, "metadata", "name"),
            created_at=moment(one, "metadata", "creationTimestamp") or LONG_AGO,
            images=images(revision_template(one)),
            template_digest=template_digest(revision_template(one)),
            replicas=number(one, "status", "replicas") if kind is WorkloadKind.DEPLOYMENT else 0,
        )
        for one in found
    ]
    return tuple(sorted(revisions, key=lambda one: -one.number)[:MOST_REVISIONS])


def revision_template(revision: Json) -> Json:
    """Return the pod template that a ReplicaSet or ControllerRevision keeps."""
    kept = mapping(revision, "data") or revision
    template = mapping(kept, "spec", "template")
    return {name: part for name, part in template.items() if name != "$patch"}


def revision_number(revision: Json) -> int:
    """Return the number by which people know a revision, 0 when it has none yet."""
    said = text(revision, "metadata", "annotations", REVISION)
    return int(said) if said.isdecimal() else number(revision, "revision")


def revision_in_use(kind: WorkloadKind, found: Json, revisions: list[Json]) -> int:
    """Return the number of the revision that the object asks for, 0 when it is not known."""
    if kind is WorkloadKind.DEPLOYMENT:
        return revision_number({"metadata": mapping(found, "metadata")})
    wanted = text(found, "status", "updateRevision")
    numbers = [
        revision_number(one)
        for one in revisions
        if not wanted or text(one, "metadata", "name") == wanted
    ]
    return max(numbers, default=0)


def _plain(ref: WorkloadRef, found: Json) -> dict[str, Any]:
    template, labels = mapping(found, "spec", "template"), texts(found, "metadata", "labels")
    progressing = condition(found, "Progressing")
    updated, ready, available = (number(found, "status", name) for name in _COUNTS[ref.kind])
    if inside(found, "status", "availableReplicas") is None:
        # StatefulSets before Kubernetes 1.22 do not count these.
        available = ready if ref.kind is WorkloadKind.STATEFUL_SET else available
    return {
        "ref": ref,
        "uid": text(found, "metadata", "uid"),
        "resource_version": text(found, "metadata", "resourceVersion"),
        "generation": number(found, "metadata", "generation"),
        "observed_generation": number(found, "status", "observedGeneration"),
        "created_at": moment(found, "metadata", "creationTimestamp") or LONG_AGO,
        "replicas": wanted_replicas(ref.kind, found),
        "updated": updated,
        "ready": ready,
        "available": available,
        "paused": inside(found, "spec", "paused") is True,
        "rollout": rollout_state(ref.kind, found),
        "images": images(template),
        "template_digest": template_digest(template),
        "selector": texts(found, "spec", "selector", "matchLabels"),
        "labels": labels,
        "progress_reason": text(progressing, "reason"),
        "progress_at": moment(progressing, "lastUpdateTime"),
        "progress_deadline_seconds": number(found, "spec", "progressDeadlineSeconds", default=600),
        "managed_by": managed_by(found),
        "manager": manager_of(found),
        "application": labels.get(PART_OF, ""),
        "action_key": action_key(found),
        "writers": writers_of(found),
    }
