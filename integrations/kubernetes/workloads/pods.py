"""Pods as repairs look at them."""

from datetime import datetime

from domain.clusters.clusters import Pod
from integrations.kubernetes.client.objects import (
    LONG_AGO,
    Json,
    condition,
    controller_of,
    each,
    inside,
    mapping,
    moment,
    number,
    text,
)

_REVISION_LABELS = ("pod-template-hash", "controller-revision-hash")


def pod_of(found: Json) -> Pod:
    """Return a pod."""
    statuses = list(each(found, "status", "containerStatuses"))
    initial = list(each(found, "status", "initContainerStatuses"))
    ready = text(condition(found, "Ready"), "status") == "True"
    labels = mapping(found, "metadata", "labels")
    return Pod(
        name=text(found, "metadata", "name"),
        uid=text(found, "metadata", "uid"),
        node=text(found, "spec", "nodeName"),
        phase=text(found, "status", "phase"),
        ready=ready,
        reason="" if ready else _why_unready(found, [*initial, *statuses]),
        restarts=sum(number(status, "restartCount") for status in (*initial, *statuses)),
        last_exit=_last_exit([*initial, *statuses]),
        created_at=moment(found, "metadata", "creationTimestamp") or LONG_AGO,
        revision=next((text(labels, key) for key in _REVISION_LABELS if text(labels, key)), ""),
        image_ids=tuple(text(status, "imageID") for status in statuses),
        deleting=inside(found, "metadata", "deletionTimestamp") is not None,
    )


def unready_first(pods: list[Pod]) -> list[Pod]:
    """Return the pods in the order in which they matter: unready, then the newest."""
    return sorted(pods, key=lambda pod: (pod.ready, -pod.created_at.timestamp(), pod.name))


def owned_by(found: list[Json], owners: set[str]) -> list[Json]:
    """Return the objects that one of the owners controls, by their uids."""
    return [one for one in found if text(controller_of(one), "uid") in owners]


def _why_unready(found: Json, statuses: list[Json]) -> str:
    """Return Kubernetes' own word, the most exact one that there is."""
    waiting = (text(status, "state", "waiting", "reason") for status in statuses)
    # Waiting for an init container says nothing of its own.
    exact = next((reason for reason in waiting if reason and reason != "PodInitializing"), "")
    ended = (
        text(status, "state", "terminated", "reason")
        for status in statuses
        if number(status, "state", "terminated", "exitCode")
    )
    return (
        text(found, "status", "reason")
        or exact
        or next((reason for reason in ended if reason), "")
        or text(condition(found, "PodScheduled"), "reason")
        or text(condition(found, "Ready"), "reason")
        or text(found, "status", "phase")
    )


def _last_exit(statuses: list[Json]) -> str:
    ends: list[tuple[datetime, str]] = []
    for status in statuses:
        for state in ("state", "lastState"):
            ended = mapping(status, state, "terminated")
            if ended and text(ended, "reason") != "Completed":
                ends.append((moment(ended, "finishedAt") or LONG_AGO, text(ended, "reason")))
    return max(ends)[1] if ends else ""
