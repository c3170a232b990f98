"""One sentence for each piece of evidence: what the rules would say if it were the only one.

A model is given these in the reader's language, so that it starts from words that are true.
"""

from collections.abc import Iterator
from dataclasses import replace

from domain.briefings.facts import BriefingFacts
from domain.briefings.rule_logs import top_error_points, trend_points, volume_and_errors
from domain.briefings.rule_points import Point, before_period
from domain.briefings.rule_summary import TOPIC_POINTS, gap_points
from domain.briefings.summaries import Topic
from domain.logs.logs import LogFacts


def points_by_evidence(facts: BriefingFacts) -> dict[str, Point]:
    """Return a point for every piece of evidence that has one of its own, by evidence id."""
    points = (*_log_points(facts.logs), *_other_points(facts))
    return {point.evidence[0]: point for point in points}


def _log_points(logs: LogFacts) -> Iterator[Point]:
    for template in logs.top_errors:
        yield from top_error_points((template,), alone=True)
    for trend in logs.trends:
        yield from trend_points((trend,), before_period(logs.start, logs.end))
    if logs.total:
        yield from volume_and_errors(logs)


def _other_points(facts: BriefingFacts) -> Iterator[Point]:
    yield from gap_points(facts)
    bare = replace(facts, alarms=(), happenings=(), capacity=())
    singles = (
        *(replace(bare, alarms=(alarm,)) for alarm in facts.alarms),
        *(replace(bare, happenings=(happening,)) for happening in facts.happenings),
        *(replace(bare, capacity=(warning,)) for warning in facts.capacity),
    )
    for single in singles:
        for topic, points in TOPIC_POINTS.items():
            if topic is not Topic.LOGS:
                yield from points(single)
