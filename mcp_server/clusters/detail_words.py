"""What was looked up in clusters as results: bounded, visible, foreign text marked as data."""

from collections.abc import Sequence
from dataclasses import replace

from mcp_types import CallToolResult

from application.clusters.detail_views import (
    CONFIGS,
    INGRESSES,
    SERVICES,
    UNREAD,
    USES,
    FoundWorkloadsView,
    configs_note,
    description_tables,
)
from application.clusters.views import WORKLOADS
from application.common.views import columns
from application.common.wording import Localizer
from domain.clusters.details import (
    ConfigEntries,
    Description,
    Ingress,
    NetworkService,
    ResourceUse,
)
from domain.common.messages import message
from domain.common.quoting import UNTRUSTED
from mcp_server.clusters.words import MOST_TEXT, bounded, listed, said_lines, told_under
from mcp_server.results import mark, told, wire

MOST_CONDITIONS = 10
MOST_CONTAINERS = 15
MOST_EVENTS = 10
MOST_UNREAD = 20


def found_shown(
    found: FoundWorkloadsView, limit: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return the workloads that were found, and the clusters that could not be read."""
    bare = [replace(bounded(each), pods=(), revisions=()) for each in found.workloads]
    result, lines = listed("workloads", bare, WORKLOADS, reader, limit=limit)
    heading = message(
        "cluster_detail.found", count=len(result["workloads"]), clusters=found.clusters
    )
    unread = found.unread[:MOST_UNREAD]
    if unread:
        lines.append(reader.text(message("cluster_detail.unread", count=len(found.unread))))
        lines += said_lines(columns(unread, UNREAD, reader))
    result |= {"unread": wire(unread, reader.zone, most=MOST_TEXT), "clusters": found.clusters}
    return told_under(result, heading, lines, reader, sandbox=sandbox)


def services_shown(
    found: Sequence[NetworkService], limit: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return Services."""
    result, lines = listed("services", found, SERVICES, reader, limit=limit)
    heading = message("cluster_detail.services", count=len(result["services"]))
    return told_under(result, heading, lines, reader, sandbox=sandbox)


def ingresses_shown(
    found: Sequence[Ingress], limit: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return Ingresses."""
    result, lines = listed("ingresses", found, INGRESSES, reader, limit=limit)
    heading = message("cluster_detail.ingresses", count=len(result["ingresses"]))
    return told_under(result, heading, lines, reader, sandbox=sandbox)


def configs_shown(found: ConfigEntries, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return ConfigMaps and Secrets by name and keys."""
    result, lines = listed("entries", found.entries, CONFIGS, reader)
    result["truncated"] = result["truncated"] or found.truncated
    result |= {"refused": [each.value for each in found.refused], "sandbox": sandbox}
    return told(result, "\n".join((mark(sandbox) + configs_note(found, reader), *lines)))


def use_shown(
    found: Sequence[ResourceUse], limit: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return what nodes or pods use, the fullest first."""
    result, lines = listed("use", found, USES, reader, limit=limit)
    heading = message("cluster_detail.use", count=len(result["use"]))
    return told_under(result, heading, lines, reader, sandbox=sandbox)


def description_shown(found: Description, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return one pod or workload with what explains its state."""
    kept = replace(
        found,
        conditions=found.conditions[:MOST_CONDITIONS],
        containers=found.containers[:MOST_CONTAINERS],
        events=found.events[:MOST_EVENTS],
    )
    lines = [
        line
        for heading, table in description_tables(kept, reader)
        for line in ([heading] if heading else []) + (said_lines(table) if table.labels else [])
    ]
    result = {"object": wire(kept, reader.zone, most=MOST_TEXT), "sandbox": sandbox}
    return told(result, f"{mark(sandbox)}{UNTRUSTED}\n" + "\n".join(lines))
