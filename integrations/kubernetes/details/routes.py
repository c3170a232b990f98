"""Services and Ingresses: by which addresses pods are reached."""

from collections.abc import Iterator

from domain.clusters.details import Ingress, NetworkService
from integrations.kubernetes.client.objects import (
    LONG_AGO,
    Json,
    each,
    inside,
    mapping,
    moment,
    number,
    text,
    texts,
)

_CLASS = "kubernetes.io/ingress.class"
"""Annotation that named the class before the field did, and still does in many clusters."""


def service_of(found: Json) -> NetworkService:
    """Return a Service (`core/v1`)."""
    outside = [*_addresses(found), *_texts(found, "spec", "externalIPs")]
    stands_for = text(found, "spec", "externalName")
    return NetworkService(
        namespace=text(found, "metadata", "namespace"),
        name=text(found, "metadata", "name"),
        type=text(found, "spec", "type") or "ClusterIP",
        cluster_ip=text(found, "spec", "clusterIP"),
        addresses=(*outside, *([stands_for] if stands_for else [])),
        ports=tuple(_port(one) for one in each(found, "spec", "ports")),
        selector=tuple(
            f"{key}={value}" for key, value in sorted(texts(found, "spec", "selector").items())
        ),
        created_at=moment(found, "metadata", "creationTimestamp") or LONG_AGO,
    )


def ingress_of(found: Json) -> Ingress:
    """Return an Ingress (`networking.k8s.io/v1`)."""
    named = text(found, "spec", "ingressClassName")
    rules = [rule for one in each(found, "spec", "rules") for rule in _rules(one)]
    fallback = mapping(found, "spec", "defaultBackend")
    return Ingress(
        namespace=text(found, "metadata", "namespace"),
        name=text(found, "metadata", "name"),
        controller=named or text(found, "metadata", "annotations", _CLASS),
        addresses=tuple(_addresses(found)),
        rules=(*rules, *([f"* → {_backend(fallback)}"] if fallback else [])),
        tls_hosts=tuple(
            host for one in each(found, "spec", "tls") for host in _texts(one, "hosts")
        ),
        created_at=moment(found, "metadata", "creationTimestamp") or LONG_AGO,
    )


def _addresses(found: Json) -> Iterator[str]:
    """Yield where a load balancer answers: an address, a host name, or both."""
    for one in each(found, "status", "loadBalancer", "ingress"):
        yield from (said for said in (text(one, "ip"), text(one, "hostname")) if said)


def _port(found: Json) -> str:
    target = inside(found, "targetPort")  # a number, or the name of a container's port
    node, named = number(found, "nodePort"), text(found, "name")
    port = f"{number(found, 'port')}{f':{node}' if node else ''}"
    leads = f"→{target}" if target is not None else ""
    return f"{f'{named} ' if named else ''}{port}{leads}/{text(found, 'protocol') or 'TCP'}"


def _rules(found: Json) -> Iterator[str]:
    host = text(found, "host") or "*"
    for one in each(found, "http", "paths"):
        yield f"{host}{text(one, 'path') or '/'} → {_backend(mapping(one, 'backend'))}"


def _backend(found: Json) -> str:
    port = inside(found, "service", "port", "number") or text(found, "service", "port", "name")
    kept = mapping(found, "resource")
    if kept:
        return f"{text(kept, 'kind')}/{text(kept, 'name')}"
    return f"{text(found, 'service', 'name')}:{port}"


def _texts(found: Json, *path: str) -> list[str]:
    values = inside(found, *path)
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []
