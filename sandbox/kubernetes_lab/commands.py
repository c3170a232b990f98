"""The command lines of the four programs."""

from pathlib import Path

from sandbox.kubernetes_lab.certificates import Certificates
from sandbox.kubernetes_lab.programs import Programs

# What workloads need; the rest (volumes, cloud, certificates, jobs) would only cost memory.
CONTROLLERS = (
    *("deployment", "replicaset", "statefulset", "daemonset", "endpoint"),
    *("horizontalpodautoscaling", "disruption", "resourcequota", "garbagecollector"),
    *("namespace", "serviceaccount", "serviceaccount-token", "nodelifecycle"),
)


def etcd(programs: Programs, folder: Path, port: int, peer_port: int) -> list[str]:
    """Return the command of the store; without waiting for the disk, as nothing is kept."""
    client, peer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peer_port}"
    return [
        programs.path("etcd"),
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--unsafe-no-fsync",
        "--logger=zap",
        "--log-level=error",
    ]


def api_server(
    programs: Programs, folder: Path, certificates: Certificates, port: int, etcd_port: int
) -> list[str]:
    """Return the command of the API server."""
    return [
        programs.path("kube-apiserver"),
        f"--etcd-servers=http://127.0.0.1:{etcd_port}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        f"--secure-port={port}",
        "--insecure-port=0",
        f"--tls-cert-file={certificates.server.certificate}",
        f"--tls-private-key-file={certificates.server.key}",
        f"--client-ca-file={certificates.authority.certificate}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={certificates.signing_key}",
        f"--service-account-signing-key-file={certificates.signing_key}",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--authorization-mode=RBAC",
        "--allow-privileged",
        "--endpoint-reconciler-type=none",
        "--event-ttl=1h",
        "--profiling=false",
        "--kubelet-preferred-address-types=InternalIP",
        f"--kubelet-client-certificate={certificates.admin.certificate}",
        f"--kubelet-client-key={certificates.admin.key}",
        f"--audit-policy-file={folder / 'audit-policy.json'}",
        f"--audit-log-path={folder / 'audit.log'}",
    ]


def controllers(programs: Programs, folder: Path, certificates: Certificates) -> list[str]:
    """Return the command of the controllers; nobody asks them anything, so they listen nowhere."""
    return [
        programs.path("kube-controller-manager"),
        f"--kubeconfig={folder / 'admin.kubeconfig'}",
        "--leader-elect=false",
        "--port=0",
        "--secure-port=0",
        f"--service-account-private-key-file={certificates.signing_key}",
        f"--root-ca-file={certificates.authority.certificate}",
        f"--controllers={','.join(CONTROLLERS)}",
        "--horizontal-pod-autoscaler-sync-period=2s",
        # Each controller starts by itself; the default spreads the starts over seconds.
        "--controller-start-interval=0s",
        "--kube-api-qps=200",
        "--kube-api-burst=400",
        "--profiling=false",
    ]


def scheduler(programs: Programs, folder: Path) -> list[str]:
    """Return the command of the scheduler."""
    return [
        programs.path("kube-scheduler"),
        f"--kubeconfig={folder / 'admin.kubeconfig'}",
        "--leader-elect=false",
        "--port=0",
        "--secure-port=0",
        "--kube-api-qps=200",
        "--kube-api-burst=400",
        "--profiling=false",
    ]
