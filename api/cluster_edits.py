"""Edits of clusters: shown first, and done only as shown (CLD-2, RBK-8)."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.access import Asker, DesksHere
from api.bodies import ReasonIn, Why
from api.openapi import CLOUD, problems
from api.strict import WHOLE, Strict
from application.incident_requests import LONGEST_REASON
from domain.changes import Performing
from domain.cluster_edit_rules import LONGEST_TEXT, LONGEST_VALUES, MOST_KEYS
from domain.cluster_edits import Edit, EditKind, EditOutcome, EditRecord
from domain.errors import Conflict

router = APIRouter(prefix="/api/v1/cluster-edits", tags=["clusters"])

EditId = Annotated[
    str, Path(pattern="^e_[0-9a-f]{16}$", description="`e_` and 16 hexadecimal characters.")
]
ASKED = CLOUD | problems(404, 409)

Key = Annotated[str, Field(min_length=1, max_length=253)]
Value = Annotated[str, Field(max_length=LONGEST_VALUES)]


class EditIn(Strict):
    """Where, why, and whether it is meant."""

    reason: Why
    confirm: str = Field(
        "",
        pattern="^([0-9a-f]{16})?$",
        description="Empty: only show the differences. `confirm` of that answer: do exactly that.",
    )


class InCluster(EditIn):
    """In which cluster."""

    cluster: str = Field(min_length=1, max_length=63)


class ApplyIn(InCluster):
    """Objects to apply."""

    manifest: str = Field(
        min_length=1, max_length=LONGEST_TEXT, description="YAML of 1 to 20 objects."
    )
    namespace: str = Field("", max_length=253, description="Of objects that name none.")


class ConfigIn(InCluster):
    """Keys of a ConfigMap or a Secret; values of Secrets are never answered."""

    namespace: str = Field(min_length=1, max_length=253)
    kind: str = Field("ConfigMap", pattern="^(ConfigMap|Secret)$")
    name: str = Field(min_length=1, max_length=253)
    values: dict[Key, Value] = Field(default_factory=dict, max_length=MOST_KEYS, repr=False)
    remove: list[Key] = Field(default_factory=list, max_length=MOST_KEYS)


class PoolIn(InCluster):
    """How many nodes a node pool shall have."""

    pool: str = Field(min_length=1, max_length=63)
    nodes: Annotated[int, Field(ge=0, le=1_000), WHOLE]


class ReleaseIn(InCluster):
    """An isolated pod."""

    namespace: str = Field(min_length=1, max_length=253)
    pod: str = Field(min_length=1, max_length=253)


class ApproveEditIn(Strict):
    """A yes to exactly one edit."""

    plan: str = Field(pattern="^[0-9a-f]{64}$", description="`plan` of the edit that was seen.")
    reason: str = Field("", max_length=LONGEST_REASON)


class EditedOut(BaseModel):
    """One object, and what became of it."""

    object: str
    performed: Performing | None
    detail: str
    guards: list[str]


class EditOut(BaseModel):
    """What an edit would change, or that it was done."""

    id: str
    kind: EditKind
    cluster: str
    dry_run: bool
    outcome: EditOutcome
    will: str = Field(description="What happens, or happened, as a sentence.")
    preview: str = Field(description="The differences; what may be secret as fingerprints.")
    confirm: str
    objects: list[EditedOut]

    @classmethod
    def of(cls, edit: Edit) -> "EditOut":
        """Return the wire form; an edit that was meant and is not done is an error.

        Raises:
            Conflict: it was stopped; says where and by what.
        """
        if not edit.dry_run and edit.outcome not in (EditOutcome.DONE, EditOutcome.AFTER_APPROVAL):
            raise Conflict(edit.will)
        objects = [
            EditedOut(
                object=str(each.ref),
                performed=each.performed,
                detail=each.detail,
                guards=list(each.guards),
            )
            for each in edit.objects
        ]
        return cls(
            id=edit.id,
            kind=edit.kind,
            cluster=edit.cluster,
            dry_run=edit.dry_run,
            outcome=edit.outcome,
            will=edit.will,
            preview=edit.preview,
            confirm=edit.confirm,
            objects=objects,
        )


class EditRecordOut(BaseModel):
    """An edit as the audit tells it."""

    id: str
    kind: str
    cluster: str
    state: str
    by: str
    reason: str
    plan: str = Field(description="Stands for exactly this edit; give it back to approve it.")
    targets: list[str]
    changes: list[str] = Field(description="The last may say how many more there are.")
    approved_by: str

    @classmethod
    def of(cls, record: EditRecord) -> "EditRecordOut":
        """Return the wire form."""
        return cls(
            id=record.id,
            kind=record.kind,
            cluster=record.cluster,
            state=record.state,
            by=record.by,
            reason=record.reason,
            plan=record.digest,
            targets=list(record.targets),
            changes=list(record.changes),
            approved_by=record.approved_by,
        )


class WaitingEditsOut(BaseModel):
    """Edits that wait for somebody's yes."""

    edits: list[EditRecordOut]


