"""What a person reads of a forecast: what happens when, what to do, how sure it is."""

from datetime import timedelta
from decimal import Decimal

from application.forecasts.forecasts import Forecasted
from domain.common.messages import Message, Percent, message
from domain.forecasts.forecasts import FRESH_JUMP, Outlook, Reach, Verdict
from domain.forecasts.hours import HOUR, LEAST_HOURS, LONGEST_GAP
from domain.watches.metrics.findings import figure


def short(value: float) -> float:
    """Return a number with the digits that a forecast can vouch for."""
    return float(f"{value:.4g}")


def said_of(found: Forecasted) -> list[Message]:
    """Return its sentences; what cannot be known stands last."""
    outlook = found.outlook
    said = [_verdict(found)]
    if outlook.course is None:
        return said
    if outlook.reach:
        said.append(message("forecast.act", earliest=outlook.reach.earliest))
    if outlook.a_day is not None and outlook.verdict in (Verdict.FILLING, Verdict.HOLDS):
        change = figure(short(abs(outlook.a_day)), found.unit)
        said.append(
            message("forecast.change", up=outlook.a_day >= 0, change=change, known=outlook.known)
        )
    if outlook.verdict is not Verdict.JUMPED:
        said.append(_tested(outlook))
    if outlook.horizon < found.asked:
        said.append(message("forecast.not_beyond", horizon=outlook.horizon, known=outlook.known))
    return [*said, message("forecast.unknown")]


def _verdict(found: Forecasted) -> Message:
    outlook = found.outlook
    name, level = found.name, figure(short(outlook.level), found.unit)
    limit = figure(outlook.limit, found.unit)
    if outlook.verdict.refused:
        return _refused(found, level)
    if outlook.reach is not None:
        return _filling(found, outlook.reach)
    match outlook.verdict:
        case Verdict.JUMPED:
            at = outlook.jumped_at or outlook.at
            again = at + timedelta(hours=FRESH_JUMP)
            return message("forecast.jumped", name=name, level=level, at=at, again=again)
        case Verdict.REACHED:
            floor = outlook.falling
            return message("forecast.reached", name=name, level=level, limit=limit, floor=floor)
        case Verdict.CLEANED:
            return _cleaned(found)
    ahead, floor = outlook.horizon, outlook.falling
    return message(
        "forecast.holds", name=name, level=level, limit=limit, floor=floor, horizon=ahead
    )


def _refused(found: Forecasted, level: Message) -> Message:
    known = found.outlook.known
    match found.outlook.verdict:
        case Verdict.SHORT:
            least = LEAST_HOURS * HOUR
            return message("forecast.short", name=found.name, known=known, least=least)
        case Verdict.GAPS:
            gap = LONGEST_GAP * HOUR
            return message("forecast.gaps", name=found.name, known=known, gap=gap)
    return message("forecast.constant", name=found.name, level=level, known=known)


def _filling(found: Forecasted, reach: Reach) -> Message:
    outlook = found.outlook
    name, level = found.name, figure(short(outlook.level), found.unit)
    limit, earliest = figure(outlook.limit, found.unit), reach.earliest
    if reach.likely is None:
        return message(
            "forecast.filling_perhaps",
            name=name,
            level=level,
            limit=limit,
            earliest=earliest,
            horizon=outlook.horizon,
        )
    if reach.latest is None:
        return message(
            "forecast.filling_open",
            name=name,
            level=level,
            limit=limit,
            earliest=earliest,
            likely=reach.likely,
            horizon=outlook.horizon,
        )
    return message(
        "forecast.filling_between",
        name=name,
        level=level,
        limit=limit,
        earliest=earliest,
        likely=reach.likely,
        latest=reach.latest,
    )


def _cleaned(found: Forecasted) -> Message:
    outlook, rhythm = found.outlook, found.outlook.rhythm
    least = most = figure(short(outlook.level), found.unit)
    beyond = False
    if rhythm is not None:
        least, most = (
            figure(short(rhythm.least), found.unit),
            figure(short(rhythm.most), found.unit),
        )
        beyond = rhythm.least <= outlook.limit if outlook.falling else rhythm.most >= outlook.limit
    return message(
        "forecast.cleaned",
        name=found.name,
        every=rhythm.every if rhythm else None,
        least=least,
        most=most,
        steady=least == most,
        limit=figure(outlook.limit, found.unit),
        beyond=beyond,
    )


def _tested(outlook: Outlook) -> Message:
    tested = outlook.course.tested if outlook.course else None
    if tested is None or not tested.tries:
        return message("forecast.untested", known=outlook.known)
    inside = Percent(Decimal(round(100 * tested.inside)))
    return message("forecast.tested", tries=tested.tries, inside=inside, unsure=outlook.unsure)
