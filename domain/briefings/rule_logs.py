"""What the rules tell about logs (BRF-4): volume, error rate, and templates that changed."""

from domain.briefings.fact_sheet import percent
from domain.briefings.rule_points import Gravity, Point, before_period, figure, pattern, share
from domain.briefings.summaries import Topic, Weight
from domain.common.messages import Clauses, Foreign, Message, message
from domain.logs.logs import Level, LogFacts, Template, TemplateTrend, TrendKind
from domain.logs.trends import Change, error_rate_change

MOST_NEW_ERRORS = 2
MOST_GROWN = 2
MOST_TOP_ERRORS = 3

USUAL = 20
"""Lines in the period before that make a template usual, so that its silence is news."""

STEADY = 0.05
"""A change of the volume by less is as many as before."""

JUMP = 2.0
"""Volume this many times the period before, or the inverse of it, is worth a look."""


def log_points(logs: LogFacts) -> list[Point]:
    """Return what is worth telling about the logs; nothing when none could be read."""
    if logs.total == 0:
        return [] if logs.missing else [_silence()]
    return [
        *_volume(logs),
        *trend_points(logs.trends, _before(logs)),
        *top_error_points(logs.top_errors[:MOST_TOP_ERRORS]),
    ]


def error_rate_rose(logs: LogFacts) -> bool:
    """Say whether clearly more of the lines are errors than in the period before."""
    if not logs.before_total or logs.before_errors is None:
        return False
    before, now = (logs.before_errors, logs.before_total), (logs.errors, logs.total)
    return error_rate_change(before, now) in (Change.ROSE, Change.APPEARED)


def _silence() -> Point:
    said, brief = message("log.silence"), message("brief.lines", n=0)
    return Point(
        topic=Topic.LOGS,
        weight=Weight.WATCH,
        said=said,
        evidence=("log:total",),
        brief=brief,
        grave=Gravity.CRITICAL,
    )


def volume_and_errors(logs: LogFacts) -> tuple[Point, Point]:
    """Return volume and error rate as a point each; one does not make the other worth a look."""
    rate, before = _rates(logs)
    times = logs.total / logs.before_total if logs.before_total else 1.0
    jumped = rose = None
    if not 1 / JUMP < times < JUMP:
        jumped = message("brief.volume", times=figure(times), before=_before(logs))
    if error_rate_rose(logs):
        rose = message("brief.error_rate_rose", before=share(before), now=share(rate))
    lines = message("log.lines", lines=logs.total, against=_against(logs))
    errors = message(
        "log.errors", errors=logs.errors, rate=share(rate), rate_before=_rate_before(logs, before)
    )
    if rose and before:
        errors = message(
            "log.errors_rose",
            errors=logs.errors,
            rate=share(rate),
            rate_before=share(before),
            before=_before(logs),
        )
    grave = Gravity.ERROR_RATE if rose else Gravity.CALM
    return (
        Point(
            topic=Topic.LOGS,
            weight=_weight(jumped),
            said=lines,
            evidence=("log:total",),
            brief=jumped,
        ),
        Point(
            topic=Topic.LOGS,
            weight=_weight(rose),
            said=errors,
            evidence=("log:errors",),
            brief=rose,
            grave=grave,
        ),
    )


def _before(logs: LogFacts) -> Message:
    return before_period(logs.start, logs.end)


def _weight(brief: Message | None) -> Weight:
    """Weigh what is worth a look exactly when it is worth a piece of the headline."""
    return Weight.WATCH if brief else Weight.CALM


def _rates(logs: LogFacts) -> tuple[float, float]:
    before = percent(logs.before_errors or 0, logs.before_total or 0)
    return percent(logs.errors, logs.total), before


def _against(logs: LogFacts) -> Message:
    """Return how the volume compares with the period before."""
    if not logs.before_total:
        return message("against.nothing")
    change = (logs.total - logs.before_total) / logs.before_total
    before = _before(logs)
    if abs(change) < STEADY:
        return message("against.steady", before=before)
    if change >= 1:
        times = figure(logs.total / logs.before_total)
        return message("against.times", times=times, before=before)
    if change > 0:
        return message("against.more", share=share(change * 100), before=before)
    return message("against.fewer", share=share(-change * 100), before=before)


def _rate_before(logs: LogFacts, rate: float) -> Message:
    if not logs.before_total or logs.before_errors is None:
        return message("before.unknown")
    if logs.before_errors == 0:
        return message("before.none", errors=logs.errors, before=_before(logs))
    counts = ((logs.before_errors, logs.before_total), (logs.errors, logs.total))
    steady = error_rate_change(*counts) is Change.STEADY
    return message(
        "before.steady" if steady else "before.rate", rate=share(rate), before=_before(logs)
    )


