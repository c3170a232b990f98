"""Clusters and what runs in them, to look at (CLD-2)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.access import Asker, ServicesHere
from api.openapi import CLOUD, problems
from api.paths import ClusterId, Namespace
from api.readers import reader
from api.strict import limit_up_to
from application.clusters.clusters import (
    MOST_EVENTS,
    MOST_LINES,
    MOST_NODES,
    MOST_PODS,
    MOST_WORKLOADS,
)
from application.clusters.views import (
    PodLogView,
    PodView,
    WorkloadsView,
    WorkloadView,
    workload_view,
    workloads_view,
)
from application.common.views import read_view
from domain.clusters.clusters import (
    Cluster,
    ClusterEvent,
    Node,
    NodePool,
    WorkloadKind,
    WorkloadRef,
)

router = APIRouter(prefix="/api/v1/clusters", tags=["clusters"], dependencies=[Depends(reader)])

InNamespace = Annotated[str, Query(min_length=1, max_length=253)]
READ = CLOUD | problems(404)


@router.get("", summary="List clusters", responses=CLOUD)
async def list_clusters(services: ServicesHere, by: Asker) -> list[Cluster]:
    """List the account's clusters."""
    return await services.clusters.clusters(by=by)


@router.get("/{cluster}/nodes", summary="List nodes", responses=READ)
async def list_nodes(
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    limit: Annotated[int, limit_up_to(MOST_NODES)] = 200,
) -> list[Node]:
    """List the machines of a cluster."""
    return await services.clusters.nodes(by=by, cluster=cluster, limit=limit)


@router.get("/{cluster}/node-pools", summary="List node pools", responses=READ)
async def list_node_pools(services: ServicesHere, by: Asker, cluster: ClusterId) -> list[NodePool]:
    """List the node pools of a cluster with their sizes and bounds."""
    return await services.clusters.node_pools(by=by, cluster=cluster)


@router.get("/{cluster}/workloads", summary="List workloads", responses=READ)
async def list_workloads(  # noqa: PLR0913 - one argument per query parameter
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: Annotated[str, Query(max_length=253, description="All when left out.")] = "",
    kind: Annotated[WorkloadKind | None, Query()] = None,
    application: Annotated[str, Query(max_length=63, description="Of this application.")] = "",
    after: Annotated[str, Query(max_length=2_000, description="`next_after` of a page.")] = "",
    limit: Annotated[int, limit_up_to(MOST_WORKLOADS)] = 50,
) -> WorkloadsView:
    """List workloads with how many of their pods are ready."""
    page = await services.clusters.workloads(
        by=by,
        cluster=cluster,
        namespace=namespace,
        kind=kind,
        application=application,
        after=after,
        limit=limit,
    )
    return workloads_view(page)


@router.get(
    "/{cluster}/workloads/{namespace}/{kind}/{name}", summary="Read a workload", responses=READ
)
async def get_workload(
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: Namespace,
    kind: WorkloadKind,
    name: Annotated[str, Path(max_length=253)],
) -> WorkloadView:
    """Return a workload with its versions and pods."""
    ref = WorkloadRef(cluster, namespace, kind, name)
    return workload_view(await services.clusters.workload(by=by, ref=ref))


@router.get("/{cluster}/pods", summary="List pods", responses=READ)
async def list_pods(  # noqa: PLR0913 - one argument per query parameter
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: InNamespace,
    workload: Annotated[str, Query(max_length=253, description="Only of this one.")] = "",
    kind: Annotated[WorkloadKind, Query(description="Of the workload.")] = WorkloadKind.DEPLOYMENT,
    limit: Annotated[int, limit_up_to(MOST_PODS)] = 100,
) -> list[PodView]:
    """List pods of a namespace, or of one workload."""
    ref = WorkloadRef(cluster, namespace, kind, workload) if workload else None
    found = await services.clusters.pods(
        by=by, cluster=cluster, namespace=namespace, workload=ref, limit=limit
    )
    return read_view(list[PodView], found)


@router.get("/{cluster}/events", summary="List cluster events", responses=READ)
async def list_cluster_events(
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: InNamespace,
    object_name: Annotated[str, Query(max_length=253, description="Only about this.")] = "",
    limit: Annotated[int, limit_up_to(MOST_EVENTS)] = 100,
) -> list[ClusterEvent]:
    """List what Kubernetes noted, newest first."""
    return await services.clusters.events(
        by=by, cluster=cluster, namespace=namespace, object_name=object_name, limit=limit
    )


@router.get("/{cluster}/pods/{namespace}/{pod}/log", summary="Read a pod's log", responses=READ)
async def get_pod_log(  # noqa: PLR0913 - one argument per query parameter
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: Namespace,
    pod: Annotated[str, Path(max_length=253)],
    container: Annotated[str, Query(max_length=63, description="The first when left out.")] = "",
    lines: Annotated[int, limit_up_to(MOST_LINES)] = 100,
    previous: Annotated[bool, Query(description="Of the container's run before this one.")] = False,
) -> PodLogView:
    """Return the last lines that a pod wrote, at most 64 KiB."""
    text = await services.clusters.pod_log(
        by=by,
        cluster=cluster,
        namespace=namespace,
        pod=pod,
        container=container,
        lines=lines,
        previous=previous,
    )
    return PodLogView(pod=pod, text=text)
