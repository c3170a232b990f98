"""Where one incident belongs among others, and how a whole row of them is gathered (ALR-12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.alerts.alerts import FaultClass
from domain.incidents.groups.rules import GroupFacts, GroupKey, GroupRule, keys_of
from domain.monitoring.alarms import Severity

WEIGHTS = {Severity.UNKNOWN: 0, Severity.INFO: 1, Severity.WARNING: 2, Severity.CRITICAL: 3}
"""Order of severities; one that is not known is worse than none."""


@dataclass(frozen=True)
class Peer:
    """Another incident that is open, as far as it can belong to the same group."""

    incident: str
    workload: str
    fault: FaultClass
    onset: datetime
    keys: tuple[GroupKey, ...]


@dataclass(frozen=True)
class Match:
    """What an incident shares with others, and who they are."""

    key: GroupKey
    peers: tuple[str, ...]


@dataclass(frozen=True)
class Split:
    """Two incidents that a person took apart, and the rule that had joined them."""

    rule: GroupRule
    one: str
    other: str

    def parts(self, rule: GroupRule, one: str, other: str) -> bool:
        """Say whether it keeps two incidents apart under a rule."""
        return rule is self.rule and {one, other} == {self.one, self.other}


@dataclass
class Gathered:
    """A group as it grows: what its members share, since when, and who they are."""

    key: GroupKey
    opened_at: datetime
    members: list[str] = field(default_factory=list)


def peer_of(facts: GroupFacts) -> Peer:
    """Return an incident as others look at it."""
    return Peer(facts.incident, facts.workload, facts.fault, facts.onset, keys_of(facts))


def match(mine: Peer, others: Iterable[Peer], *, splits: Sequence[Split] = ()) -> Match | None:
    """Return the strongest thing that an incident shares with another; None: nothing.

    Only its own keys count: what a peer shares with third ones joins nothing. A dependency, node,
    release or object needs two workloads; a workload needs two classes of fault.

    Args:
        mine: the incident.
        others: open incidents of any age.
        splits: pairs that people took apart.
    """
    known = [each for each in others if each.incident != mine.incident]
    for key in mine.keys:
        found = [
            each.incident
            for each in known
            if _shares(mine, each, key)
            and not any(one.parts(key.rule, mine.incident, each.incident) for one in splits)
        ]
        if found:
            return Match(key, tuple(found))
    return None


def is_stronger(key: GroupKey, than: GroupKey, keys: Sequence[GroupKey]) -> bool:
    """Say whether a member leaves its group for one that its own evidence names more directly.

    Args:
        key: of the other group.
        than: of its group; one that a person made holds.
        keys: of the member, the strongest first.
    """
    order = [each.id for each in keys]
    if than.id not in order or key.id not in order:
        return False
    return order.index(key.id) < order.index(than.id)


def worst(severities: Iterable[Severity]) -> Severity:
    """Return the severity of a group: that of its worst member."""
    return max(severities, key=WEIGHTS.__getitem__, default=Severity.UNKNOWN)


def pages_alone(severity: Severity, paged: Severity, *, users: bool) -> bool:
    """Say whether a member is paged beside its group: it is worse, or hits users by itself."""
    return users or WEIGHTS[severity] > WEIGHTS[paged]


def gather(storm: Sequence[GroupFacts]) -> tuple[Gathered, ...]:
    """Return how a row of incidents is gathered, each taken as it comes in.

    This is what the workflows do, without them: who comes in looks for peers, opens or joins one
    group and invites the peers, which come when they are free or held by a weaker rule.
    """
    groups: list[Gathered] = []
    held: dict[str, Gathered] = {}
    known: dict[str, Peer] = {}
    for facts in sorted(storm, key=lambda one: one.onset):
        mine = peer_of(facts)
        found = match(mine, known.values())
        known[mine.incident] = mine
        if found is None:
            continue
        group = _open_at(mine.onset, found.key, groups)
        if group is None:
            group = Gathered(found.key, min(known[each].onset for each in found.peers))
            groups.append(group)
        for each in (mine.incident, *found.peers):
            _invite(known[each], group, held)
    return tuple(each for each in groups if len(each.members) > 1)


def _open_at(at: datetime, key: GroupKey, groups: Sequence[Gathered]) -> Gathered | None:
    """Return the group of a key that still takes members at a moment."""
    for group in groups:
        if group.key.is_shared_by(key) and at <= group.opened_at + key.window:
            return group
    return None


def _invite(peer: Peer, group: Gathered, held: dict[str, Gathered]) -> None:
    """Let an incident into a group, unless what it names as directly holds it already."""
    holding = held.get(peer.incident)
    if holding is not None:
        if not is_stronger(group.key, holding.key, peer.keys):
            return
        holding.members.remove(peer.incident)
    group.members.append(peer.incident)
    held[peer.incident] = group


def _shares(mine: Peer, other: Peer, key: GroupKey) -> bool:
    if abs(mine.onset - other.onset) > key.window:
        return False
    if not any(key.is_shared_by(each) for each in other.keys):
        return False
    if key.rule is GroupRule.WORKLOAD:
        return mine.fault is not other.fault
    return bool(mine.workload and other.workload) and mine.workload != other.workload
