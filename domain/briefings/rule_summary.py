"""The deterministic summary: the same facts give the same words, with no model (BRF-5).

It is the fallback for every failure of a model, and the measure of what a model must not leave out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from domain.briefings.fact_sheet import percent
from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.phrases import CapacityWords
from domain.briefings.rule_alarms import alarm_points
from domain.briefings.rule_logs import log_points
from domain.briefings.rule_points import GRAVE, Gravity, Point, Telling
from domain.briefings.summaries import Claim, Summary, Topic, Weight, Writer
from domain.common.local_times import local_times
from domain.common.quoting import clean, first_clause, plain, whole, width
from domain.common.readers import Language, Reader
from domain.logs.gaps import Source
from domain.monitoring.capacity import CapacityWarning

MOST_CLAIMS = 12
"""Claims told; what is grave is told even above it."""

MOST_HAPPENINGS = {Weight.ACT: 6, Weight.WATCH: 3}
"""Events of one kind told one by one; the others are counted."""

MOST_SAID, MOST_BRIEF = 200, 60
"""Columns of an event of ours, and of its piece of the headline."""

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
_BRIEFS = 3


def summarise_by_rules(
    facts: BriefingFacts, language: Language, topics: tuple[Topic, ...]
) -> Summary:
    """Return the summary of `facts`, only the parts named in `topics`, in their order.

    First what a person must do (what a machine could not solve leads), then what is unusual, then
    what is calm. Nothing is said to be fine when something could not be read.
    """
    points, untold = told_points(facts, language, topics)
    telling = Telling(language, facts.local_date, facts.zone)
    gaps = tuple(telling.gap(gap) for gap in facts.gaps)
    return Summary(
        headline=headline(facts, language, topics, points),
        claims=tuple(point.claim() for point in points),
        writer=Writer.RULES,
        complete=not gaps,
        notes=(*gaps, *_sample(facts, telling)),
        untold=tuple(point.claim() for point in untold),
    )


def told_points(
    facts: BriefingFacts, language: Language, topics: tuple[Topic, ...]
) -> tuple[list[Point], list[Point]]:
    """Return the points of the summary in the order of telling, and what a person is spared."""
    telling = Telling(language, facts.local_date, facts.zone)
    found = [point for topic in topics for point in TOPIC_POINTS[topic](facts, telling)]
    if Topic.LOGS in topics:
        found += _unread_logs(facts, telling)
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


def _place(told: Point | Claim) -> tuple[int, bool, bool]:
    """Return the order of telling: by weight, and last a volume that is as usual."""
    usual = told.weight is Weight.CALM and TOTAL in told.evidence
    return _WEIGHTS.index(told.weight), told.topic is not Topic.BROADCAST, usual


def headline(
    facts: BriefingFacts, language: Language, topics: tuple[Topic, ...], points: list[Point]
) -> str:
    """Return the one sentence that remains when nobody listens on."""
    telling = Telling(language, facts.local_date, facts.zone)
    gaps = facts.gaps
    first = _Headline(facts, telling, topics, points).sentence(all_read=not gaps)
    return telling.say.partly(first, len(gaps)) if gaps else first


@dataclass(frozen=True)
class _Headline:
    facts: BriefingFacts
    telling: Telling
    topics: tuple[Topic, ...]
    points: list[Point]

    def sentence(self, *, all_read: bool) -> str:
        """Choose the sentence by the gravest weight that has something to say."""
        must = [point for point in self.points if point.weight is Weight.ACT]
        if must:
            briefs = [point.brief for point in must if point.brief]
            things = sum(point.things for point in must)
            return self.telling.say.must(things, briefs[:_BRIEFS])
        watch = [p.brief for p in self.points if p.weight is Weight.WATCH and p.brief]
        if watch:
            return self.telling.say.worth_a_look(watch[:_BRIEFS], all_read=all_read)
        return self.telling.say.quiet(self._numbers(all_read=all_read), all_read=all_read)

    def _numbers(self, *, all_read: bool) -> list[str]:
        say = self.telling.say
        logs, alarms = self.facts.logs, self.facts.alarms
        briefs = []
        if Topic.LOGS in self.topics and logs.total:
            briefs.append(say.brief_counts("lines", logs.total))
            briefs.append(say.brief_steady_rate(percent(logs.errors, logs.total)))
        # Silence of a source that was not read is no silence, so "no alarms" needs all read.
        if Topic.ALARMS in self.topics and (alarms or all_read):
            briefs.append(say.brief_counts("recovered", len(alarms)))
        return briefs


def _logs(facts: BriefingFacts, telling: Telling) -> list[Point]:
    return log_points(facts.logs, telling)


def _alarms(facts: BriefingFacts, telling: Telling) -> list[Point]:
    return alarm_points(facts.alarms, telling)


def _broadcast(facts: BriefingFacts, telling: Telling) -> list[Point]:
    return _happenings(facts, telling, "broadcast", Topic.BROADCAST, Weight.ACT)


def _rollbacks(facts: BriefingFacts, telling: Telling) -> list[Point]:
    return _happenings(facts, telling, "rollback", Topic.ROLLBACKS, Weight.WATCH)


def _tasks(facts: BriefingFacts, telling: Telling) -> list[Point]:
    return _happenings(facts, telling, "task", Topic.TASKS, Weight.WATCH)


def _happenings(
    facts: BriefingFacts, telling: Telling, kind: str, topic: Topic, weight: Weight
) -> list[Point]:
    found = [happening for happening in facts.happenings if happening.kind == kind]
    most = MOST_HAPPENINGS[weight]
    points = []
    reader = Reader(telling.language, telling.zone)
    for happening in found[:most]:
        said = local_times(happening.said(telling.language), reader, near=happening.at)
        text = telling.say.happening(kind, whole(said, most=MOST_SAID))
        # The headline names what a person must do; of the rest it only gives the count.
        brief = _brief(said) if weight is Weight.ACT else ""
        points.append(Point(topic, weight, text, _cite([happening]), brief))
    if rest := found[most:]:
        briefs = [_brief(each.said(telling.language)) for each in rest[:most]]
        named = briefs if weight is Weight.ACT else []
        text = telling.say.more_happenings(kind, len(rest), named)
        points.append(Point(topic, weight, text, _cite(rest), things=len(rest)))
    if points and weight is not Weight.ACT:
        points[0] = replace(points[0], brief=telling.say.brief_counts(kind, len(found)))
    return points


def _brief(said: str) -> str:
    """Return the piece of the headline that names a thing: what stands before its reason."""
    said = clean(said)
    return (
        whole(said, most=MOST_BRIEF) if width(said) <= MOST_BRIEF else first_clause(said)
    ).rstrip("。.")


def _cite(happenings: list[Happening]) -> tuple[str, ...]:
    return tuple(f"event:{happening.event_id}" for happening in happenings)


def _capacity(facts: BriefingFacts, telling: Telling) -> list[Point]:
    soonest = sorted(facts.capacity, key=lambda warning: warning.days)
    points = [_capacity_point(warning, telling) for warning in soonest[:MOST_CAPACITY]]
    if rest := soonest[MOST_CAPACITY:]:
        evidence = tuple(f"cap:{each.metric}:{each.target}" for each in rest)
        text = telling.say.more_capacity(len(rest))
        points.append(Point(Topic.CAPACITY, Weight.WATCH, text, evidence))
    return points


def _capacity_point(warning: CapacityWarning, telling: Telling) -> Point:
    name = plain(f"{warning.target} {telling.say.metric(warning.metric)}", most=60)
    words = CapacityWords(
        name=name,
        value=measured(warning.value, warning.unit),
        limit=measured(warning.limit, warning.unit),
        days=round(warning.days),
        low=round(warning.days_low),
        high=None if warning.days_high is None else round(warning.days_high),
    )
    return Point(
        Topic.CAPACITY,
        Weight.ACT if warning.days <= URGENT_DAYS else Weight.WATCH,
        telling.say.capacity(words),
        (f"cap:{warning.metric}:{warning.target}",),
        telling.say.brief_capacity(name, words.days),
    )


def measured(value: float, unit: str) -> str:
    """Return a measured value with its unit, at most one decimal."""
    figures = f"{value:,.1f}".removesuffix(".0")
    if unit in ("%", "percent"):
        return f"{figures}%"
    return f"{figures} {plain(unit, most=12)}".strip()


def gap_points(facts: BriefingFacts, telling: Telling) -> list[Point]:
    """Return a point for each thing that could not be read."""
    return [
        Point(
            _GAP_TOPICS[gap.source],
            Weight.WATCH,
            telling.say.unread(telling.gap(gap)),
            (f"missing:{number}",),
            grave=Gravity.CRITICAL,
        )
        for number, gap in enumerate(facts.gaps)
    ]


def _unread_logs(facts: BriefingFacts, telling: Telling) -> list[Point]:
    """Tell of unread logs as a claim of its own, for they are what a briefing is about."""
    return [point for point in gap_points(facts, telling) if point.topic is Topic.LOGS][:1]


def _sample(facts: BriefingFacts, telling: Telling) -> tuple[str, ...]:
    logs = facts.logs
    if not 0 < logs.sampled < logs.total:
        return ()
    return (telling.say.sampled(logs.sampled, logs.total),)


TOPIC_POINTS: dict[Topic, Callable[[BriefingFacts, Telling], list[Point]]] = {
    Topic.LOGS: _logs,
    Topic.ALARMS: _alarms,
    Topic.ROLLBACKS: _rollbacks,
    Topic.BROADCAST: _broadcast,
    Topic.TASKS: _tasks,
    Topic.CAPACITY: _capacity,
}
