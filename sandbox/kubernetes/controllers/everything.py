"""All controllers of a cluster, put to work."""

from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.autoscaler import Autoscaler
from sandbox.kubernetes.controllers.bookkeeping import Bookkeeping
from sandbox.kubernetes.controllers.daemonsets import DaemonSets
from sandbox.kubernetes.controllers.deployments import Deployments
from sandbox.kubernetes.controllers.disruption import Disruption
from sandbox.kubernetes.controllers.garbage import Garbage
from sandbox.kubernetes.controllers.gitops import GitOps
from sandbox.kubernetes.controllers.kubelets import Kubelets
from sandbox.kubernetes.controllers.nodes import Nodes
from sandbox.kubernetes.controllers.replicasets import ReplicaSets
from sandbox.kubernetes.controllers.statefulsets import StatefulSets


class Controllers:
    """One of each; they work as long as the cluster ticks."""

    def __init__(self, cluster: Cluster) -> None:
        self.garbage = Garbage(cluster)
        self.nodes = Nodes(cluster)
        self.kubelets = Kubelets(cluster)
        self.replica_sets = ReplicaSets(cluster)
        self.deployments = Deployments(cluster)
        self.stateful_sets = StatefulSets(cluster)
        self.daemon_sets = DaemonSets(cluster)
        self.bookkeeping = Bookkeeping(cluster)
        self.disruption = Disruption(cluster)
        self.autoscaler = Autoscaler(cluster)
        self.git_ops = GitOps(cluster)
