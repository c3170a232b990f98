"""By what incidents are gathered into one group, in the order in which it is tried (ALR-12).

What an incident's own evidence names goes first, a thing that several share gathers, likeness and
time only suggest (`likeness.py`). A key that is missing never matches another missing one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.alerts.alerts import FaultClass
from domain.common.messages import Called, Message, message
from domain.monitoring.alarms import Severity

WINDOW = timedelta(minutes=10)
"""From a group's first member, fixed: of 60 generated storms 5 to 10 minutes gather nearly all
pairs, and a longer window gathers no more."""

RELEASE_WINDOW = timedelta(minutes=30)
"""How long after a release what begins is put down to it."""


class GroupRule(StrEnum):
    """By what incidents belong together; the first rule that fits is told to people."""

    DEPENDENCY = "dependency"
    NODE = "node"
    RELEASE = "release"
    WORKLOAD = "workload"
    SHARED_OBJECT = "shared_object"
    PERSON = "person"  # somebody merged them
    NO_WORKLOAD = "no_workload"  # nobody vouches for them, and there are too many of them


_OF_A_NODE = frozenset({FaultClass.NOT_READY, FaultClass.REPLICA_SHORTAGE, FaultClass.NODE})
"""Faults that a lost or starved node makes: not ready, unreachable, evicted."""


@dataclass(frozen=True)
class Dependency:
    """What an incident says it cannot reach.

    Attributes:
        address: a Service, `host:port` or a managed instance, as it is written.
        region: where it is said to be; an instance of one name in two regions is two.
        node: the lost node on which all of it ran, where the cluster says so; empty otherwise.
    """

    address: str
    region: str = ""
    node: str = ""


@dataclass(frozen=True)
class Release:
    """A rollout, chart release, GitOps sync or change of configuration before an incident."""

    name: str
    version: str
    at: datetime


@dataclass(frozen=True)
class SharedEdge:
    """An Ingress, volume, quota or autoscaler that events of an incident name."""

    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class GroupFacts:
    """What is known of one incident when it is decided where it belongs.

    Attributes:
        incident: its id.
        workload: its owner, without the cluster; empty when it is not known.
        onset: its earliest bad sign.
        named: dependencies that its own new error lines name.
        labelled: dependencies that its labels name.
        declared: dependencies that the policy declares and that are known to fail.
        nodes: sick nodes on which its Pods run, or ran at onset.
        fatal: whether its own logs or exits explain it.
        shared: objects that its events name.
        text: its message with what varies masked; empty when there is none.
        users: whether users are hit by it in a way of its own.
    """

    incident: str
    cluster: str
    fault: FaultClass
    onset: datetime
    namespace: str = ""
    workload: str = ""
    severity: Severity = Severity.WARNING
    named: tuple[Dependency, ...] = ()
    labelled: tuple[Dependency, ...] = ()
    declared: tuple[Dependency, ...] = ()
    nodes: tuple[str, ...] = ()
    fatal: bool = False
    releases: tuple[Release, ...] = ()
    shared: tuple[SharedEdge, ...] = ()
    text: str = ""
    users: bool = False


@dataclass(frozen=True)
class GroupKey:
    """What the members of one group share.

    Attributes:
        value: the thing, in a form that can be compared.
        name: the thing, as people call it.
    """

    rule: GroupRule
    cluster: str
    value: str
    name: str

    @property
    def id(self) -> str:
        """Return what tells its group from others; part of the workflow's id."""
        return f"{self.cluster}/{self.rule}/{self.value}"

    @property
    def reason(self) -> Message:  # noqa: PLR0911 - one for each rule
        """Return why its members belong together."""
        name = Called(self.name)
        match self.rule:
            case GroupRule.DEPENDENCY:
                return message("group.same_dependency", name=name)
            case GroupRule.NODE:
                return message("group.same_node", name=name)
            case GroupRule.RELEASE:
                return message("group.same_release", name=name)
            case GroupRule.WORKLOAD:
                return message("group.same_workload", name=name)
            case GroupRule.SHARED_OBJECT:
                return message("group.same_object", name=name)
            case GroupRule.PERSON:
                return message("group.merged", name=name)
            case GroupRule.NO_WORKLOAD:
                return message("group.no_workload")

    @property
    def window(self) -> timedelta:
        """How long after its first member it takes more."""
        return RELEASE_WINDOW if self.rule is GroupRule.RELEASE else WINDOW

    def is_shared_by(self, other: "GroupKey") -> bool:
        """Say whether another key names the same thing by the same rule."""
        return self.id == other.id


def keys_of(facts: GroupFacts) -> tuple[GroupKey, ...]:
    """Return what an incident may share with others, the strongest first, each once.

    What crashes by itself right after its release is put down to the release, although it names an
    address in passing: on hostile storms that rights 2 of 100 pairs.
    """
    if not facts.cluster or facts.fault is FaultClass.REQUESTED:
        return ()
    released = _by_release(facts)
    found = (
        *(released if facts.fatal else ()),
        *_by_dependency(facts),
        *_by_node(facts),
        *released,
        *_by_workload(facts),
        *_by_shared_object(facts),
    )
    return tuple(dict.fromkeys(each for each in found if each.value))


def _by_dependency(facts: GroupFacts) -> list[GroupKey]:
    """Return the addresses that it names; one on a lost node is that node's loss."""
    keys = []
    for each in (*facts.named, *facts.labelled, *facts.declared):
        address = _plain(each.address)
        if each.node:
            keys.append(_key(facts, GroupRule.NODE, each.node, each.node))
        elif address:
            value = f"{each.region}:{address}" if each.region else address
            keys.append(_key(facts, GroupRule.DEPENDENCY, value, each.address.strip()))
    return keys


def _by_node(facts: GroupFacts) -> list[GroupKey]:
    """Return the sick nodes under it, unless it has a fault of another kind or of its own."""
    if facts.fatal or facts.fault not in _OF_A_NODE:
        return []
    return [_key(facts, GroupRule.NODE, each, each) for each in facts.nodes]


def _by_release(facts: GroupFacts) -> list[GroupKey]:
    """Return the releases shortly before it, the newest first."""
    due = [each for each in facts.releases if each.at <= facts.onset <= each.at + RELEASE_WINDOW]
    keys = []
    for each in sorted(due, key=lambda one: one.at, reverse=True):
        if each.name and each.version:
            value = f"{facts.namespace}/{each.name}/{each.version}"
            keys.append(_key(facts, GroupRule.RELEASE, value, f"{each.name} {each.version}"))
    return keys


def _by_workload(facts: GroupFacts) -> list[GroupKey]:
    return [_key(facts, GroupRule.WORKLOAD, facts.workload, facts.workload)]


def _by_shared_object(facts: GroupFacts) -> list[GroupKey]:
    return [
        _key(
            facts,
            GroupRule.SHARED_OBJECT,
            f"{facts.namespace}/{each.kind}/{each.name}" if each.name else "",
            f"{each.kind} {each.name}",
        )
        for each in facts.shared
    ]


def _key(facts: GroupFacts, rule: GroupRule, value: str, name: str) -> GroupKey:
    return GroupKey(rule, facts.cluster, value, name)


def _plain(address: str) -> str:
    """Return an address in one form: lower case, no trailing dot, no suffix of the cluster."""
    host, _, port = address.strip().lower().partition(":")
    host = host.rstrip(".").removesuffix(".svc.cluster.local").removesuffix(".svc")
    return f"{host}:{port}" if port else host
