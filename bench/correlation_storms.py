"""Storms of incidents whose true grouping is known, made the same each time.

The labels say what failed, not what a rule sees: an incident's cause is drawn first, then what it
shows. Evidence is thinned as it is in practice: log lines, labels and nodes are missing for some.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from domain.alerts.alerts import FaultClass
from domain.incidents.groups.rules import Dependency, GroupFacts, Release
from domain.monitoring.alarms import Severity

BEGAN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CLUSTER = "cls-1"
LOST = "10.0.3.17"
DATABASE = "10.0.8.2:3306"
NAMESPACES = ("shop", "pay", "search", "mail")

ONLY_LABELLED, SILENT = 0.2, 0.02
"""Shares of alerts that name what they cannot reach in a label only, or not at all."""


@dataclass(frozen=True)
class LabelledIncident:
    """One incident and the cause that it really has."""

    facts: GroupFacts
    cause: str


@dataclass(frozen=True)
class Storm:
    """Incidents of a few causes within some minutes."""

    name: str
    incidents: tuple[LabelledIncident, ...]


Twist = Callable[["_Making"], Iterator[LabelledIncident]]


class _Making:
    """Makes the incidents of one storm."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._made = 0

    def incident(
        self,
        cause: str,
        kind: FaultClass,
        *,
        after: tuple[int, int] = (0, 240),
        **known: Any,  # noqa: ANN401 - fields by name
    ) -> LabelledIncident:
        """Return one incident that begins so many seconds after the storm does."""
        self._made += 1
        facts = GroupFacts(
            incident=f"i_{self._made:03}",
            cluster=CLUSTER,
            fault=kind,
            onset=BEGAN + timedelta(seconds=self._random.uniform(*after)),
            namespace=self._random.choice(NAMESPACES),
            workload=f"Deployment/app-{self._made:03}",
            severity=self._random.choice((Severity.WARNING, Severity.CRITICAL)),
            text=f"{kind} of <*>",
        )
        return LabelledIncident(replace(facts, **known), cause)

    def unreachable(
        self,
        cause: str,
        address: str,
        *,
        region: str = "",
        **known: Any,  # noqa: ANN401 - fields by name
    ) -> LabelledIncident:
        """Return one that cannot reach something; some say so in a label, some in a line only."""
        dice = self._random.random()
        how = "named" if dice >= ONLY_LABELLED else "labelled"
        seen = () if dice < SILENT else (Dependency(address, region),)
        fault = self._random.choice((FaultClass.ERROR_RATE, FaultClass.LATENCY))
        return self.incident(cause, fault, **{"fault": fault, how: seen, **known})

    def on_lost_node(self, **known: Any) -> LabelledIncident:  # noqa: ANN401 - fields by name
        """Return one whose Pods are gone with a node."""
        fault = self._random.choice((FaultClass.NOT_READY, FaultClass.REPLICA_SHORTAGE))
        nodes = () if self._random.random() < SILENT else (LOST,)
        return self.incident("node", fault, **{"nodes": nodes, **known})

    def released(
        self,
        name: str,
        version: str,
        *,
        namespace: str = "shop",
        **known: Any,  # noqa: ANN401 - fields by name
    ) -> LabelledIncident:
        """Return one that broke after a release."""
        release = Release(name, version, BEGAN - timedelta(minutes=2))
        fault = self._random.choice((FaultClass.CRASH_LOOP, FaultClass.ERROR_RATE))
        told = {"namespace": namespace, "releases": (release,), "fatal": True, **known}
        return self.incident(f"release {name} {version}", fault, **told)

    def alone(self, number: int) -> LabelledIncident:
        """Return one that has nothing to do with anything else."""
        fault = self._random.choice(list(FaultClass)[:9])
        return self.incident(f"alone {number}", fault, after=(0, 600))


def friendly(seed: int) -> Storm:
    """Return a storm of the usual kinds: a node, a dependency, a release, and eight others."""
    return Storm(f"friendly {seed}", tuple(_usual(_Making(seed))))


def _crash_on_the_node(making: _Making) -> Iterator[LabelledIncident]:
    """Two workloads on the lost node crash for reasons of their own; the line is seen for one."""
    yield making.incident("crash 1", FaultClass.CRASH_LOOP, nodes=(LOST,), fatal=True)
    yield making.incident("crash 2", FaultClass.NOT_READY, nodes=(LOST,), fatal=True)


