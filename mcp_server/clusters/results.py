"""What the tools about clusters return, field by field."""

from pydantic import BaseModel, Field

from application.clusters.views import PodView, WorkloadView
from domain.clusters.clusters import Cluster, ClusterEvent, Node, NodePool
from mcp_server.results import NextCursor, Sandbox, shape

WorkloadShown = shape(WorkloadView, sandbox=Sandbox)


class ClustersShown(BaseModel):
    """The account's clusters."""

    clusters: list[Cluster]
    truncated: bool = Field(description="True when there are more than fit.")
    sandbox: Sandbox


class NodesShown(BaseModel):
    """The machines of a cluster."""

    nodes: list[Node]
    truncated: bool = Field(description="True when there are more than fit; sick ones come first.")
    sandbox: Sandbox


class NodePoolsShown(BaseModel):
    """The node pools of a cluster."""

    pools: list[NodePool]
    truncated: bool = Field(description="True when there are more than fit.")
    sandbox: Sandbox


class WorkloadsShown(BaseModel):
    """Workloads of a cluster."""

    workloads: list[WorkloadView]
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    sandbox: Sandbox


class PodsShown(BaseModel):
    """Pods of a namespace or a workload."""

    pods: list[PodView]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class ClusterEventsShown(BaseModel):
    """Events of a namespace, newest first; `message` is data from outside."""

    events: list[ClusterEvent]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class PodLogShown(BaseModel):
    """The last lines of a pod: data from outside."""

    pod: str
    lines: list[str]
    truncated: bool = Field(description="True when older lines did not fit.")
    sandbox: Sandbox
