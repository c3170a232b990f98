"""What the container service knows: clusters, nodes, pools and endpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict

from sandbox.clock import SandboxClock
from sandbox.tencent.errors import ApiError
from sandbox.tencent.identifiers import Identifiers
from sandbox.tencent.tke.kubeconfigs import place_of
from sandbox.tencent.veil import Veil

# How many reads it takes until something new is there; the vendor takes minutes.
TICKS = 2
MAX_DESIRED = 1000
MOST_NODES = 5_000
"""Of one cluster, as the vendor's page of quotas says."""

_VERSION = "1.32.2"
_USUAL_MOST = 10


@dataclass
class Growing:
    """Something that is being made, until it has been looked at `ticks` times."""

    ticks: int = 0

    def look(self) -> bool:
        """Say whether it is ready, and let one tick pass if it is not."""
        if self.ticks <= 0:
            return True
        self.ticks -= 1
        return False


@dataclass
class Endpoint:
    """A way into a cluster: over the internet, or within its network."""

    growing: Growing
    subnet: str = ""
    security_group: str = ""


@dataclass
class Node:
    """A machine of a cluster; `failed` says why it does not run."""

    instance_id: str
    address: str
    created_at: str
    pool_id: str = ""
    failed: str = ""
    growing: Growing = field(default_factory=Growing)


@dataclass
class Pool:
    """Nodes of one kind, in a wanted number."""

    pool_id: str
    name: str
    desired: int
    least: int
    most: int
    autoscale: bool
    growing: Growing
    labels: Sequence[Mapping[str, str]] = ()
    taints: Sequence[Mapping[str, str]] = ()


@dataclass
class Cluster:
    """A cluster, and the kubeconfig that leads to where its Kubernetes API is played.

    `kubeconfig` is what a caller gets once the endpoint it asks for is open.
    """

    cluster_id: str
    name: str
    region: str
    version: str
    created_at: str
    kubeconfig: str
    server: str
    authority: str
    vpc: str
    status: str = "Running"
    tags: Sequence[Mapping[str, str]] = ()
    nodes: dict[str, Node] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    endpoints: dict[bool, Endpoint] = field(default_factory=dict)
    """By whether it is open to the internet."""


@dataclass(frozen=True)
class NewCluster:
    """A cluster to add.

    Attributes:
        kubeconfig: what a caller gets; its server is where the API is played.
        cluster_id: made up when empty.
        nodes: in one pool that is called `default`.
        open_inside: whether the endpoint within the network is open from the start.
        open_outside: whether the one to the internet is.
    """

    # The control face reads this from JSON; a misspelt field must not pass as the default.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    kubeconfig: str
    cluster_id: str = ""
    region: str = "ap-guangzhou"
    version: str = _VERSION
    nodes: int = 3
    open_inside: bool = True
    open_outside: bool = True


@dataclass
class TkeState:
    """Everything the container service keeps, and the ways to fill it."""

    clock: SandboxClock
    identifiers: Identifiers
    veil: Veil = field(default_factory=Veil)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    most_nodes: int = MOST_NODES
    """Of a cluster; tests lower it."""

    def now_text(self) -> str:
        """Return the present as the service writes it."""
        return self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def short(self, prefix: str) -> str:
        """Return an id such as `cls-1a2b3c4d`."""
        return f"{prefix}-{self.identifiers.uuid()[:8]}"

    def add_cluster(self, new: NewCluster) -> Cluster:
        """Keep a cluster, with one pool that holds its nodes.

        Raises:
            ValueError: the kubeconfig cannot be read.
        """
        server, authority = place_of(new.kubeconfig)
        cluster = Cluster(
            cluster_id=new.cluster_id or self.short("cls"),
            name=new.name,
            region=new.region,
            version=new.version,
            created_at=self.now_text(),
            kubeconfig=new.kubeconfig,
            server=server,
            authority=authority,
            vpc=self.short("vpc"),
        )
        for extranet, is_open in ((False, new.open_inside), (True, new.open_outside)):
            if is_open:
                cluster.endpoints[extranet] = Endpoint(Growing())
        most = max(_USUAL_MOST, new.nodes)
        pool = Pool(self.short("np"), "default", 0, 0, most, autoscale=True, growing=Growing())
        cluster.pools[pool.pool_id] = pool
        self.resize(cluster, pool, new.nodes, ticks=0)
        self.clusters[cluster.cluster_id] = cluster
        return cluster

    def cluster(self, cluster_id: str, region: str) -> Cluster:
        """Return a cluster as a caller in `region` sees it.

        Raises:
            ApiError: it does not exist there.
        """
        cluster = self.clusters.get(cluster_id)
        if cluster is None or cluster.region != region:
            # The vendor hides this permanent fault under InternalError.
            raise ApiError(
                "InternalError.ClusterNotFound", f"There is no cluster {cluster_id} in {region}."
            )
        return cluster

    def pool(self, cluster: Cluster, pool_id: str) -> Pool:
        """Return a pool of a cluster.

        Raises:
            ApiError: it does not exist, or cannot be seen yet.
        """
        pool = cluster.pools.get(pool_id)
        if pool is None or self.veil.hides(pool_id):
            raise ApiError(
                "ResourceNotFound.AsGroupNotFound",
                f"There is no node pool {pool_id} in {cluster.cluster_id}.",
            )
        return pool

    def add_node(self, cluster: Cluster, *, pool_id: str = "", ticks: int = 0) -> Node:
        """Add a machine to a cluster, which runs after so many looks."""
        number = len(cluster.nodes) + 1
        node = Node(
            instance_id=self.short("ins"),
            address=f"10.0.{number // 250}.{number % 250 + 1}",
            created_at=self.now_text(),
            pool_id=pool_id,
            growing=Growing(ticks),
        )
        cluster.nodes[node.instance_id] = node
        return node

    def resize(self, cluster: Cluster, pool: Pool, desired: int, *, ticks: int) -> None:
        """Give a pool as many nodes as are wanted; new ones run after so many looks."""
        members = [node for node in cluster.nodes.values() if node.pool_id == pool.pool_id]
        for node in members[desired:]:
            del cluster.nodes[node.instance_id]
        for _ in range(desired - len(members)):
            self.add_node(cluster, pool_id=pool.pool_id, ticks=ticks)
        pool.desired = desired
        pool.growing = Growing(ticks)
