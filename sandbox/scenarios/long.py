"""A scenario that climbs the whole ladder."""

from sandbox.scenarios.manifests import BAD_IMAGE, config_map, deployment, neighbours
from sandbox.scenarios.scenario import Beat, Deed, Expected, Scenario, Signal

_SHOP = {"app.kubernetes.io/part-of": "shop"}
_CAPACITY = {"sandbox.zhiban/capacity": "1"}


def _checkout(**more: object) -> dict[str, object]:
    return deployment(labels=_SHOP, marks=_CAPACITY, config="checkout", **more)  # type: ignore[arg-type] # the parameters of deployment


SIX_RUNGS = Scenario(
    "six-rungs",
    "A release went wrong, and far more people come than it ever could serve: nothing helps.",
    "replica_shortage",
    (
        config_map("checkout", {"mode": "normal"}),
        _checkout(),
        deployment("stock", labels=_SHOP),
        *neighbours(),
    ),
    (
        Beat(Deed.KEEP_CONFIGS, "settled"),
        Beat(
            Deed.DEPLOY,
            "",
            {
                "manifests": (
                    config_map("checkout", {"mode": "normal", "colour": "blue"}),
                    _checkout(image=BAD_IMAGE),
                    deployment("stock", "registry.example/stock:2.0", labels=_SHOP),
                )
            },
        ),
        Beat(Deed.FAULT, "unhealthy", {"key": "checkout.load", "value": "500"}),
        Beat(Deed.ALERT, "overloaded"),
    ),
    Expected(
        "handed_over",
        called="top_band",
        actions=("scale_out", "restart", "refresh_config", "rollback", "isolate", "full_rollback"),
    ),
    measures={"users": 500_000, "services": 40, "error_rate": 1.0, "cpu": 1.0, "memory": 1.0},
    signal=Signal.MONITOR,
    metric="error_rate",
    cause="image",
)
"""Six attempts, the most that any band allows: a part of each rung that can be taken by a machine.

The stuck release leaves pods that can be isolated beside healthy ones; the load keeps the alarm
firing whatever is done. It takes a minute, so it is told apart from the others.
"""
