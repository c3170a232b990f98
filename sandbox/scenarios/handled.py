"""Scenarios where the right thing is to hold back."""

from sandbox.scenarios.manifests import deployment, neighbours
from sandbox.scenarios.repairable import URGENT
from sandbox.scenarios.scenario import Beat, Deed, Expected, Scenario, Signal

_SETTLED = "settled"
_ALERT = Beat(Deed.ALERT, "unhealthy")
_SHOP = (deployment(), *neighbours())


def _wrong(key: str, value: str) -> Beat:
    return Beat(Deed.FAULT, _SETTLED, {"key": key, "value": value})


HANDLED = (
    Scenario(
        "forged",
        "Somebody who knows the address sends an alarm that its source knows nothing of.",
        "replica_shortage",
        (deployment(marks={"sandbox.zhiban/capacity": "2"}), *neighbours()),
        (Beat(Deed.FORGE, _SETTLED),),
        # The source has confirmed nothing of this policy yet, so it may look in the wrong place.
        Expected("handed_over", called="blind", writes=False),
        measures=URGENT,
        signal=Signal.MONITOR,
    ),
    Scenario(
        "recovers",
        "It is over before anybody has agreed to a repair.",
        "not_ready",
        _SHOP,
        (
            _wrong("checkout.stuck-before", "now"),
            _ALERT,
            Beat(Deed.HEAL, "state:awaiting_approval", {"key": "checkout.stuck-before"}),
            Beat(Deed.CLEAR, "well"),
        ),
        Expected("closed", ending="recovered", writes=False),
        measures=URGENT,
        cause="hangs",
    ),
    Scenario(
        "flapping",
        "It comes and goes, too fast to say what helped.",
        "replica_shortage",
        (deployment(marks={"sandbox.zhiban/capacity": "2"}), *neighbours()),
        (
            _wrong("checkout.load", "5"),
            Beat(Deed.ALERT, "overloaded", {"flaps": 8}),
        ),
        Expected("flapping", called="flapping", actions=None),
        measures=URGENT,
        signal=Signal.MONITOR,
        cause="load",
    ),
    Scenario(
        "aborted",
        "A person stops the repair.",
        "not_ready",
        _SHOP,
        (
            _wrong("checkout.never-ready", "true"),
            _ALERT,
            Beat(Deed.STEER, "acted", {"what": "abort"}),
        ),
        Expected("closed", ending="aborted", actions=("restart",)),
        measures=URGENT,
        cause="hangs",
    ),
)