def _two_releases(making: _Making) -> Iterator[LabelledIncident]:
    """A second application of the same namespace is released within the same minutes."""
    for _ in range(4):
        yield making.released("cart", "v7")


def _two_regions(making: _Making) -> Iterator[LabelledIncident]:
    """Two instances of one name fail in two regions at once."""
    for region in ("ap-guangzhou", "ap-shanghai"):
        for _ in range(4):
            yield making.unreachable(f"orders-db {region}", "orders-db", region=region)


def _dependency_on_the_node(making: _Making) -> Iterator[LabelledIncident]:
    """A Service runs on the lost node alone: who cannot reach it suffers from the node."""
    yield making.on_lost_node(workload="Deployment/ledger")
    for _ in range(4):
        seen = Dependency("ledger.pay.svc:8080", node=LOST)
        yield making.incident("node", FaultClass.ERROR_RATE, named=(seen,))


def _callers_on_the_node(making: _Making) -> Iterator[LabelledIncident]:
    """Callers of the failing database happen to run on the lost node."""
    for _ in range(3):
        yield making.unreachable("database", DATABASE, nodes=(LOST,), fault=FaultClass.NOT_READY)


def _released_and_calling(making: _Making) -> Iterator[LabelledIncident]:
    """A released workload names the failing database in passing; the release broke it."""
    yield making.released("shop", "v42", named=(Dependency(DATABASE),))


def _released_and_cut_off(making: _Making) -> Iterator[LabelledIncident]:
    """A workload that was just released crashes because the database is gone."""
    fresh = Release("invoices", "v9", BEGAN - timedelta(minutes=4))
    seen = (Dependency(DATABASE),)
    yield making.incident(
        "database", FaultClass.CRASH_LOOP, named=seen, releases=(fresh,), fatal=True
    )


HOSTILE: tuple[Twist, ...] = (
    _crash_on_the_node,
    _two_releases,
    _two_regions,
    _dependency_on_the_node,
    _callers_on_the_node,
    _released_and_calling,
    _released_and_cut_off,
)
"""What leads astray although the evidence is there."""


def _silent_caller_on_the_node(making: _Making) -> Iterator[LabelledIncident]:
    """A caller of the failing database runs on the lost node and says nothing."""
    yield making.incident("database", FaultClass.NOT_READY, nodes=(LOST,))


def _passing_by(making: _Making) -> Iterator[LabelledIncident]:
    """A workload of the release breaks for a reason of its own that nobody sees."""
    release = Release("shop", "v42", BEGAN - timedelta(minutes=2))
    yield making.incident(
        "passing by", FaultClass.SATURATION, namespace="shop", releases=(release,)
    )


def _region_left_out(making: _Making) -> Iterator[LabelledIncident]:
    """Victims of an instance in each of two regions whose lines name no region."""
    for region in ("ap-guangzhou", "ap-shanghai"):
        yield making.unreachable(f"orders-db {region}", "orders-db")


BLIND: tuple[Twist, ...] = (_silent_caller_on_the_node, _passing_by, _region_left_out)
"""What no evidence tells: nobody could gather these but by luck."""


def hostile(seed: int) -> Storm:
    """Return a storm of the usual kinds with everything in it that leads astray."""
    return _twisted("hostile", seed, HOSTILE)


def blind(seed: int) -> Storm:
    """Return a hostile storm in which some evidence is missing altogether."""
    return _twisted("blind", seed, (*HOSTILE, *BLIND))


def _twisted(name: str, seed: int, twists: tuple[Twist, ...]) -> Storm:
    making = _Making(1000 + seed)
    twisted = (each for twist in twists for each in twist(making))
    return Storm(f"{name} {seed}", (*_usual(making), *twisted))


def _usual(making: _Making) -> list[LabelledIncident]:
    return [
        *(making.on_lost_node() for _ in range(8)),
        *(making.unreachable("database", DATABASE) for _ in range(10)),
        *(making.released("shop", "v42") for _ in range(8)),
        *(making.alone(number) for number in range(8)),
    ]
