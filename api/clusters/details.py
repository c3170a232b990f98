"""What people look up in clusters beside workloads, and one workload in all of them (CLD-2)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.access import Asker, ServicesHere
from api.clusters.routes import READ, InNamespace
from api.openapi import CLOUD, problems
from api.paths import ClusterId, Namespace
from api.readers import Localized, reader
from api.strict import limit_up_to
from application.clusters.detail_views import FoundWorkloadsView, found_view
from application.clusters.details import MOST_FOUND, MOST_LISTED
from domain.clusters.details import (
    ConfigEntries,
    ConfigKind,
    DescribedKind,
    Description,
    Ingress,
    Measured,
    NetworkService,
    ResourceUse,
)

router = APIRouter(prefix="/api/v1", tags=["clusters"], dependencies=[Depends(reader)])

AnyNamespace = Annotated[str, Query(max_length=253, description="All when left out.")]
Most = Annotated[int, limit_up_to(MOST_LISTED)]


@router.get("/workloads", summary="Find a workload in all clusters", responses=CLOUD)
async def find_workloads(
    *,
    services: ServicesHere,
    by: Asker,
    told: Localized,
    name: Annotated[str, Query(min_length=1, max_length=253, description="Or a part of it.")],
    limit: Annotated[int, limit_up_to(MOST_FOUND)] = 20,
) -> FoundWorkloadsView:
    """Find workloads by name in all clusters; says where there may be more."""
    found = await services.cluster_details.find(by=by, name=name, limit=limit)
    return found_view(found, told)


@router.get("/clusters/{cluster}/services", summary="List Services", responses=READ)
async def list_services(
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: AnyNamespace = "",
    limit: Most = 100,
) -> list[NetworkService]:
    """List Services with their addresses, ports and the pods that they choose."""
    return await services.cluster_details.services(
        by=by, cluster=cluster, namespace=namespace, limit=limit
    )


@router.get("/clusters/{cluster}/ingresses", summary="List Ingresses", responses=READ)
async def list_ingresses(
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: AnyNamespace = "",
    limit: Most = 100,
) -> list[Ingress]:
    """List Ingresses with their hosts and the Services behind them."""
    return await services.cluster_details.ingresses(
        by=by, cluster=cluster, namespace=namespace, limit=limit
    )


@router.get("/clusters/{cluster}/configs", summary="List ConfigMaps and Secrets", responses=READ)
async def list_configs(
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: InNamespace,
    kind: Annotated[ConfigKind | None, Query(description="Both when left out.")] = None,
    limit: Most = 100,
) -> ConfigEntries:
    """List ConfigMaps and Secrets of a namespace by name and keys; values are never read."""
    return await services.cluster_details.configs(
        by=by, cluster=cluster, namespace=namespace, kind=kind, limit=limit
    )


@router.get("/clusters/{cluster}/use", summary="Read resource use", responses=READ | problems(503))
async def get_resource_use(
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    of: Annotated[Measured, Query(description="Nodes, or pods of a namespace.")] = Measured.NODES,
    namespace: Annotated[str, Query(max_length=253, description="Needed for pods.")] = "",
    limit: Most = 100,
) -> list[ResourceUse]:
    """Return what nodes, or pods of a namespace, use now; the fullest first."""
    return await services.cluster_details.use(
        by=by, cluster=cluster, of=of, namespace=namespace, limit=limit
    )


@router.get(
    "/clusters/{cluster}/objects/{namespace}/{kind}/{name}",
    summary="Describe a pod or workload",
    responses=READ,
)
async def describe_object(
    *,
    services: ServicesHere,
    by: Asker,
    cluster: ClusterId,
    namespace: Namespace,
    kind: DescribedKind,
    name: Annotated[str, Path(max_length=253)],
) -> Description:
    """Return a pod's or workload's conditions, containers, limits, probes and events."""
    return await services.cluster_details.describe(
        by=by, cluster=cluster, kind=kind, namespace=namespace, name=name
    )