@router.get("", summary="List edits that wait")
async def list_waiting_edits(desks: DesksHere, by: Asker) -> WaitingEditsOut:
    """Return the edits that wait for somebody's yes, the newest first."""
    waiting = await desks.cluster_edits.waiting(by=by)
    return WaitingEditsOut(edits=[EditRecordOut.of(each) for each in waiting])


@router.post("/apply", summary="Apply objects", responses=ASKED)
async def apply_manifest(desks: DesksHere, by: Asker, body: ApplyIn) -> EditOut:
    """Show what applying objects would change, or do exactly what was shown."""
    edit = await desks.cluster_edits.apply(
        by=by,
        cluster=body.cluster,
        manifest=body.manifest,
        namespace=body.namespace,
        reason=body.reason,
        confirm=body.confirm,
    )
    return EditOut.of(edit)


@router.post("/config", summary="Change keys of a ConfigMap or Secret", responses=ASKED)
async def set_config_keys(desks: DesksHere, by: Asker, body: ConfigIn) -> EditOut:
    """Show what setting and removing keys would change, or do exactly what was shown."""
    edit = await desks.cluster_edits.set_config(
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
    return EditOut.of(edit)


@router.post("/node-pool", summary="Resize a node pool", responses=ASKED)
async def resize_node_pool(desks: DesksHere, by: Asker, body: PoolIn) -> EditOut:
    """Show how many nodes a pool has and would have, or ask the cloud for just that."""
    edit = await desks.cluster_edits.resize_pool(
        by=by,
        cluster=body.cluster,
        pool=body.pool,
        nodes=body.nodes,
        reason=body.reason,
        confirm=body.confirm,
    )
    return EditOut.of(edit)


@router.post("/unisolate", summary="Let an isolated pod back in", responses=ASKED)
async def unisolate_pod(desks: DesksHere, by: Asker, body: ReleaseIn) -> EditOut:
    """Show which labels an isolated pod would get back, or do exactly that."""
    edit = await desks.cluster_edits.unisolate(
        by=by,
        cluster=body.cluster,
        namespace=body.namespace,
        pod=body.pod,
        reason=body.reason,
        confirm=body.confirm,
    )
    return EditOut.of(edit)


@router.get("/{edit_id}/record", summary="Read an edit", responses=problems(404))
async def get_cluster_edit(desks: DesksHere, by: Asker, edit_id: EditId) -> EditRecordOut:
    """Return an edit that was asked for in earnest, as the audit tells it."""
    return EditRecordOut.of(await desks.cluster_edits.get(by=by, edit_id=edit_id))


@router.post("/{edit_id}/put-back", summary="Put changed keys back", responses=ASKED)
async def put_config_back(desks: DesksHere, by: Asker, edit_id: EditId, body: EditIn) -> EditOut:
    """Show what taking back a change of keys would change, or do exactly that."""
    edit = await desks.cluster_edits.put_config_back(
        by=by, edit_id=edit_id, reason=body.reason, confirm=body.confirm
    )
    return EditOut.of(edit)


@router.post("/{edit_id}/approve", summary="Approve an edit", responses=problems(404, 409))
async def approve_cluster_edit(
    desks: DesksHere, by: Asker, edit_id: EditId, body: ApproveEditIn
) -> EditRecordOut:
    """Approve exactly the edit that you saw; who asked for it then makes it."""
    answered = await desks.cluster_edits.answer(
        by=by, edit_id=edit_id, digest=body.plan, approved=True, reason=body.reason
    )
    return EditRecordOut.of(answered)


@router.post("/{edit_id}/deny", summary="Deny an edit", responses=problems(404, 409))
async def deny_cluster_edit(
    desks: DesksHere, by: Asker, edit_id: EditId, body: ReasonIn
) -> EditRecordOut:
    """Say no; it is not done."""
    answered = await desks.cluster_edits.answer(
        by=by, edit_id=edit_id, approved=False, reason=body.reason
    )
    return EditRecordOut.of(answered)
