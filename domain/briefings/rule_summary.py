"""The deterministic summary: the same facts give the same words, with no model (BRF-5).

It is the fallback for every failure of a model, and the measure of what a model must not leave out.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.rule_alarms import alarm_points
from domain.briefings.rule_episodes import EPISODE, episodes_of
from domain.briefings.rule_logs import log_points
from domain.briefings.rule_points import GRAVE, Gravity, Point, is_day, measured
from domain.briefings.rule_queue import MOST_MORE, MOST_TITLE, grouped_queue, queue_points
from domain.briefings.summaries import Claim, Summary, Topic, Weight, Writer
from domain.common.messages import Called, Gist, Message, message
from domain.common.quoting import plain
from domain.logs.gaps import Source
from domain.monitoring.capacity import CapacityWarning
from domain.monitoring.metric_names import metric_called

MOST_CLAIMS = 12
"""Claims told; what is grave is told even above it."""

MOST_WATCH = 3
"""Events of one kind told one by one when they need nobody; others are counted."""

_HAPPENINGS = {
    "rollback": "happening.rollback",
    "task": "happening.task",
}

URGENT_DAYS = 3.0
"""Something that is full sooner needs a person now: a weekend is two days."""

MOST_CAPACITY = 3
TOTAL = "log:total"
"""Evidence of how many lines there were."""

_GAP_TOPICS = {
    Source.LOG_TOPICS: Topic.LOGS,
    Source.LOGS: Topic.LOGS,
    Source.ALARMS: Topic.ALARMS,
    Source.METRICS: Topic.CAPACITY,
    Source.EVENTS: Topic.TASKS,
}
_WEIGHTS = tuple(Weight)


def summarise_by_rules(facts: BriefingFacts, topics: tuple[Topic, ...]) -> Summary:
    """Return the summary of `facts`, only the parts named in `topics`, in their order.

    First what a person must do (what a machine could not solve leads), then what is unusual, then
    what is calm. Nothing is said to be fine when something could not be read.
    """
    points, untold = told_points(facts, topics)
    gaps = tuple(message("gap.noted", gap=gap.said) for gap in facts.gaps)
    return Summary(
        headline=headline(facts, points),
        claims=tuple(point.claim() for point in points),
        writer=Writer.RULES,
        complete=not gaps,
        notes=(*gaps, *_sample(facts)),
        untold=tuple(point.claim() for point in untold),
        must=_must(points),
    )


def told_points(facts: BriefingFacts, topics: tuple[Topic, ...]) -> tuple[list[Point], list[Point]]:
    """Return the points of the summary in the order of telling, and what a person is spared."""
    episodes, left = episodes_of(facts, topics)
    found = [episode.point() for episode in episodes]
    found += [point for topic in topics for point in TOPIC_POINTS[topic](left)]
    if Topic.LOGS in topics:
        # Unread logs are a claim of their own: they are what a briefing is about.
        found += [point for point in gap_points(facts) if point.topic is Topic.LOGS][:1]
    return cut([(point, point.gravity) for point in found])


Told = TypeVar("Told", Point, Claim)


def cut(found: Iterable[tuple[Told, Gravity]]) -> tuple[list[Told], list[Told]]:
    """Return what is told, and what is not for a person could not follow, each in its order.

    Nothing is left out before what is less grave. What is grave is always told, and so is how much
    was logged.
    """
    ordered = sorted(found, key=lambda each: (_place(each[0]), each[1]))
    kept = _kept([(TOTAL in one.evidence, gravity) for one, gravity in ordered])
    told = [one for place, (one, _) in enumerate(ordered) if place in kept]
    return told, [one for place, (one, _) in enumerate(ordered) if place not in kept]


def _kept(ordered: list[tuple[bool, Gravity]]) -> set[int]:
    """Return the places of what is told, given which are totals and how grave each is."""
    gravest_first = sorted(range(len(ordered)), key=lambda place: (ordered[place][1], place))
    totals = [place for place in gravest_first if ordered[place][0]]
    spare = [place for place in gravest_first if not ordered[place][0]]
    grave = sum(ordered[place][1] <= GRAVE for place in spare)
    return {*totals, *spare[: max(MOST_CLAIMS - len(totals), grave)]}


def _place(told: Point | Claim) -> tuple[int, bool, bool, bool]:
    """Return the order of telling: by weight, episodes first, last a volume that is as usual."""
    usual = told.weight is Weight.CALM and TOTAL in told.evidence
    weight, episode = _WEIGHTS.index(told.weight), told.said.id == EPISODE
    return weight, not episode, told.topic is not Topic.BROADCAST, usual


def headline(facts: BriefingFacts, points: list[Point]) -> Message:
    """Return the one sentence that remains when nobody listens on: whole clauses only."""
    gaps = len(facts.gaps)
    first = _headline(points, all_read=not gaps, day=is_day(facts.since, facts.until))
    return message("headline.partly", headline=first, sources=gaps) if gaps else first


def _headline(points: list[Point], *, all_read: bool, day: bool) -> Message:
    """Choose the sentence by the gravest weight that has something to say."""
    must = [point for point in points if point.weight is Weight.ACT]
    if must:
        lead = next((point.brief for point in must if point.brief), None)
        n = _must(points)
        return message(
            "headline.must", n=n, groups=len(must) if 1 < len(must) < n else None, lead=lead
        )
    watch = [point for point in points if point.weight is Weight.WATCH]
    lead = next((point.brief for point in watch if point.brief), None)
    if lead:
        return message("headline.look", lead=lead, all_read=all_read)
    return message("headline.quiet", all_read=all_read, day=day)


def _must(points: list[Point]) -> int:
    return sum(point.things for point in points if point.weight is Weight.ACT)


def _logs(facts: BriefingFacts) -> list[Point]:
    return log_points(facts.logs)


def _alarms(facts: BriefingFacts) -> list[Point]:
    return alarm_points(facts.alarms)


def _broadcast(facts: BriefingFacts) -> list[Point]:
    return queue_points(grouped_queue(_of_kind(facts, "broadcast")))


def _rollbacks(facts: BriefingFacts) -> list[Point]:
    found = _of_kind(facts, "rollback")
    more = message("happening.more_rollback", n=len(found) - MOST_WATCH)
    return _watched(Topic.ROLLBACKS, found, message("brief.rollback", n=len(found)), more)


def _tasks(facts: BriefingFacts) -> list[Point]:
    found = _of_kind(facts, "task")
    more = message("happening.more_task", n=len(found) - MOST_WATCH)
    return _watched(Topic.TASKS, found, message("brief.task", n=len(found)), more)


def _watched(topic: Topic, found: list[Happening], brief: Message, more: Message) -> list[Point]:
    """Return what needs nobody: the headline gives its count alone."""
    points = [
        Point(topic=topic, weight=Weight.WATCH, said=_happening(each), evidence=_cite([each]))
        for each in found[:MOST_WATCH]
    ]
    if rest := found[MOST_WATCH:]:
        points.append(
            Point(
                topic=topic, weight=Weight.WATCH, said=more, evidence=_cite(rest), things=len(rest)
            )
        )
    if points:
        points[0] = replace(points[0], brief=brief)
    return points


def _of_kind(facts: BriefingFacts, kind: str) -> list[Happening]:
    return [happening for happening in facts.happenings if happening.kind == kind]


def _happening(happening: Happening) -> Message:
    more = Gist(happening.more, MOST_MORE) if happening.more else None
    title = Gist(happening.told.title, MOST_TITLE)
    return message(_HAPPENINGS[happening.kind], title=title, more=more)


def _cite(happenings: list[Happening]) -> tuple[str, ...]:
    return tuple(f"event:{happening.event_id}" for happening in happenings)


def _capacity(facts: BriefingFacts) -> list[Point]:
    soonest = sorted(facts.capacity, key=lambda warning: warning.days)
    points = [_capacity_point(warning) for warning in soonest[:MOST_CAPACITY]]
    if rest := soonest[MOST_CAPACITY:]:
        evidence = tuple(f"cap:{each.metric}:{each.target}" for each in rest)
        said = message("capacity.more", n=len(rest))
        points.append(
            Point(topic=Topic.CAPACITY, weight=Weight.WATCH, said=said, evidence=evidence)
        )
    return points


def _capacity_point(warning: CapacityWarning) -> Point:
    target, metric = Called(plain(warning.target, most=60)), metric_called(warning.metric)
    days = int(warning.days) if warning.days < 1 else round(warning.days)
    said = message(
        "capacity.full",
        target=target,
        metric=metric,
        value=measured(warning.value, warning.unit),
        limit=measured(warning.limit, warning.unit),
        days=days,
        spread=_spread(warning, days),
        urgent=warning.days <= URGENT_DAYS,
    )
    brief = message("brief.capacity", target=target, metric=metric, days=days)
    weight = Weight.ACT if warning.days <= URGENT_DAYS else Weight.WATCH
    evidence = (f"cap:{warning.metric}:{warning.target}",)
    return Point(topic=Topic.CAPACITY, weight=weight, said=said, evidence=evidence, brief=brief)


def _spread(warning: CapacityWarning, days: int) -> Message:
    low = round(warning.days_low)
    high = None if warning.days_high is None else round(warning.days_high)
    if days < 1 or low == high:
        return message("spread.none")
    if high is None:
        return message("spread.open", low=low)
    return message("spread.between", low=low, high=high)


def gap_points(facts: BriefingFacts) -> list[Point]:
    """Return a point for each thing that could not be read."""
    return [
        Point(
            topic=_GAP_TOPICS[gap.source],
            weight=Weight.WATCH,
            said=message("gap.unread", gap=gap.said),
            evidence=(f"missing:{number}",),
            grave=Gravity.CRITICAL,
        )
        for number, gap in enumerate(facts.gaps)
    ]


def _sample(facts: BriefingFacts) -> tuple[Message, ...]:
    logs = facts.logs
    if not 0 < logs.sampled < logs.total:
        return ()
    return (message("log.sampled", mined=logs.sampled, total=logs.total),)


TOPIC_POINTS: dict[Topic, Callable[[BriefingFacts], list[Point]]] = {
    Topic.LOGS: _logs,
    Topic.ALARMS: _alarms,
    Topic.ROLLBACKS: _rollbacks,
    Topic.BROADCAST: _broadcast,
    Topic.TASKS: _tasks,
    Topic.CAPACITY: _capacity,
}
