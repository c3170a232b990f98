"""What people look up in clusters, as it is shown; what comes from inside is text of others."""

from collections.abc import Iterator
from dataclasses import dataclass

from application.clusters.views import EVENTS, WORKLOADS, WorkloadView, workload_view
from application.common.views import Table, columns
from application.common.wording import Localizer
from domain.clusters.details import ConfigEntries, Description, FoundWorkloads, Probe
from domain.common.messages import Called, Names, message

SERVICES = (
    *("head.namespace", "head.name", "head.type", "head.cluster_ip", "head.addresses"),
    *("head.ports", "head.selector"),
)
INGRESSES = (
    *("head.namespace", "head.name", "head.controller", "head.addresses", "head.rules"),
    "head.tls_hosts",
)
CONFIGS = ("head.kind", "head.name", "head.keys", "head.keys_known", "head.changed_at")
USES = (
    *("head.namespace", "head.name", "head.cpu_millicores", "head.cpu_percent"),
    *("head.memory_mebibytes", "head.memory_percent", "head.at"),
)
CONDITIONS = ("head.type", "head.status", "head.reason", "head.since", "head.message")
CONTAINERS = (
    *("head.name", "head.image", "head.initial", "head.state", "head.last_state"),
    *("head.ended_at", "head.restarts", "head.requests", "head.limits"),
)
PROBES = (
    *("head.container", "head.kind", "head.check", "head.delay", "head.period"),
    *("head.timeout", "head.failures"),
)
_FACTS = (
    *("head.kind", "head.namespace", "head.name", "head.created_at", "head.node"),
    *("head.phase", "head.service_class", "head.replicas", "head.ready"),
)
UNREAD = ("head.cluster", "head.why")


@dataclass(frozen=True)
class UnreadClusterView:
    """A cluster in which there may be more, and why it was not read."""

    cluster: str
    why: str


@dataclass(frozen=True)
class FoundWorkloadsView:
    """Workloads of all clusters; `unread` says where there may be more."""

    workloads: tuple[WorkloadView, ...]
    unread: tuple[UnreadClusterView, ...]
    clusters: int


@dataclass(frozen=True, kw_only=True)
class _ContainerProbe:
    container: str
    kind: str
    check: str
    delay: int
    period: int
    timeout: int
    failures: int


def found_view(found: FoundWorkloads, reader: Localizer) -> FoundWorkloadsView:
    """Return what was found as it is shown."""
    return FoundWorkloadsView(
        tuple(map(workload_view, found.workloads)),
        tuple(UnreadClusterView(one.cluster, reader.text(one.why)) for one in found.unread),
        found.clusters,
    )


def found_tables(found: FoundWorkloadsView, reader: Localizer) -> Iterator[tuple[str, Table]]:
    """Yield what was found, and the clusters in which there may be more."""
    heading = message("cluster_detail.found", count=len(found.workloads), clusters=found.clusters)
    yield reader.text(heading), columns(found.workloads, WORKLOADS, reader)
    if found.unread:
        said = message("cluster_detail.unread", count=len(found.unread))
        yield reader.text(said), columns(found.unread, UNREAD, reader)


def configs_note(found: ConfigEntries, reader: Localizer) -> str:
    """Return how many there are, and which kinds could not be listed."""
    heading = reader.text(message("cluster_detail.configs", count=len(found.entries)))
    if not found.refused:
        return heading
    kinds = Names(tuple(Called(each.value) for each in found.refused))
    return f"{heading} {reader.text(message('cluster_detail.refused', kinds=kinds))}"


def description_tables(found: Description, reader: Localizer) -> Iterator[tuple[str, Table]]:
    """Yield what an object is, its conditions, containers, probes and events, with headings."""
    whole = columns([found], _FACTS, reader)
    known = [pair for pair in zip(whole.labels, whole.rows[0], strict=True) if pair[1]]
    head = ("head.field", "head.value")
    yield "", Table(tuple(reader.text(message(each)) for each in head), tuple(known))
    probes = [_probe(each.name, one) for each in found.containers for one in each.probes]
    for heading, rows, heads in (
        ("cluster_detail.conditions", found.conditions, CONDITIONS),
        ("cluster_detail.containers", found.containers, CONTAINERS),
        ("cluster_detail.probes", probes, PROBES),
        ("cluster_detail.events", found.events, EVENTS),
    ):
        if rows:
            yield reader.text(message(heading)), columns(rows, heads, reader)
    if not found.events:
        said = "cluster_detail.no_events" if found.events_known else "cluster_detail.events_refused"
        yield reader.text(message(said)), Table((), ())


def _probe(container: str, probe: Probe) -> _ContainerProbe:
    return _ContainerProbe(container=container, **vars(probe))
