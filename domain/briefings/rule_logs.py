"""What the rules tell about logs (BRF-4): volume, error rate, and templates that changed."""

from domain.briefings.fact_sheet import percent
from domain.briefings.phrases import Compared
from domain.briefings.rule_points import Gravity, Point, Telling
from domain.briefings.summaries import Topic, Weight
from domain.common.quoting import quoted
from domain.logs.logs import Level, LogFacts, Template, TemplateTrend, TrendKind
from domain.logs.trends import Change, error_rate_change

MOST_NEW_ERRORS = 2
MOST_GROWN = 2
MOST_TOP_ERRORS = 3

USUAL = 20
"""Lines in the period before that make a template usual, so that its silence is news."""

JUMP = 2.0
"""Volume this many times the period before, or the inverse of it, is worth a look."""


def log_points(logs: LogFacts, telling: Telling) -> list[Point]:
    """Return what is worth telling about the logs; nothing when none could be read."""
    if logs.total == 0:
        return [] if logs.missing else [_silence(telling)]
    return [
        *_volume(logs, telling),
        *trend_points(logs.trends, telling),
        *top_error_points(logs.top_errors[:MOST_TOP_ERRORS], telling),
    ]


def error_rate_rose(logs: LogFacts) -> bool:
    """Say whether clearly more of the lines are errors than in the period before."""
    if not logs.before_total or logs.before_errors is None:
        return False
    before, now = (logs.before_errors, logs.before_total), (logs.errors, logs.total)
    return error_rate_change(before, now) in (Change.ROSE, Change.APPEARED)


def _silence(telling: Telling) -> Point:
    text = telling.say.no_lines()
    brief = telling.say.brief_counts("lines", 0)
    return Point(Topic.LOGS, Weight.WATCH, text, ("log:total",), brief, grave=Gravity.CRITICAL)


def volume_and_errors(logs: LogFacts, telling: Telling) -> tuple[Point, Point]:
    """Return volume and error rate as a point each; one does not make the other worth a look."""
    rate, before = _rates(logs)
    times = logs.total / logs.before_total if logs.before_total else 1.0
    jumped = "" if 1 / JUMP < times < JUMP else telling.say.brief_volume(times)
    rose = telling.say.brief_rate(rate, before) if error_rate_rose(logs) else ""
    grave = Gravity.ERROR_RATE if rose else Gravity.CALM
    lines = telling.say.lines(_lines(logs))
    errors = telling.say.errors(_errors(logs), rate, before)
    return (
        Point(Topic.LOGS, _weight(jumped), lines, ("log:total",), jumped),
        Point(Topic.LOGS, _weight(rose), errors, ("log:errors",), rose, grave=grave),
    )


def _weight(brief: str) -> Weight:
    """Weigh what is worth a look exactly when it is worth a piece of the headline."""
    return Weight.WATCH if brief else Weight.CALM


def _rates(logs: LogFacts) -> tuple[float, float]:
    before = percent(logs.before_errors or 0, logs.before_total or 0)
    return percent(logs.errors, logs.total), before


def _lines(logs: LogFacts) -> Compared:
    return Compared(logs.total, logs.before_total)


def _errors(logs: LogFacts) -> Compared:
    return Compared(logs.errors, logs.before_errors if logs.before_total else None)


def _volume(logs: LogFacts, telling: Telling) -> list[Point]:
    """Return volume and error rate, in one sentence when neither changed."""
    lines, errors = volume_and_errors(logs, telling)
    if lines.brief or errors.brief:
        return [errors, lines]
    text = telling.say.volume(_lines(logs), _errors(logs), *_rates(logs))
    return [Point(Topic.LOGS, Weight.CALM, text, ("log:total", "log:errors"))]


def trend_points(trends: tuple[TemplateTrend, ...], telling: Telling) -> list[Point]:
    """Return what is worth telling about templates that changed."""
    kinds = {kind: [trend for trend in trends if trend.kind is kind] for kind in TrendKind}
    return [
        *_new(kinds[TrendKind.NEW], telling),
        *_grown(kinds[TrendKind.GREW], telling),
        *_gone(kinds[TrendKind.GONE], telling),
    ]


def _new(trends: list[TemplateTrend], telling: Telling) -> list[Point]:
    errors = [trend for trend in trends if trend.template.level is Level.ERROR]
    errors.sort(key=lambda trend: -trend.now)
    told = errors[:MOST_NEW_ERRORS]
    points = [
        Point(
            Topic.LOGS,
            Weight.WATCH,
            telling.say.new_error(_quote(trend.template, telling), trend.now),
            _evidence(trend.template),
            telling.say.brief_new_errors(len(errors)) if trend is errors[0] else "",
            grave=Gravity.NEW_ERROR,
        )
        for trend in told
    ]
    points += _more_new_errors(errors[MOST_NEW_ERRORS:], telling)
    rest = sorted((t for t in trends if t not in errors), key=lambda trend: -trend.now)
    if rest:
        first = rest[0]
        pattern = _quote(first.template, telling)
        text = telling.say.new_lines(len(rest), pattern, first.now)
        points.append(Point(Topic.LOGS, Weight.CALM, text, _cite(rest)))
    return points


def _more_new_errors(trends: list[TemplateTrend], telling: Telling) -> list[Point]:
    if not trends:
        return []
    first = trends[0]
    text = telling.say.more_new_errors(len(trends), _quote(first.template, telling), first.now)
    return [Point(Topic.LOGS, Weight.WATCH, text, _cite(trends), grave=Gravity.NEW_ERROR)]


def _grown(trends: list[TemplateTrend], telling: Telling) -> list[Point]:
    bad = [t for t in trends if t.template.level in (Level.ERROR, Level.WARNING)]
    rest = [t for t in trends if t not in bad]
    return [
        Point(
            Topic.LOGS,
            Weight.WATCH if trend in bad else Weight.CALM,
            telling.say.grew(_quote(trend.template, telling), trend.before, trend.now),
            _evidence(trend.template),
        )
        for trend in (*bad, *rest)[:MOST_GROWN]
    ]


def _gone(trends: list[TemplateTrend], telling: Telling) -> list[Point]:
    points = []
    by_before = sorted(trends, key=lambda trend: -trend.before)
    errors = [trend for trend in by_before if trend.template.level is Level.ERROR]
    usual = [trend for trend in by_before if trend not in errors and trend.before >= USUAL]
    for group, weight, tell in (
        (usual, Weight.WATCH, telling.say.gone_lines),
        (errors, Weight.CALM, telling.say.gone_error),
    ):
        if group:
            text = tell(len(group), _quote(group[0].template, telling), group[0].before)
            points.append(Point(Topic.LOGS, weight, text, _cite(group)))
    return points


def top_error_points(top: tuple[Template, ...], telling: Telling) -> list[Point]:
    """Return the most frequent errors as one point; nothing when there are none."""
    if not top:
        return []
    items = [telling.say.lines_of(_quote(each, telling, most=56), each.count) for each in top]
    evidence = tuple(name for template in top for name in _evidence(template))
    return [Point(Topic.LOGS, Weight.CALM, telling.say.top_errors(items), evidence)]


def _quote(template: Template, telling: Telling, *, most: int = 72) -> str:
    return quoted(template.pattern, telling.language, most=most)


def _evidence(template: Template) -> tuple[str, ...]:
    return (f"tpl:{template.id}", *(f"line:{line}" for line in template.examples[:1]))


def _cite(trends: list[TemplateTrend]) -> tuple[str, ...]:
    """Cite every template, so that the number of kinds can be counted."""
    return tuple(f"tpl:{trend.template.id}" for trend in trends)
