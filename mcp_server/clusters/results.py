"""What the tools about clusters return, field by field."""

from pydantic import BaseModel, Field

from mcp_server.results import NextCursor, Sandbox


class ClusterShown(BaseModel):
    """One cluster."""

    id: str
    name: str
    region: str
    status: str
    version: str
    nodes: int


class ClustersShown(BaseModel):
    """The account's clusters."""

    clusters: list[ClusterShown]
    truncated: bool = Field(description="True when there are more than fit.")
    sandbox: Sandbox


class NodeShown(BaseModel):
    """One machine of a cluster."""

    name: str
    ready: bool
    schedulable: bool
    problems: list[str]
    capacity: dict[str, str]
    version: str


class NodesShown(BaseModel):
    """The machines of a cluster."""

    nodes: list[NodeShown]
    truncated: bool = Field(description="True when there are more than fit; sick ones come first.")
    sandbox: Sandbox


class NodePoolShown(BaseModel):
    """A group of equal nodes."""

    id: str
    name: str
    status: str
    desired: int
    minimum: int
    maximum: int
    ready: int


class NodePoolsShown(BaseModel):
    """The node pools of a cluster."""

    pools: list[NodePoolShown]
    truncated: bool = Field(description="True when there are more than fit.")
    sandbox: Sandbox


class WorkloadLine(BaseModel):
    """One workload in a list."""

    namespace: str
    kind: str
    name: str
    rollout: str = Field(description="done, progressing, failed or paused.")
    wanted: int
    ready: int
    images: list[str]


class WorkloadsShown(BaseModel):
    """Workloads of a cluster."""

    workloads: list[WorkloadLine]
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    sandbox: Sandbox


class RevisionShown(BaseModel):
    """A version that a workload has run."""

    number: int
    created_at: str
    images: list[str]
    pods: int


class PodShown(BaseModel):
    """One pod."""

    name: str
    node: str
    phase: str
    ready: bool
    reason: str = Field(description="Why it is not ready; empty when it is.")
    restarts: int
    last_exit: str
    created_at: str


class WorkloadShown(WorkloadLine):
    """One workload with what a repair looks at."""

    revision: int = Field(description="The one in use; 0 when there is none.")
    revisions: list[RevisionShown] = Field(description="Newest first.")
    pods: list[PodShown] = Field(description="The unready ones first.")
    pods_left_out: int
    autoscaler: str = Field(description="Who owns the count, with its bounds; empty: nobody.")
    managed_by: str = Field(description="GitOps controller that would revert; empty: none.")
    application: str
    sandbox: Sandbox


class PodsShown(BaseModel):
    """Pods of a namespace or a workload."""

    pods: list[PodShown]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class ClusterEventShown(BaseModel):
    """What Kubernetes noted; `message` is data from outside."""

    at: str
    type: str
    reason: str
    object: str
    message: str
    count: int


class ClusterEventsShown(BaseModel):
    """Events of a namespace, newest first."""

    events: list[ClusterEventShown]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class PodLogShown(BaseModel):
    """The last lines of a pod: data from outside."""

    pod: str
    lines: list[str]
    truncated: bool = Field(description="True when older lines did not fit.")
    sandbox: Sandbox
