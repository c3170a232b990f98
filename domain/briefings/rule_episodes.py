"""One episode out of what happened within the same minutes (BRF-11).

Errors that crowd together, the alarms they set off, the rollback before them and the incidents that
came of them are one thing to a person on call, so they are one item with one lead. What belongs to
an episode is not told again by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.briefings.fact_sheet import percent
from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.rule_alarms import AlarmGroup, alarm_brief, grouped
from domain.briefings.rule_points import Gravity, Point, pattern, share
from domain.briefings.rule_queue import MOST_BRIEF, Waiting, grouped_queue, own_words
from domain.briefings.summaries import Topic, Weight
from domain.common.messages import Called, Clauses, Message, message
from domain.common.quoting import plain
from domain.logs.bursts import Burst, bursts_of
from domain.logs.logs import Level, TemplateTrend, TrendKind
from domain.monitoring.alarms import AlarmState

EPISODE = "episode.told"
"""Id of every episode's claim."""

BEFORE = timedelta(minutes=15)
"""How long before an anchor something may begin and belong to it: alarms look back five or ten
minutes, and a bar of a day's histogram lasts fifteen."""

AFTER = timedelta(minutes=60)
"""How long after an anchor's end its incidents may be handed over: a ladder of six attempts."""

MOST_EPISODES = 3
MOST_ALARMS, MOST_ALIKE = 3, 2
"""Alarms named in one episode; incidents and errors, of each kind."""


@dataclass(frozen=True, kw_only=True)
class Episode:
    """What belongs together.

    Attributes:
        start: when the first of it began.
        end: when the anchor ended.
        lines: error lines of the whole period, for shares.
        number: of the burst among all.
        blind: something could not be read, so nobody knows that it is over.
    """

    start: datetime
    end: datetime
    lines: int
    burst: Burst | None = None
    number: int = 0
    blind: bool = False
    alarms: tuple[AlarmGroup, ...] = ()
    errors: tuple[TemplateTrend, ...] = ()
    queue: tuple[Waiting, ...] = ()
    rollbacks: tuple[Happening, ...] = ()

    @property
    def kinds(self) -> int:
        """Return of how many kinds its parts are; one kind is no episode."""
        parts = (self.burst, self.alarms, self.queue, self.rollbacks)
        return sum(bool(each) for each in parts) + bool(self.errors and not self.burst)

    @property
    def weight(self) -> Weight:
        """Return whether a person must act on any of it."""
        must = self.queue or any(each.must_act for each in self.alarms)
        return Weight.ACT if must else Weight.WATCH

    @property
    def over(self) -> bool:
        """Return whether nothing of it goes on."""
        open_alarms = any(each.open for each in self.alarms)
        return not (self.queue or open_alarms or (self.burst and not self.burst.over))

    def point(self) -> Point:
        """Return it as one point."""
        (kind, lead), *rest = self._parts()
        if kind == "errors":
            lead = message("episode.new_error", error=lead)
        said = message(
            EPISODE,
            lead=lead,
            others=_clauses(rest, "others"),
            crowd=_clauses(rest, "crowd"),
            errors=_clauses(rest, "errors"),
            kinds=len(self.errors),
            step=self._step(),
        )
        topic = Topic.ALARMS if self.alarms else Topic.BROADCAST if self.queue else Topic.LOGS
        waiting = sum(len(each.happenings) for each in self.queue)
        return Point(
            topic=topic,
            weight=self.weight,
            said=said,
            evidence=self._evidence(),
            brief=lead,
            things=max(1, waiting + sum(each.must_act for each in self.alarms)),
            grave=min((each.gravity for each in self.alarms), default=Gravity.NEW_ERROR),
        )

    def _parts(self) -> list[tuple[str, Message]]:
        """Return what is told of it, gravest first, each with the sentence that it stands in."""
        alarms = [alarm_brief(each, handled=True) for each in self.alarms[:MOST_ALARMS]]
        alarms += _more("episode.more_alarms", self.alarms, MOST_ALARMS)
        parts = alarms[:] if self._alarm_leads else []
        parts += [each.brief for each in self.queue[:MOST_ALIKE]]
        parts += _more(
            "episode.more_queue",
            [each for g in self.queue[MOST_ALIKE:] for each in g.happenings],
            0,
        )
        told = [("others", each) for each in parts]
        told += [("crowd", self._crowd(self.burst))] if self.burst else []
        told += [] if self._alarm_leads else [("others", each) for each in alarms]
        errors = [_error(each, self._topic) for each in self.errors[:MOST_ALIKE]]
        errors += _more("episode.more_errors", self.errors)
        told += [("errors", each) for each in errors]
        return told + [
            ("others", message("episode.rollback", title=own_words(each, MOST_BRIEF), at=each.at))
            for each in self.rollbacks[:1]
        ]

    @property
    def _topic(self) -> str:
        """Return the log topic to look at first; empty when there is none."""
        if self.over or not self.errors:
            return ""
        return plain(self.errors[0].template.topic, most=40)

    @property
    def _still_firing(self) -> bool:
        """Return whether the errors have stopped while an alarm says that it is not over."""
        firing = any(each.open and each.shown.state is AlarmState.FIRING for each in self.alarms)
        return firing and self.burst is not None and self.burst.over

    @property
    def _alarm_leads(self) -> bool:
        """Return whether an alarm is the gravest of it: the worst one is critical or open."""
        return bool(self.alarms) and (self.alarms[0].open or self.alarms[0].critical)

    def _crowd(self, burst: Burst) -> Message:
        return message(
            "episode.burst",
            start=burst.start,
            lasting=burst.end - burst.start,
            errors=burst.errors,
            share=share(min(100.0, percent(burst.errors, self.lines))),
            over=None if self._still_firing else burst.over,
        )

    def _step(self) -> Message:
        if self.over:
            return message("episode.verify" if self.blind else "episode.later")
        if self._still_firing and self.burst:
            step = self._look(then=True)
            return message("episode.still_firing", at=self.burst.end, step=step)
        if self._topic:
            return self._look(then=False)
        if self.queue and self.queue[0].queued:
            return message("queue.first_step", fault=self.queue[0].queued[0].fault)
        return self._look(then=False)

    def _look(self, *, then: bool) -> Message:
        """Return which logs to read, first or next."""
        if self._topic:
            return message("episode.look_at", topic=Called(self._topic), next=then)
        return message("episode.look", next=then)

    def _evidence(self) -> tuple[str, ...]:
        """Return the ids of all parts; of the named errors with a line of each."""
        alarms = (name for group in self.alarms for name in group.evidence)
        queue = (name for group in self.queue for name in group.evidence)
        lines = (
            name
            for trend in self.errors
            for name in (
                f"tpl:{trend.template.id}",
                *(f"line:{line}" for line in trend.template.examples[:1]),
            )
        )
        rollbacks = (f"event:{each.event_id}" for each in self.rollbacks)
        burst = (f"burst:{self.number}",) if self.burst else ()
        return tuple(dict.fromkeys((*alarms, *queue, *burst, *lines, *rollbacks)))


