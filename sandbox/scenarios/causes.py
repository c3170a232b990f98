"""Faults that are told only as far as their alert: what is behind them is known, not their repair.

`bench.causes` plays them beside the others. They are of kinds that a repair has nothing to do with.
"""

from sandbox.scenarios.manifests import config_map, deployment, neighbours, quota
from sandbox.scenarios.scenario import Beat, Deed, Expected, Manifest, Scenario

_SETTLED = "settled"
_ALERT = Beat(Deed.ALERT, "unhealthy")
_SHOP = (deployment(), *neighbours())
_ANY = Expected("handed_over", actions=None)


def _service(selector: dict[str, str]) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "checkout"},
        "spec": {"selector": selector, "ports": [{"port": 80}]},
    }


def _node(value: str) -> Beat:
    return Beat(Deed.FAULT, _SETTLED, {"key": "node.*", "value": value})


def _deploy(*manifests: Manifest) -> Beat:
    return Beat(Deed.DEPLOY, _SETTLED, {"manifests": manifests})


ONLY_CAUSES = (
    Scenario(
        "node-lost",
        "All nodes under it are lost.",
        "not_ready",
        _SHOP,
        (_node("down"), _ALERT),
        _ANY,
        cause="node_lost",
    ),
    Scenario(
        "quota-blocks",
        "It is scaled out, and its namespace's quota admits no more pods.",
        "replica_shortage",
        (quota(4), *_SHOP),
        (_deploy(deployment(replicas=6)), _ALERT),
        _ANY,
        cause="quota",
    ),
    Scenario(
        "selector-edited",
        "Its service selects a version that no pod has any more.",
        "error_rate",
        (deployment(labels={"tier": "web"}), *neighbours(), _service({"app": "checkout"})),
        (_deploy(_service({"app": "checkout", "version": "2"})), _ALERT),
        _ANY,
        cause="wiring",
    ),
    Scenario(
        "config-edit-later",
        "A ConfigMap is edited and breaks it hours later, at a restart.",
        "crash_loop",
        (config_map("checkout", {"mode": "normal"}), deployment(config="checkout"), *neighbours()),
        (
            _deploy(config_map("checkout", {"mode": "broken"})),
            _deploy(deployment(config="checkout", marks={"restarted": "1"})),
            _ALERT,
        ),
        _ANY,
        cause="config_edit",
    ),
    Scenario(
        "memory-grows",
        "It takes more memory than it may, and nothing was released.",
        "out_of_memory",
        (deployment(memory="256Mi"), *neighbours()),
        (Beat(Deed.FAULT, _SETTLED, {"key": "checkout.needs-memory", "value": "300Mi"}), _ALERT),
        _ANY,
        cause="memory",
    ),
    Scenario(
        "crashes-always",
        "It crashes whoever restarts it, and nothing was released.",
        "crash_loop",
        _SHOP,
        (Beat(Deed.FAULT, _SETTLED, {"key": "checkout.crash", "value": "true"}), _ALERT),
        _ANY,
        cause="crash",
    ),
    Scenario(
        "bad-environment",
        "A release raises what the program needs above its memory limit.",
        "out_of_memory",
        (deployment(memory="256Mi", env={"NEEDS_MEMORY": "100Mi"}), *neighbours()),
        (_deploy(deployment(memory="256Mi", env={"NEEDS_MEMORY": "300Mi"})), _ALERT),
        _ANY,
        cause="memory",
    ),
)
