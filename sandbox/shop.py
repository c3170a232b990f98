"""The small shop of the scripted day, as it runs in a cluster.

Every workload has been released twice, so that there is something to go back to; the last release
came shortly before the outage that the logs tell of (sandbox/script.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.kubernetes.access import Account, Rule
from sandbox.kubernetes.app import KubernetesStandIn
from sandbox.kubernetes_lab.access import CLUSTER_RULES, EDIT_RULES, NAMESPACE_RULES, USER
from sandbox.scenarios.manifests import autoscaler, config_map, deployment
from sandbox.script import HISTORY, RELEASE_CAME

CLUSTER = "cls-sandbox1"
NAMESPACE = "shop"
SCENARIOS = "story-*"
"""Where fault scenarios play: each in a namespace of its own (sandbox/scenarios)."""

ACCOUNT_TOKEN = "sandbox-zhiban-token"  # noqa: S105 - opens nothing but this sandbox

_READ = ("get", "list", "watch")
_PART_OF = {"app.kubernetes.io/part-of": NAMESPACE}
_REPLICAS: Mapping[str, int] = {
    "gateway": 2,
    "checkout": 2,
    "orders": 2,
    "payments": 3,
    "stock": 2,
}
_SETTLING = timedelta(minutes=5)
"""More than a release of it takes."""

_BANK_LOG = """\
payments 1.1 is listening on :8080
payment for order 482913 failed: bank gateway timed out after 5000 ms (attempt 1)
connection pool exhausted: 50 of 50 in use, 41 waiting
payment for order 482913 settled in 212 ms
"""


def open_shop(*, now: datetime, seed: int, control_token: str) -> KubernetesStandIn:
    """Return a cluster in which the shop has run for two days when it is `now`."""
    clock = SandboxClock.by_hand(now - HISTORY)
    stand_in = KubernetesStandIn(clock=clock, seed=seed, control_token=control_token)
    stand_in.add_cluster(CLUSTER)
    stand_in.add_account(our_account())
    stand_in.set_log(CLUSTER, "payments", _BANK_LOG)
    stand_in.apply(CLUSTER, _in_shop((*_around(), *_reached(), *_release("1.0"))))
    stand_in.advance(_SETTLING.total_seconds())
    clock.set(now - RELEASE_CAME)
    stand_in.apply(CLUSTER, _in_shop(_release("1.1")))
    stand_in.advance(_SETTLING.total_seconds())
    clock.set(now)
    clock.run_at(1)
    stand_in.tick()
    return stand_in


def our_account() -> Account:
    """Return the account that Zhiban uses: it reads what it needs, and writes where it may."""
    rules = [
        Rule(_READ if everywhere else tuple(rule["verbs"]), tuple(rule["resources"]), namespaces)
        for rule in NAMESPACE_RULES
        for everywhere, namespaces in ((True, ("*",)), (False, (NAMESPACE, SCENARIOS)))
    ]
    rules += [
        Rule(tuple(rule["verbs"]), tuple(rule["resources"]), (NAMESPACE, SCENARIOS))
        for rule in EDIT_RULES
    ]
    rules += [Rule(_READ, tuple(rule["resources"])) for rule in CLUSTER_RULES]
    return Account(USER, ACCOUNT_TOKEN, tuple(rules), clusters=(CLUSTER,))


def _release(version: str) -> Sequence[dict[str, Any]]:
    return [
        deployment(
            name,
            f"registry.example/{name}:{version}",
            replicas=replicas,
            labels=_PART_OF,
            config="checkout" if name == "checkout" else "shop",
            memory="512Mi",
        )
        for name, replicas in _REPLICAS.items()
    ]


def _around() -> Sequence[dict[str, Any]]:
    """Return what stands beside the workloads: settings, a scaler, a limit to disruption."""
    return [
        config_map("shop", {"currency": "CNY"}),
        config_map("checkout", {"mode": "normal", "currency": "CNY"}),
        autoscaler("gateway", least=2, most=6),
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "payments"},
            "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "payments"}}},
        },
    ]


def _reached() -> Iterable[dict[str, Any]]:
    """Yield by which addresses the shop is reached, and what its certificate lies in."""
    for number, name in enumerate(_REPLICAS):
        yield {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name},
            "spec": {
                "clusterIP": f"10.96.0.{10 + number}",
                "selector": {"app": name},
                "ports": [{"name": "http", "port": 80, "targetPort": 8080}],
            },
        }
    backend = {"service": {"name": "gateway", "port": {"number": 80}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    yield {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "shop"},
        "spec": {
            "ingressClassName": "qcloud",
            "rules": [{"host": "shop.example", "http": {"paths": [path]}}],
            "tls": [{"hosts": ["shop.example"], "secretName": "shop-tls"}],
        },
    }
    yield {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "shop-tls"},
        "type": "kubernetes.io/tls",
        "stringData": {"tls.crt": "SANDBOX", "tls.key": "SANDBOX"},
    }


def _in_shop(manifests: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**each, "metadata": {**each["metadata"], "namespace": NAMESPACE}} for each in manifests
    ]
