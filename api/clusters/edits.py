"""Edits of clusters: shown first, and done only as shown (CLD-2, RBK-8)."""

from fastapi import APIRouter

from api.access import Asker, ServicesHere
from api.clusters.edit_bodies import (
    ApplyIn,
    ConfigIn,
    EditId,
    EditIn,
    NewPoolIn,
    PoolIn,
    ReleaseIn,
    ViewsHere,
    shown,
)
from api.openapi import CLOUD, problems
from application.cluster_edits.views import EditView

router = APIRouter(prefix="/api/v1/cluster-edits", tags=["clusters"])

ASKED = CLOUD | problems(404, 409)


@router.post("/apply", summary="Apply objects", responses=ASKED)
async def apply_manifest(
    services: ServicesHere, by: Asker, views: ViewsHere, body: ApplyIn
) -> EditView:
    """Show what applying objects would change, or do exactly what was shown."""
    edit = await services.cluster_edits.apply(
        by=by,
        cluster=body.cluster,
        manifest=body.manifest,
        namespace=body.namespace,
        reason=body.reason,
        confirm=body.confirm,
    )
    return shown(edit, views)


@router.post("/config", summary="Change keys of a ConfigMap or Secret", responses=ASKED)
async def set_config_keys(
    services: ServicesHere, by: Asker, views: ViewsHere, body: ConfigIn
) -> EditView:
    """Show what setting and removing keys would change, or do exactly what was shown."""
    edit = await services.cluster_edits.set_config(
        by=by,
        cluster=body.cluster,
        namespace=body.namespace,
        kind=body.kind,
        name=body.name,
        values=body.values,
        remove=body.remove,
        reason=body.reason,
        confirm=body.confirm,
    )
    return shown(edit, views)


@router.post("/node-pool", summary="Resize a node pool", responses=ASKED)
async def resize_node_pool(
    services: ServicesHere, by: Asker, views: ViewsHere, body: PoolIn
) -> EditView:
    """Show how many nodes a pool has and would have, or ask the cloud for just that."""
    edit = await services.cluster_edits.resize_pool(
        by=by,
        cluster=body.cluster,
        pool=body.pool,
        nodes=body.nodes,
        reason=body.reason,
        confirm=body.confirm,
    )
    return shown(edit, views)


@router.post("/new-node-pool", summary="Create a node pool", responses=ASKED)
async def create_node_pool(
    services: ServicesHere, by: Asker, views: ViewsHere, body: NewPoolIn
) -> EditView:
    """Show which pool there would be, or have the cloud make just that."""
    edit = await services.cluster_edits.create_pool(
        by=by, cluster=body.cluster, pool=body.pool, reason=body.reason, confirm=body.confirm
    )
    return shown(edit, views)


@router.post("/unisolate", summary="Let an isolated pod back in", responses=ASKED)
async def unisolate_pod(
    services: ServicesHere, by: Asker, views: ViewsHere, body: ReleaseIn
) -> EditView:
    """Show which labels an isolated pod would get back, or do exactly that."""
    edit = await services.cluster_edits.unisolate(
        by=by,
        cluster=body.cluster,
        namespace=body.namespace,
        pod=body.pod,
        reason=body.reason,
        confirm=body.confirm,
    )
    return shown(edit, views)


@router.post("/{edit_id}/put-back", summary="Put changed keys back", responses=ASKED)
async def put_config_back(
    services: ServicesHere, by: Asker, views: ViewsHere, edit_id: EditId, body: EditIn
) -> EditView:
    """Show what taking back a change of keys would change, or do exactly that."""
    edit = await services.cluster_edits.put_config_back(
        by=by, edit_id=edit_id, reason=body.reason, confirm=body.confirm
    )
    return shown(edit, views)
