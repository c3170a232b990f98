"""The way into a cluster: opening an endpoint, and the kubeconfig that leads through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.tencent.actions import Request
from sandbox.tencent.errors import ApiError, invalid_parameter, missing_parameter
from sandbox.tencent.tke.state import TICKS, Cluster, Endpoint, Growing, TkeState

_CREATED, _CREATING, _MISSING = "Created", "Creating", "NotFound"


@dataclass(frozen=True)
class Endpoints:
    """Opens endpoints, and hands out kubeconfigs."""

    state: TkeState

    def create_cluster_endpoint(self, request: Request) -> Mapping[str, Any]:
        """Perform CreateClusterEndpoint; it is open after a few looks."""
        cluster, extranet = self._asked(request)
        params = request.params
        if not extranet and "SubnetId" not in params:
            raise missing_parameter("SubnetId")
        if extranet and "SecurityGroup" not in params:
            raise missing_parameter("SecurityGroup")
        if extranet in cluster.endpoints:
            raise invalid_parameter("IsExtranet", "such an endpoint exists already.")
        cluster.endpoints[extranet] = Endpoint(
            Growing(TICKS), params.get("SubnetId", ""), params.get("SecurityGroup", "")
        )
        return {}

    def describe_cluster_endpoint_status(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeClusterEndpointStatus; each look brings a new endpoint nearer."""
        cluster, extranet = self._asked(request)
        endpoint = cluster.endpoints.get(extranet)
        if endpoint is None:
            return {"Status": _MISSING, "ErrorMsg": ""}
        return {"Status": _CREATED if endpoint.growing.look() else _CREATING, "ErrorMsg": ""}

    def describe_cluster_endpoints(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeClusterEndpoints."""
        cluster = self.state.cluster(request.params["ClusterId"], request.region)
        address = urlsplit(cluster.server).netloc
        inside, outside = cluster.endpoints.get(False), cluster.endpoints.get(True)
        return {
            "CertificationAuthority": cluster.authority,
            "ClusterExternalEndpoint": address if _is_open(outside) else "",
            "ClusterIntranetEndpoint": address if _is_open(inside) else "",
            "ClusterDomain": _default_domain(cluster),
            "ClusterExternalACL": ["127.0.0.1/32"],
            "ClusterExternalDomain": "",
            "ClusterIntranetDomain": "",
            "SecurityGroup": outside.security_group if outside else "",
            "ClusterIntranetSubnetId": inside.subnet if inside else "",
        }

    def describe_cluster_kubeconfig(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeClusterKubeconfig.

        While the endpoint asked for is not open, the server in it is a domain that leads nowhere.
        """
        cluster, extranet = self._asked(request)
        if cluster.status != "Running":
            raise ApiError(
                "InternalError.UnexpectedInternal", f"The cluster is {cluster.status}, not running."
            )
        text = cluster.kubeconfig
        if not _is_open(cluster.endpoints.get(extranet)):
            text = text.replace(cluster.server, f"https://{_default_domain(cluster)}")
        return {"Kubeconfig": text}

    def _asked(self, request: Request) -> tuple[Cluster, bool]:
        cluster = self.state.cluster(request.params["ClusterId"], request.region)
        return cluster, bool(request.params.get("IsExtranet", False))


def _is_open(endpoint: Endpoint | None) -> bool:
    return endpoint is not None and endpoint.growing.ticks <= 0


def _default_domain(cluster: Cluster) -> str:
    # `.invalid` is reserved to lead nowhere (RFC 2606).
    return f"{cluster.cluster_id}.ccs.sandbox.invalid"