def _volume(logs: LogFacts) -> list[Point]:
    """Return volume and error rate, in one sentence when neither changed."""
    lines, errors = volume_and_errors(logs)
    if lines.brief or errors.brief:
        return [errors, lines]
    rate, before = _rates(logs)
    rate_before = _rate_before(logs, before)
    said = message(
        "log.volume",
        lines=logs.total,
        against=_against(logs),
        errors=logs.errors,
        rate=share(rate),
        rate_before=rate_before,
        steady=rate_before.id == "before.steady",
    )
    return [
        Point(topic=Topic.LOGS, weight=Weight.CALM, said=said, evidence=("log:total", "log:errors"))
    ]


def trend_points(trends: tuple[TemplateTrend, ...], before: Message) -> list[Point]:
    """Return what is worth telling about templates that changed since the period `before`."""
    kinds = {kind: [trend for trend in trends if trend.kind is kind] for kind in TrendKind}
    return [
        *_new(kinds[TrendKind.NEW]),
        *_grown(kinds[TrendKind.GREW]),
        *_gone(kinds[TrendKind.GONE], before),
    ]


def _new(trends: list[TemplateTrend]) -> list[Point]:
    errors = [trend for trend in trends if trend.template.level is Level.ERROR]
    errors.sort(key=lambda trend: -trend.now)
    points = [
        Point(
            topic=Topic.LOGS,
            weight=Weight.WATCH,
            said=message("log.new_error", pattern=_quote(trend.template), n=trend.now),
            evidence=_evidence(trend.template),
            brief=message("brief.new_errors", n=len(errors)) if trend is errors[0] else None,
            grave=Gravity.NEW_ERROR,
        )
        for trend in errors[:MOST_NEW_ERRORS]
    ]
    points += _more_new_errors(errors[MOST_NEW_ERRORS:])
    rest = sorted((t for t in trends if t not in errors), key=lambda trend: -trend.now)
    if rest:
        quoted = _quote(rest[0].template)
        said = message("log.new_lines", kinds=len(rest), pattern=quoted, n=rest[0].now)
        points.append(Point(topic=Topic.LOGS, weight=Weight.CALM, said=said, evidence=_cite(rest)))
    return points


def _more_new_errors(trends: list[TemplateTrend]) -> list[Point]:
    if not trends:
        return []
    quoted = _quote(trends[0].template)
    said = message("log.more_new_errors", kinds=len(trends), pattern=quoted, n=trends[0].now)
    return [
        Point(
            topic=Topic.LOGS,
            weight=Weight.WATCH,
            said=said,
            evidence=_cite(trends),
            grave=Gravity.NEW_ERROR,
        )
    ]


def _grown(trends: list[TemplateTrend]) -> list[Point]:
    bad = [t for t in trends if t.template.level in (Level.ERROR, Level.WARNING)]
    rest = [t for t in trends if t not in bad]
    return [
        Point(
            topic=Topic.LOGS,
            weight=Weight.WATCH if trend in bad else Weight.CALM,
            said=message(
                "log.grew", pattern=_quote(trend.template), before=trend.before, now=trend.now
            ),
            evidence=_evidence(trend.template),
        )
        for trend in (*bad, *rest)[:MOST_GROWN]
    ]


def _gone(trends: list[TemplateTrend], period: Message) -> list[Point]:
    points = []
    by_before = sorted(trends, key=lambda trend: -trend.before)
    errors = [trend for trend in by_before if trend.template.level is Level.ERROR]
    usual = [trend for trend in by_before if trend not in errors and trend.before >= USUAL]
    for group, weight, id_ in (
        (usual, Weight.WATCH, "log.gone_lines"),
        (errors, Weight.CALM, "log.gone_error"),
    ):
        if group:
            quoted = _quote(group[0].template)
            said = message(id_, kinds=len(group), pattern=quoted, n=group[0].before, period=period)
            points.append(Point(topic=Topic.LOGS, weight=weight, said=said, evidence=_cite(group)))
    return points


def top_error_points(top: tuple[Template, ...], *, alone: bool = False) -> list[Point]:
    """Return the most frequent errors as one point; nothing when there are none.

    Args:
        top: the most frequent first.
        alone: it is one of several, each told by itself, and not said to be the most frequent.
    """
    if not top:
        return []
    patterns = Clauses(
        tuple(message("log.pattern", pattern=_quote(each, most=56), n=each.count) for each in top)
    )
    evidence = tuple(name for template in top for name in _evidence(template))
    said = message("log.one_error" if alone else "log.top_errors", patterns=patterns)
    return [Point(topic=Topic.LOGS, weight=Weight.CALM, said=said, evidence=evidence)]


def _quote(template: Template, *, most: int = 72) -> Foreign:
    return pattern(template.pattern, most=most)


def _evidence(template: Template) -> tuple[str, ...]:
    return (f"tpl:{template.id}", *(f"line:{line}" for line in template.examples[:1]))


def _cite(trends: list[TemplateTrend]) -> tuple[str, ...]:
    """Cite every template, so that the number of kinds can be counted."""
    return tuple(f"tpl:{trend.template.id}" for trend in trends)
