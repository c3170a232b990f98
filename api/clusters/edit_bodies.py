"""What is sent and answered about edits of clusters, as it travels."""

from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, Field

from api.access import ServicesHere
from api.bodies import Why
from api.readers import ReaderHere
from api.strict import WHOLE, Strict
from application.cluster_edits.views import EditRecordView, EditView, EditViews
from application.incidents.requests import LONGEST_REASON
from domain.cluster_edits.rules import (
    DISK_GIB,
    LONGEST_TEXT,
    LONGEST_VALUES,
    MOST_KEYS,
    MOST_LABELS,
    MOST_NETWORKS,
    MOST_NODES,
)
from domain.clusters.edits import Edit, EditOutcome, NewPool
from domain.common.errors import Conflict

EditId = Annotated[
    str, Path(pattern="^e_[0-9a-f]{16}$", description="`e_` and 16 hexadecimal characters.")
]
Key = Annotated[str, Field(min_length=1, max_length=253)]
NetworkId = Annotated[str, Field(max_length=32)]
Label = Annotated[str, Field(max_length=63)]
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


class NewPoolIn(InCluster):
    """A node pool to be made; its machines are billed by the hour."""

    name: str = Field(min_length=1, max_length=25)
    instance_type: str = Field(max_length=41, description="Such as `S5.MEDIUM4`.")
    subnets: list[NetworkId] = Field(min_length=1, max_length=MOST_NETWORKS)
    nodes: Annotated[int, Field(ge=0, le=MOST_NODES), WHOLE]
    minimum: Annotated[int, Field(ge=0, le=MOST_NODES), WHOLE]
    maximum: Annotated[int, Field(ge=1, le=MOST_NODES), WHOLE]
    security_groups: list[NetworkId] = Field(default_factory=list, max_length=MOST_NETWORKS)
    disk_gib: Annotated[int, Field(ge=DISK_GIB[0], le=DISK_GIB[1]), WHOLE] = DISK_GIB[0]
    labels: dict[Key, Label] = Field(default_factory=dict, max_length=MOST_LABELS)

    @property
    def pool(self) -> NewPool:
        """The pool as the service takes it."""
        return NewPool(
            name=self.name,
            instance_type=self.instance_type,
            subnets=tuple(self.subnets),
            nodes=self.nodes,
            minimum=self.minimum,
            maximum=self.maximum,
            security_groups=tuple(self.security_groups),
            disk_gib=self.disk_gib,
            labels=self.labels,
        )


class ReleaseIn(InCluster):
    """An isolated pod."""

    namespace: str = Field(min_length=1, max_length=253)
    pod: str = Field(min_length=1, max_length=253)


class ApproveEditIn(Strict):
    """A yes to exactly one edit."""

    plan: str = Field(pattern="^[0-9a-f]{64}$", description="`plan` of the edit that was seen.")
    reason: str = Field("", max_length=LONGEST_REASON)


def shown(edit: Edit, views: EditViews) -> EditView:
    """Return the wire form; an edit that was meant and is not done is an error.

    Raises:
        Conflict: it was stopped; says where and by what.
    """
    if not edit.dry_run and edit.outcome not in (EditOutcome.DONE, EditOutcome.AFTER_APPROVAL):
        raise Conflict(edit.will)
    return views.edit(edit)


class WaitingEditsOut(BaseModel):
    """Edits that wait for somebody's yes."""

    edits: list[EditRecordView]


def views(services: ServicesHere, reader: ReaderHere) -> EditViews:
    """Return what shows edits to whoever asks."""
    return EditViews(services.words, reader)


ViewsHere = Annotated[EditViews, Depends(views)]