def episodes_of(
    facts: BriefingFacts, topics: Iterable[Topic]
) -> tuple[list[Episode], BriefingFacts]:
    """Return the episodes of the wanted topics, and the facts without what they tell."""
    wanted, left, found = set(topics), facts, list[Episode]()
    bursts = bursts_of(facts.logs) if Topic.LOGS in wanted else []
    moments = ((at, at, None) for at in _moments(facts, wanted))
    anchors = (*((each.start, each.end, each) for each in bursts), *moments)
    for number, (start, end, burst) in enumerate(anchors):
        if len(found) == MOST_EPISODES:
            break
        episode = replace(_around(start, end, left, wanted), burst=burst, number=number)
        if episode.burst or episode.kinds > 1:
            found.append(episode)
            left = _without(episode, left)
    return found, left


def _moments(facts: BriefingFacts, wanted: set[Topic]) -> list[datetime]:
    """Return what episodes are told around besides bursts: critical alarms, then incidents."""
    critical = (
        group.records[0].started_at
        for group in grouped(facts.alarms)
        if group.critical and Topic.ALARMS in wanted
    )
    queue = (
        each.at
        for each in facts.happenings
        if each.kind == "broadcast" and Topic.BROADCAST in wanted
    )
    return [*sorted(critical), *sorted(queue)]


def _around(
    start: datetime,
    end: datetime,
    facts: BriefingFacts,
    wanted: set[Topic],
) -> Episode:
    """Return everything that belongs to an anchor."""
    first, last = start - BEFORE, end + BEFORE

    def near(at: datetime, *, until: datetime = last) -> bool:
        return first <= at <= until

    handed = [
        each
        for each in facts.happenings
        if each.kind == "broadcast" and near(each.at, until=end + AFTER)
    ]
    return Episode(
        start=start,
        end=end,
        lines=facts.logs.errors,
        blind=bool(facts.gaps),
        alarms=tuple(
            group
            for group in grouped(facts.alarms)
            if Topic.ALARMS in wanted and any(near(each.started_at) for each in group.records)
        ),
        errors=tuple(
            sorted(
                (
                    trend
                    for trend in facts.logs.trends
                    if Topic.LOGS in wanted
                    and trend.kind is TrendKind.NEW
                    and trend.template.level is Level.ERROR
                    and trend.template.first_at is not None
                    and near(trend.template.first_at)
                ),
                key=lambda trend: -trend.now,
            )
        ),
        queue=tuple(grouped_queue(handed)) if Topic.BROADCAST in wanted else (),
        rollbacks=tuple(
            each
            for each in facts.happenings
            if Topic.ROLLBACKS in wanted and each.kind == "rollback" and near(each.at)
        ),
    )


def _without(episode: Episode, facts: BriefingFacts) -> BriefingFacts:
    """Return the facts without those that an episode tells."""
    alarms = {record.id for group in episode.alarms for record in group.records}
    events = {
        each.event_id
        for each in (*episode.rollbacks, *(h for group in episode.queue for h in group.happenings))
    }
    named = {each.template.id for each in episode.errors}
    return replace(
        facts,
        alarms=tuple(each for each in facts.alarms if each.id not in alarms),
        happenings=tuple(each for each in facts.happenings if each.event_id not in events),
        logs=replace(
            facts.logs,
            trends=tuple(each for each in facts.logs.trends if each.template.id not in named),
            top_errors=tuple(each for each in facts.logs.top_errors if each.id not in named),
        ),
    )


def _more(id_: str, alike: Sequence[object], told: int = MOST_ALIKE) -> list[Message]:
    """Return how many there are of a kind beyond those that are named."""
    return [message(id_, n=len(alike) - told)] if len(alike) > told else []


def _clauses(parts: Sequence[tuple[str, Message]], kind: str) -> Clauses | None:
    """Return the parts that stand in one sentence."""
    found = tuple(each for sentence, each in parts if sentence == kind)
    return Clauses(found) if found else None


def _error(trend: TemplateTrend, known: str) -> Message:
    """Return an error and its log topic, unless that is `known`: the next step names it."""
    topic = plain(trend.template.topic, most=40)
    return message(
        "episode.error",
        pattern=pattern(trend.template.pattern, most=60),
        n=trend.now,
        topic=Called(topic) if topic and topic != known else None,
    )
