"""Pages about clusters: what runs there, how it is, what Kubernetes noted, what pods wrote."""

import asyncio
from typing import Annotated

from fastapi import Path, Query, Request, Response

from api.console.lists import PAGE_SIZE, Choice, Filter, read_list
from api.console.parts import part_of
from api.console.routes import ROOT, Pages
from api.console.visits import Here
from api.paths import ClusterId, Namespace
from api.strict import limit_up_to
from application.clusters.clusters import MOST_LINES
from application.clusters.views import WorkloadView, workload_view, workloads_view
from domain.clusters.clusters import Node, RolloutState, Workload, WorkloadKind, WorkloadRef
from domain.common.messages import Called, message
from domain.people.access import Permission

pages = Pages("/clusters")

LIVE = "incident cluster"
MOST_NOTED = 50
"""What Kubernetes noted about one workload, the newest."""

KIND_OF_ROLLOUT = {
    RolloutState.DONE: "good",
    RolloutState.PROGRESSING: "run",
    RolloutState.FAILED: "bad",
    RolloutState.PAUSED: "wait",
}

_FILTERS = (
    Filter("namespace", message("console.namespace")),
    Filter(
        "kind",
        message("head.kind"),
        tuple(
            Choice(each.value, message("value.plain", value=Called(each.value)))
            for each in WorkloadKind
        ),
    ),
    Filter("application", message("head.application")),
)

Name = Annotated[str, Path(max_length=253)]


@pages.get(needs=Permission.READ_CLUSTERS)
async def clusters_page(visit: Here) -> Response:
    """List the account's clusters."""
    found = await part_of(visit, visit.services.clusters.clusters(by=visit.by))
    return await visit.page("clusters/list.html", section="clusters", live=LIVE, found=found)


@pages.get("/{cluster}", needs=Permission.READ_CLUSTERS)
async def cluster_page(visit: Here, request: Request, cluster: ClusterId) -> Response:
    """List workloads of a cluster, those with something wrong first."""
    state = read_list(request, visit.told, _FILTERS)
    found = await part_of(
        visit,
        visit.services.clusters.workloads(
            by=visit.by,
            cluster=cluster,
            namespace=state["namespace"],
            kind=WorkloadKind(state["kind"]) if state["kind"] else None,
            application=state["application"],
            after=state.after,
            limit=PAGE_SIZE,
        ),
    )
    page = workloads_view(found.value) if found.value is not None else None
    return await visit.page(
        "clusters/workloads.html",
        section="clusters",
        live=LIVE,
        cluster=cluster,
        base=f"{ROOT}/clusters/{cluster}",
        state=state,
        problem=found.problem,
        workloads=sorted(page.workloads, key=_urgency) if page is not None else [],
        next=page.next_after if page is not None else "",
        kind_of_rollout=KIND_OF_ROLLOUT,
        is_short=is_short,
    )


def is_short(workload: WorkloadView | Workload) -> bool:
    """Say whether fewer pods take requests than are wanted."""
    return workload.ready < workload.replicas


def _urgency(workload: WorkloadView) -> tuple[bool, bool, float]:
    """Order: what failed, what lacks pods, then the smallest share that is ready."""
    share = workload.ready / workload.replicas if workload.replicas else 1.0
    return workload.rollout is not RolloutState.FAILED, not is_short(workload), share


@pages.get("/{cluster}/nodes", needs=Permission.READ_CLUSTERS)
async def nodes_page(visit: Here, cluster: ClusterId) -> Response:
    """List the machines of a cluster, sick ones first, and its node pools."""
    services, by = visit.services.clusters, visit.by
    nodes, pools = await asyncio.gather(
        part_of(visit, services.nodes(by=by, cluster=cluster)),
        part_of(visit, services.node_pools(by=by, cluster=cluster)),
    )
    return await visit.page(
        "clusters/nodes.html",
        section="clusters",
        live=LIVE,
        cluster=cluster,
        base=f"{ROOT}/clusters/{cluster}",
        nodes=nodes,
        sick_first=sorted(nodes.value or [], key=_is_well),
        pools=pools,
    )


def _is_well(node: Node) -> bool:
    return node.ready and node.schedulable and not node.problems


@pages.get(
    "/{cluster}/workloads/{namespace}/{workload_kind}/{workload}", needs=Permission.READ_CLUSTERS
)
async def workload_page(
    visit: Here,
    cluster: ClusterId,
    namespace: Namespace,
    workload_kind: WorkloadKind,
    workload: Name,
) -> Response:
    """Show how a workload is, its pods, who declares it, its versions, and what was noted."""
    services, by = visit.services.clusters, visit.by
    ref = WorkloadRef(cluster, namespace, workload_kind, workload)
    found, noted = await asyncio.gather(
        part_of(visit, services.workload(by=by, ref=ref)),
        part_of(
            visit,
            services.events(
                by=by,
                cluster=cluster,
                namespace=namespace,
                object_name=workload,
                limit=MOST_NOTED,
            ),
        ),
    )
    return await visit.page(
        "clusters/workload.html",
        section="clusters",
        live=LIVE,
        cluster=cluster,
        base=f"{ROOT}/clusters/{cluster}",
        ref=ref,
        problem=found.problem,
        workload=workload_view(found.value) if found.value is not None else None,
        manager=found.value.manager if found.value is not None else None,
        noted=noted,
        kind_of_rollout=KIND_OF_ROLLOUT,
    )


@pages.get("/{cluster}/pods/{namespace}/{pod}", needs=Permission.READ_CLUSTERS)
async def pod_page(
    *,
    visit: Here,
    cluster: ClusterId,
    namespace: Namespace,
    pod: Name,
    container: Annotated[str, Query(max_length=63)] = "",
    lines: Annotated[int, limit_up_to(MOST_LINES)] = 200,
) -> Response:
    """Show the last lines that a pod wrote, and what Kubernetes noted about it."""
    services, by = visit.services.clusters, visit.by
    text, noted = await asyncio.gather(
        part_of(
            visit,
            services.pod_log(
                by=by,
                cluster=cluster,
                namespace=namespace,
                pod=pod,
                container=container,
                lines=lines,
            ),
        ),
        part_of(
            visit,
            services.events(
                by=by, cluster=cluster, namespace=namespace, object_name=pod, limit=MOST_NOTED
            ),
        ),
    )
    return await visit.page(
        "clusters/pod.html",
        section="clusters",
        live=LIVE,
        cluster=cluster,
        base=f"{ROOT}/clusters/{cluster}",
        namespace=namespace,
        pod=pod,
        container=container,
        text=text,
        noted=noted,
    )
