"""Clusters and what runs in them as results: bounded, visible, foreign text marked as data."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from mcp_types import CallToolResult
from pydantic import BaseModel

from application.ports.clusters import WorkloadPage
from domain.clusters.clusters import Cluster, ClusterEvent, Node, NodePool, Pod, Revision, Workload
from domain.common.time_words import in_zone
from mcp_server.bounds import FOR_ITEMS, counted, fitting, shown, wire_bytes
from mcp_server.clusters.results import (
    ClusterEventShown,
    ClusterEventsShown,
    ClusterShown,
    ClustersShown,
    NodePoolShown,
    NodePoolsShown,
    NodeShown,
    NodesShown,
    PodLogShown,
    PodShown,
    PodsShown,
    RevisionShown,
    WorkloadLine,
    WorkloadShown,
    WorkloadsShown,
)
from mcp_server.cursors import Place, write_cursor
from mcp_server.results import UNTRUSTED, mark, told

MOST_TEXT = 300
MOST_IMAGES = 5
MOST_PODS_OF_ONE = 20

M = TypeVar("M", bound=BaseModel)


def clusters_shown(found: Sequence[Cluster], *, sandbox: bool) -> CallToolResult:
    """Return the clusters."""
    all_ = [
        ClusterShown(
            id=each.id,
            name=shown(each.name, 100),
            region=each.region,
            status=each.status,
            version=each.version,
            nodes=each.nodes,
        )
        for each in found
    ]
    texts = [
        f"{each.id} {each.name} {each.region} {each.status}, {each.version}, {each.nodes} nodes"
        for each in all_
    ]
    kept = _kept(all_, texts)
    result = ClustersShown(clusters=all_[:kept], truncated=kept < len(all_), sandbox=sandbox)
    return told(result, _block(f"{counted(len(all_), 'cluster')}:", texts[:kept], sandbox=sandbox))


def nodes_shown(found: Sequence[Node], *, sandbox: bool) -> CallToolResult:
    """Return the nodes, those with problems first."""
    sick_first = sorted(found, key=lambda each: each.ready and not each.problems)
    all_ = [
        NodeShown(
            name=shown(each.name, 253),
            ready=each.ready,
            schedulable=each.schedulable,
            problems=list(each.problems),
            capacity=dict(list(each.capacity.items())[:10]),
            version=each.version,
        )
        for each in sick_first
    ]
    texts = [_node_words(each) for each in all_]
    kept = _kept(all_, texts)
    result = NodesShown(nodes=all_[:kept], truncated=kept < len(all_), sandbox=sandbox)
    heading = f"{sum(each.ready for each in all_)} of {len(all_)} nodes are ready:"
    return told(result, _block(heading, texts[:kept], sandbox=sandbox))


def node_pools_shown(found: Sequence[NodePool], *, sandbox: bool) -> CallToolResult:
    """Return the node pools."""
    all_ = [NodePoolShown(**{**vars(each), "name": shown(each.name, 100)}) for each in found]
    texts = [
        f"{each.id} {each.name} {each.status}: {each.ready} ready of {each.desired} "
        f"({each.minimum} to {each.maximum})"
        for each in all_
    ]
    kept = _kept(all_, texts)
    result = NodePoolsShown(pools=all_[:kept], truncated=kept < len(all_), sandbox=sandbox)
    return told(result, _block(f"{len(all_)} node pools:", texts[:kept], sandbox=sandbox))


def workloads_shown(page: WorkloadPage, place: Place, *, sandbox: bool) -> CallToolResult:
    """Return one page of workloads, as many as fit; the cursor goes on exactly behind them."""
    all_ = [_workload_line(each) for each in page.workloads[place.skip :]]
    texts = [_workload_words(each) for each in all_]
    kept = _kept(all_, texts)
    truncated = kept < len(all_)
    cursor = ""
    if truncated:
        cursor = write_cursor(replace(place, skip=place.skip + kept))
    elif page.next_after:
        cursor = write_cursor(replace(place, page=page.next_after, skip=0))
    result = WorkloadsShown(
        workloads=all_[:kept], truncated=truncated, next_cursor=cursor, sandbox=sandbox
    )
    more = [f"More: call again with cursor={cursor}"] if cursor else []
    return told(
        result, _block(f"{counted(kept, 'workload')}:", [*texts[:kept], *more], sandbox=sandbox)
    )


def workload_shown(workload: Workload, zone: str, *, sandbox: bool) -> CallToolResult:
    """Return one workload with its versions and its pods."""
    scaler = workload.autoscaler
    pods = [_pod(each, zone) for each in workload.pods[:MOST_PODS_OF_ONE]]
    result = WorkloadShown(
        **_workload_line(workload).model_dump(),
        revision=workload.revision,
        revisions=[_revision(each, zone) for each in workload.revisions],
        pods=pods,
        pods_left_out=workload.pods_left_out + len(workload.pods) - len(pods),
        autoscaler=f"{scaler.name}: {scaler.minimum} to {scaler.maximum}" if scaler else "",
        managed_by=workload.managed_by,
        application=shown(workload.application, 100),
        sandbox=sandbox,
    )
    return told(result, _block(_workload_words(result), _details(result), sandbox=sandbox))


def pods_shown(found: Sequence[Pod], limit: int, zone: str, *, sandbox: bool) -> CallToolResult:
    """Return pods."""
    all_ = [_pod(each, zone) for each in found]
    texts = [_pod_words(each) for each in all_]
    kept = _kept(all_, texts)
    result = PodsShown(
        pods=all_[:kept], truncated=kept < len(all_) or len(found) == limit, sandbox=sandbox
    )
    heading = f"{sum(each.ready for each in all_)} of {len(all_)} pods are ready:"
    return told(result, _block(heading, texts[:kept], sandbox=sandbox))


def cluster_events_shown(
    found: Sequence[ClusterEvent], limit: int, zone: str, *, sandbox: bool
) -> CallToolResult:
    """Return events of a cluster."""
    all_ = [
        ClusterEventShown(
            at=in_zone(each.at, zone),
            type=shown(each.type, 40),
            reason=shown(each.reason, 100),
            object=shown(each.object, 300),
            message=shown(each.message, MOST_TEXT),
            count=each.count,
        )
        for each in found
    ]
    texts = [
        f"{each.at} {each.type} {each.reason} {each.object} ×{each.count}: {each.message}"
        for each in all_
    ]
    kept = _kept(all_, texts)
    truncated = kept < len(all_) or len(found) == limit
    result = ClusterEventsShown(events=all_[:kept], truncated=truncated, sandbox=sandbox)
    heading = f"{counted(kept, 'event')}, the newest first. {UNTRUSTED}"
    return told(result, _block(heading, texts[:kept], sandbox=sandbox))


def pod_log_shown(pod: str, log: str, *, sandbox: bool) -> CallToolResult:
    """Return the newest lines of a log, as many as fit."""
    lines = [shown(each, 1_000) for each in log.splitlines()]
    kept = len(fitting(lines[::-1], lambda each: 2 * wire_bytes(each), budget=FOR_ITEMS))
    newest = lines[len(lines) - kept :]
    result = PodLogShown(pod=pod, lines=newest, truncated=kept < len(lines), sandbox=sandbox)
    heading = f"The last {kept} lines of {pod}, the newest last. {UNTRUSTED}"
    return told(result, _block(heading, newest, sandbox=sandbox))


def _kept(items: Sequence[M], texts: Sequence[str]) -> int:
    pairs = [(each.model_dump(), text) for each, text in zip(items, texts, strict=True)]
    return len(fitting(pairs, wire_bytes))


def _block(heading: str, lines: Sequence[str], *, sandbox: bool) -> str:
    return "\n".join((f"{mark(sandbox)}{heading}", *lines))


def _node_words(node: NodeShown) -> str:
    state = "ready" if node.ready else "NOT READY"
    cordoned = "" if node.schedulable else ", takes no new pods"
    problems = f", {', '.join(node.problems)}" if node.problems else ""
    return f"{node.name} {state}{cordoned}{problems}"


def _workload_line(workload: Workload) -> WorkloadLine:
    return WorkloadLine(
        namespace=workload.ref.namespace,
        kind=workload.ref.kind,
        name=workload.ref.name,
        rollout=workload.rollout,
        wanted=workload.replicas,
        ready=workload.ready,
        images=[shown(each, 200) for each in workload.images[:MOST_IMAGES]],
    )


def _workload_words(line: WorkloadLine) -> str:
    images = ", ".join(line.images)
    where = f"{line.namespace}/{line.kind}/{line.name}"
    return f"{where} {line.rollout}, {line.ready} of {line.wanted} ready, {images}"


def _revision(revision: Revision, zone: str) -> RevisionShown:
    return RevisionShown(
        number=revision.number,
        created_at=in_zone(revision.created_at, zone),
        images=[shown(each, 200) for each in revision.images[:MOST_IMAGES]],
        pods=revision.replicas,
    )


def _pod(pod: Pod, zone: str) -> PodShown:
    return PodShown(
        name=pod.name,
        node=pod.node,
        phase=pod.phase,
        ready=pod.ready,
        reason=shown(pod.reason, 100),
        restarts=pod.restarts,
        last_exit=shown(pod.last_exit, 100),
        created_at=in_zone(pod.created_at, zone),
    )


def _pod_words(pod: PodShown) -> str:
    state = "ready" if pod.ready else f"NOT READY {pod.reason or pod.phase}".rstrip()
    last = f", last ended: {pod.last_exit}" if pod.last_exit else ""
    return f"{pod.name} {state}, {pod.restarts} restarts{last}, on {pod.node}"


def _details(workload: WorkloadShown) -> list[str]:
    lines = [
        f"revision {each.number}{' (in use)' if each.number == workload.revision else ''} of "
        f"{each.created_at}: {', '.join(each.images)}"
        for each in workload.revisions
    ]
    lines += [f"count owned by {workload.autoscaler}"] if workload.autoscaler else []
    lines += [f"managed by {workload.managed_by}"] if workload.managed_by else []
    lines += [_pod_words(each) for each in workload.pods]
    return lines + ([f"and {workload.pods_left_out} more pods"] if workload.pods_left_out else [])
