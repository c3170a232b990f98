"""Clusters and what runs in them as results: bounded, visible, foreign text marked as data."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mcp_types import CallToolResult

from application.clusters.views import (
    CLUSTERS,
    EVENTS,
    NODE_POOLS,
    NODES,
    PODS,
    WORKLOADS,
    PodView,
    WorkloadsView,
    WorkloadView,
    workload_tables,
)
from application.common.views import Table, View, columns
from application.common.wording import Localizer
from domain.clusters.clusters import Cluster, ClusterEvent, Node, NodePool
from domain.common.messages import Called, Message, message
from domain.common.quoting import UNTRUSTED
from mcp_server.bounds import FOR_ITEMS, fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.results import fitting_views, mark, more, told, wire

MOST_TEXT = 300
MOST_IMAGES = 5
MOST_LABELS = 10
MOST_PODS_OF_ONE = 20


def clusters_shown(found: Sequence[Cluster], reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return the clusters."""
    heading = message("cluster_tool.clusters", count=len(found))
    result, lines = listed("clusters", found, CLUSTERS, reader)
    return told_under(result, heading, lines, reader, sandbox=sandbox)


def nodes_shown(found: Sequence[Node], reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return the nodes, those with problems first."""
    sick_first = sorted(found, key=lambda each: each.ready and not each.problems)
    ready = sum(each.ready for each in found)
    heading = message("cluster_tool.nodes_ready", ready=ready, count=len(found))
    result, lines = listed("nodes", sick_first, NODES, reader)
    return told_under(result, heading, lines, reader, sandbox=sandbox)


def node_pools_shown(
    found: Sequence[NodePool], reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return the node pools."""
    heading = message("cluster_tool.pools", count=len(found))
    result, lines = listed("pools", found, NODE_POOLS, reader)
    return told_under(result, heading, lines, reader, sandbox=sandbox)


def workloads_shown(
    page: WorkloadsView, place: Place, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return one page of workloads, as many as fit; the cursor goes on exactly behind them."""
    left = [replace(bounded(each), pods=(), revisions=()) for each in page.workloads[place.skip :]]
    result, lines = listed("workloads", left, WORKLOADS, reader)
    kept = len(result["workloads"])
    cursor = ""
    if result["truncated"]:
        cursor = write_cursor(replace(place, skip=place.skip + kept))
    elif page.next_after:
        cursor = write_cursor(replace(place, page=page.next_after, skip=0))
    lines += more(reader, cursor)
    heading = message("cluster_tool.workloads", count=kept)
    return told_under(result | {"next_cursor": cursor}, heading, lines, reader, sandbox=sandbox)


def workload_shown(workload: WorkloadView, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return one workload with its versions and its pods."""
    view = bounded(workload)
    lines = [
        line
        for heading, table in workload_tables(view, reader)
        for line in ([heading] if heading else []) + said_lines(table)
    ]
    result = wire(view, reader.zone, most=MOST_TEXT)
    return told(result | {"sandbox": sandbox}, mark(sandbox) + "\n".join(lines))


def pods_shown(
    found: Sequence[PodView], limit: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return pods."""
    ready = sum(each.ready for each in found)
    heading = message("cluster_tool.pods_ready", ready=ready, count=len(found))
    result, lines = listed("pods", found, PODS, reader, limit=limit)
    return told_under(result, heading, lines, reader, sandbox=sandbox)


def cluster_events_shown(
    found: Sequence[ClusterEvent], limit: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return events of a cluster."""
    result, lines = listed("events", found, EVENTS, reader, limit=limit)
    heading = message("cluster_tool.events", count=len(result["events"]))
    return told_under(result, heading, lines, reader, sandbox=sandbox, warning=f" {UNTRUSTED}")


def pod_log_shown(pod: str, log: str, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return the newest lines of a log, as many as fit."""
    lines = [shown(each, 1_000) for each in log.splitlines()]
    kept = len(fitting(lines[::-1], lambda each: 2 * wire_bytes(each), budget=FOR_ITEMS))
    newest = lines[len(lines) - kept :]
    result = {"pod": pod, "lines": newest, "truncated": kept < len(lines)}
    heading = message("cluster_tool.log", count=kept, pod=Called(pod))
    return told_under(result, heading, newest, reader, sandbox=sandbox, warning=f" {UNTRUSTED}")


def bounded(workload: WorkloadView) -> WorkloadView:
    """Return what fits into an answer."""
    pods = workload.pods[:MOST_PODS_OF_ONE]
    return replace(
        workload,
        labels=dict(list(workload.labels.items())[:MOST_LABELS]),
        images=workload.images[:MOST_IMAGES],
        revisions=tuple(
            replace(each, images=each.images[:MOST_IMAGES]) for each in workload.revisions
        ),
        pods=pods,
        pods_left_out=workload.pods_left_out + len(workload.pods) - len(pods),
    )


def listed(
    key: str,
    found: Sequence[View],
    heads: Sequence[str],
    reader: Localizer,
    *,
    limit: int | None = None,
) -> tuple[dict[str, Any], list[str]]:
    """Return as many as fit, and them as lines behind their labels; at `limit` there are more."""
    labels, *rows = said_lines(columns(found, heads, reader))
    kept = fitting_views(found, rows, reader.zone, most=MOST_TEXT)
    cut = len(kept) < len(found) or len(found) == limit
    return {key: kept, "truncated": cut}, [labels, *rows[: len(kept)]] if kept else []


def said_lines(table: Table) -> list[str]:
    """Return a table as lines, its labels first."""
    rows = (table.labels, *table.rows)
    return [" | ".join(shown(cell, MOST_TEXT) for cell in row) for row in rows]


def told_under(
    result: dict[str, Any],
    heading: Message,
    lines: Sequence[str],
    reader: Localizer,
    *,
    sandbox: bool,
    warning: str = "",
) -> CallToolResult:
    """Return a result with its heading and its lines."""
    begin = f"{mark(sandbox)}{reader.text(heading)}{warning}"
    return told(result | {"sandbox": sandbox}, "\n".join((begin, *lines)))
