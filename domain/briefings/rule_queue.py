"""What the rules tell about work for a person: repairs that stopped, grouped by workload (BRF-10).

A night has seven incidents and one cause more often than seven causes, so the same workload is told
once, with how many and where.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.briefings.facts import Happening
from domain.briefings.rule_points import Point
from domain.briefings.summaries import Topic, Weight
from domain.common.messages import Called, Clauses, Gist, Message, Name, Names, argument, message

MOST_GROUPS = 6
"""Workloads told one by one; the others are counted."""

MOST_PLACES = 3
MOST_REASONS = 2
MOST_TITLE, MOST_MORE, MOST_BRIEF = 120, 160, 60
"""Columns of an event of ours, of what follows it, and of its piece of the headline."""


@dataclass(frozen=True)
class Queued:
    """An incident that waits for a person, as its own event tells it.

    Attributes:
        place: `namespace/name` of the workload, or what the alert names.
        fault: what is wrong with it.
        reason: why the repair stopped, None when the event does not say.
    """

    happening: Happening
    place: str
    fault: Name
    reason: Name | None

    @property
    def workload(self) -> str:
        """Return the name without its namespace."""
        return self.place.rpartition("/")[2]

    @property
    def namespace(self) -> str:
        """Return its namespace; the place when it names none."""
        return self.place.rpartition("/")[0] or self.place


@dataclass(frozen=True)
class Waiting:
    """Everything of one workload that waits, oldest first; one event of another kind alone."""

    happenings: tuple[Happening, ...]
    queued: tuple[Queued, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the ids of all its events."""
        return tuple(f"event:{each.event_id}" for each in self.happenings)

    @property
    def since(self) -> datetime:
        """Return when the first of it was handed over."""
        return min(each.at for each in self.happenings)

    @property
    def brief(self) -> Message:
        """Return its piece of a sentence: what is wrong, and how often."""
        if not self.queued:
            return own_words(self.happenings[0], MOST_BRIEF)
        first, several = self.queued[0], len(self.queued) > 1
        return message(
            "queue.brief",
            name=Called(first.workload if several else first.place),
            faults=self._faults,
            n=len(self.queued),
            since=self.since,
        )

    @property
    def said(self) -> Message:
        """Return what is told of it, with what to look at first."""
        if not self.queued:
            return _own_claim(self.happenings[0])
        places = tuple(dict.fromkeys(each.namespace for each in self.queued))
        first_steps = _step(self.queued)
        if len(self.queued) == 1:
            one = self.queued[0]
            return message(
                "queue.one",
                name=Called(one.place),
                fault=one.fault,
                since=self.since,
                reason=one.reason,
                step=first_steps,
            )
        return message(
            "queue.many",
            name=Called(self.queued[0].workload),
            n=len(self.queued),
            faults=self._faults,
            since=self.since,
            places=Names(tuple(Called(each) for each in places[:MOST_PLACES])),
            kinds=len(places),
            more=len(places) > MOST_PLACES,
            reasons=_reasons(self.queued),
            step=first_steps,
        )

    @property
    def _faults(self) -> Names:
        return Names(tuple(dict.fromkeys(each.fault for each in self.queued)))

    def point(self) -> Point:
        """Return it as a point of its own."""
        return Point(
            topic=Topic.BROADCAST,
            weight=Weight.ACT,
            said=self.said,
            evidence=self.evidence,
            brief=self.brief,
            things=len(self.happenings),
        )


def grouped_queue(happenings: Iterable[Happening]) -> list[Waiting]:
    """Return the groups, those with the most incidents first, then the oldest."""
    by_workload: dict[str, list[Queued]] = {}
    others: list[Waiting] = []
    for happening in sorted(happenings, key=lambda each: each.at):
        read = queued(happening)
        if read is None:
            others.append(Waiting((happening,)))
        else:
            by_workload.setdefault(read.workload, []).append(read)
    groups = [
        Waiting(tuple(each.happening for each in found), tuple(found))
        for found in by_workload.values()
    ]
    return sorted((*groups, *others), key=lambda each: (-len(each.happenings), each.since))


def queue_points(groups: list[Waiting]) -> list[Point]:
    """Return a point for each of the first groups, and one that counts the rest."""
    points = [group.point() for group in groups[:MOST_GROUPS]]
    rest = groups[MOST_GROUPS:]
    if rest:
        briefs = Clauses(tuple(group.brief for group in rest[:MOST_GROUPS]))
        things = sum(len(group.happenings) for group in rest)
        said = message("queue.more", n=things, briefs=briefs, more=len(rest) > MOST_GROUPS)
        evidence = tuple(name for group in rest for name in group.evidence)
        points.append(
            Point(
                topic=Topic.BROADCAST,
                weight=Weight.ACT,
                said=said,
                evidence=evidence,
                things=things,
            )
        )
    return points


def queued(happening: Happening) -> Queued | None:
    """Return the incident that a happening hands over; None when it tells of something else."""
    title = happening.told.title
    what = argument(title.args.get("what"))
    if title.id != "incident.to_handle" or not isinstance(what, Message):
        return None
    place, fault = argument(what.args.get("place")), argument(what.args.get("fault"))
    if not isinstance(place, Called) or not isinstance(fault, Name):
        return None
    reason = argument(happening.more.args.get("reason")) if happening.more else None
    return Queued(happening, place.text, fault, reason if isinstance(reason, Name) else None)


def own_words(happening: Happening, most: int) -> Message:
    """Return the first sentences of what a happening says of itself."""
    return message("happening.own_words", text=Gist(happening.told.title, most))


def _own_claim(happening: Happening) -> Message:
    more = Gist(happening.more, MOST_MORE) if happening.more else None
    return message("happening.broadcast", title=Gist(happening.told.title, MOST_TITLE), more=more)


def _step(found: tuple[Queued, ...]) -> Message:
    """Return what to look at first, for the fault that most of them have."""
    fault = Counter(each.fault for each in found).most_common(1)[0][0]
    return message("queue.first_step", fault=fault)


def _reasons(found: tuple[Queued, ...]) -> Clauses | None:
    counts = Counter(each.reason for each in found if each.reason)
    if not counts:
        return None
    return Clauses(
        tuple(
            message("queue.reason", reason=reason, n=n, all=n == len(found))
            for reason, n in counts.most_common(MOST_REASONS)
        )
    )
